package io.kindling.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/** The memory that this process really occupies. */
final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** The most so far where the system keeps it (Linux, as VmHWM in kB), otherwise that of now. */
    static long peakMegabytes() {
        if (!Files.isReadable(STATUS)) {
            return Pointer.physicalBytes() >> 20;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElseGet(() -> Pointer.physicalBytes() >> 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
