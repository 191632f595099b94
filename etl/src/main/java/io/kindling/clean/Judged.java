package io.kindling.clean;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kindling.clean.Finding.Effect;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * A document on its way through the stages, with what they found in it. One that was dropped goes on, so that it can be
 * written and counted; stages pass it over.
 *
 * <p>{@code row} is where it lies, partition and place, and says how news of it come home ({@link Home}); it isn't the
 * same in every run. {@code order} is a hash of what it was at first: where a stage has to put documents in some order,
 * that one is the same in every run.
 */
public final class Judged implements Externalizable {
    private static final long serialVersionUID = 1L;

    private String id;
    private String source;
    private byte[] text;
    private long row;
    private long order;
    private List<Finding> findings;

    /** For deserialization alone. */
    public Judged() {}

    private Judged(String id, String source, byte[] text, long row, long order, List<Finding> findings) {
        this.id = id;
        this.source = source;
        this.text = text;
        this.row = row;
        this.order = order;
        this.findings = findings;
    }

    /** A document that no stage has seen, in UTF-8. */
    static Judged of(String id, String source, byte[] text, long row) {
        long order = Hash64.combine(Hash64.of(id.getBytes(UTF_8)), Hash64.of(source.getBytes(UTF_8)));
        return new Judged(id, source, text, row, Hash64.combine(order, Hash64.of(text)), List.of());
    }

    String id() {
        return id;
    }

    String source() {
        return source;
    }

    /** The array itself, not to be changed. */
    byte[] text() {
        return text;
    }

    long row() {
        return row;
    }

    long order() {
        return order;
    }

    List<Finding> findings() {
        return findings;
    }

    boolean kept() {
        return findings.isEmpty() || !findings.get(findings.size() - 1).drops();
    }

    /** A rule's finding about the document as a whole: dropped, or with {@link Action#ANNOTATE} noted. */
    Judged found(Action action, String stage, String rule, double figure, double limit, String detail) {
        return action == Action.DROP
                ? with(text, new Finding(stage, rule, figure, limit, detail, Effect.DROPPED, text.length))
                : with(text, new Finding(stage, rule, figure, limit, detail, Effect.NOTED, 0));
    }

    /** A rule's finding about {@code figure} parts of it: {@code edited} is the text without them. */
    Judged edited(Action action, String stage, String rule, double figure, byte[] edited) {
        return action == Action.DROP
                ? with(edited, new Finding(stage, rule, figure, 0, "", Effect.EDITED, text.length - edited.length))
                : with(text, new Finding(stage, rule, figure, 0, "", Effect.NOTED, 0));
    }

    private Judged with(byte[] newText, Finding finding) {
        List<Finding> more = new ArrayList<>(findings);
        more.add(finding);
        return new Judged(id, source, newText, row, order, more);
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        write(out, id.getBytes(UTF_8));
        write(out, source.getBytes(UTF_8));
        write(out, text);
        out.writeLong(row);
        out.writeLong(order);
        out.writeInt(findings.size());
        for (Finding finding : findings) {
            out.writeUTF(finding.stage());
            out.writeUTF(finding.rule());
            out.writeDouble(finding.figure());
            out.writeDouble(finding.limit());
            write(out, finding.detail().getBytes(UTF_8));
            out.writeUTF(finding.effect().name());
            out.writeLong(finding.removedBytes());
        }
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        id = new String(read(in), UTF_8);
        source = new String(read(in), UTF_8);
        text = read(in);
        row = in.readLong();
        order = in.readLong();
        int count = in.readInt();
        findings = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            findings.add(new Finding(
                    in.readUTF(),
                    in.readUTF(),
                    in.readDouble(),
                    in.readDouble(),
                    new String(read(in), UTF_8),
                    Effect.valueOf(in.readUTF()),
                    in.readLong()));
        }
    }

    private static void write(ObjectOutput out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] read(ObjectInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
