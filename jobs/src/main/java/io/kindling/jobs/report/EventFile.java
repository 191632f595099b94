package io.kindling.jobs.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A run's metrics as TensorBoard reads them: TFRecords of the {@code Event} messages of TensorFlow's event.proto. The same
 * metrics give the same bytes, and more of them begin with those.
 *
 * <pre>
 *   8 bytes   length n of the message, little-endian
 *   4 bytes   CRC-32C of those 8, masked
 *   n bytes   the message
 *   4 bytes   CRC-32C of the message, masked
 * </pre>
 */
public final class EventFile {
    /** Its name in a run's folder: TensorBoard looks for {@code tfevents}. */
    public static final String FILE = "events.out.tfevents.kindling";

    /** What TensorFlow adds to a rotated checksum, so that checksums of checksums don't cancel out. */
    private static final int MASK = 0xa282ead8;

    private static final int DT_STRING = 7;

    private EventFile() {}

    /** The file's bytes. */
    public static byte[] of(List<Metrics> metrics) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        double began = metrics.isEmpty() ? 0 : metrics.get(0).time();
        record(file, new Message().add(1, began).add(3, "brain.Event:2"));
        for (Metrics round : metrics) {
            record(file, new Message().add(1, round.time()).add(2, round.step()).add(5, summary(round)));
        }
        return file.toByteArray();
    }

    private static Message summary(Metrics round) {
        Message summary = new Message()
                .add(1, scalar("loss/train", round.loss()))
                .add(1, scalar("step/learning_rate", round.learningRate()))
                .add(1, scalar("step/gradient_norm", round.gradientNorm()))
                .add(1, scalar("speed/tokens_per_second", round.tokensPerSecond()))
                .add(1, scalar("exchange/synchronisation", round.synchronisation()))
                .add(1, scalar("exchange/waiting", round.waiting()))
                .add(1, scalar("exchange/bytes_per_replica", (double) round.bytesPerReplica()))
                .add(1, scalar("exchange/replica_spread", round.spread()));
        if (round.validationLoss() != null) {
            summary.add(1, scalar("loss/validation", round.validationLoss()));
        }
        if (round.sample() != null) {
            summary.add(1, text("sample", round.sample()));
        }
        return summary;
    }

    private static Message scalar(String tag, double value) {
        return new Message().add(1, tag).add(2, (float) value);
    }

    /** A tensor of one string, for the plug-in that shows texts. */
    private static Message text(String tag, String text) {
        Message shape = new Message().add(2, new Message().add(1, 1));
        Message tensor = new Message().add(1, DT_STRING).add(2, shape).add(8, text);
        Message plugin = new Message().add(1, new Message().add(1, "text"));
        return new Message().add(1, tag).add(8, tensor).add(9, plugin);
    }

    private static void record(ByteArrayOutputStream file, Message message) {
        byte[] data = message.bytes();
        byte[] length = buffer(Long.BYTES).putLong(data.length).array();
        file.writeBytes(length);
        file.writeBytes(checksum(length));
        file.writeBytes(data);
        file.writeBytes(checksum(data));
    }

    private static byte[] checksum(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return buffer(Integer.BYTES)
                .putInt(Integer.rotateRight((int) crc.getValue(), 15) + MASK)
                .array();
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
