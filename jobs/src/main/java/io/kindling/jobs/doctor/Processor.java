package io.kindling.jobs.doctor;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a machine computes with.
 *
 * @param name as the system tells it
 * @param features of those that kernels ask for, the ones that it has; empty where the system doesn't tell
 */
record Processor(String name, List<String> features) implements Serializable {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    /** x86's lanes and fused multiply-add, then ARM's lanes. */
    private static final List<String> ASKED_FOR =
            List.of("fma", "avx2", "avx512f", "avx512_bf16", "amx_tile", "asimd", "sve");

    static Processor ofThisMachine() {
        try {
            return parse(Files.readString(CPUINFO));
        } catch (IOException e) { // no Linux
            return new Processor(System.getProperty("os.arch"), List.of());
        }
    }

    /** Of the text of Linux's /proc/cpuinfo. */
    static Processor parse(String cpuinfo) {
        List<String> flags = value(cpuinfo, "flags")
                .or(() -> value(cpuinfo, "Features"))
                .map(text -> Arrays.asList(text.split(" ")))
                .orElse(List.of());
        return new Processor(
                value(cpuinfo, "model name").orElse(System.getProperty("os.arch")),
                ASKED_FOR.stream().filter(flags::contains).toList());
    }

    private static Optional<String> value(String cpuinfo, String key) {
        return cpuinfo.lines()
                .map(line -> line.split("\\s*:\\s*", 2))
                .filter(pair -> pair.length == 2 && pair[0].equals(key))
                .map(pair -> pair[1])
                .findFirst();
    }

    @Override
    public String toString() {
        return features.isEmpty() ? name : name + ": " + String.join(" ", features);
    }
}
