package io.kindling.jobs.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.kindling.kernels.BlasKernel;
import io.kindling.kernels.VectorApi;
import io.kindling.optim.Arithmetic;
import io.kindling.tokenizer.PreTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.spark.SparkEnv;
import org.apache.spark.package$;

/** Where a JVM looks for its {@link Facts}. */
final class FactFinding {
    private static final List<String> VARIABLES = Stream.concat(
                    Stream.of("OMP_NUM_THREADS", "OMP_WAIT_POLICY"), BlasKernel.VARIABLES.stream())
            .toList();
    private static final String FLAGS = "jvm.options";

    private FactFinding() {}

    /** This JVM's. */
    static Facts ofThisProcess() {
        return new Facts(
                SparkEnv.get().executorId(),
                SparkEnv.get().blockManager().blockManagerId().host(),
                Processor.ofThisMachine(),
                Runtime.getRuntime().availableProcessors(),
                Arithmetic.ofThisProcess(),
                System.getProperty("java.version") + " of " + System.getProperty("java.vendor"),
                programs(),
                VectorApi.isThere(),
                Runtime.getRuntime().maxMemory(),
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize(),
                environment(),
                missingFlags(ManagementFactory.getRuntimeMXBean().getInputArguments()),
                splitting());
    }

    private static String programs() {
        String version = FactFinding.class.getPackage().getImplementationVersion();
        return "kindling %s, Spark %s".formatted(version, package$.MODULE$.SPARK_VERSION());
    }

    private static Map<String, String> environment() {
        Map<String, String> set = new TreeMap<>();
        VARIABLES.forEach(name -> {
            if (System.getenv(name) != null) {
                set.put(name, System.getenv(name));
            }
        });
        return set;
    }

    /** Of the flags that conf/jvm.options lists, those that a JVM was started without. */
    static List<String> missingFlags(List<String> arguments) {
        return flags().stream().filter(flag -> !arguments.contains(flag)).toList();
    }

    /** conf/jvm.options, which the build lays beside this class. */
    static List<String> flags() {
        try (InputStream stream = FactFinding.class.getResourceAsStream(FLAGS)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts all characters of the Basic Multilingual Plane. */
    private static String splitting() {
        StringBuilder text = new StringBuilder();
        for (char c = 1; c < Character.MAX_VALUE; c++) {
            text.append(Character.isSurrogate(c) ? 'a' : c);
        }
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
        CRC32C checksum = new CRC32C();
        for (int at = 0; at < utf8.length; at = PreTokenizer.GPT2.end(utf8, at, utf8.length)) {
            checksum.update(at);
            checksum.update(at >>> 8);
            checksum.update(at >>> 16);
        }
        return "Unicode %s, %08x".formatted(PreTokenizer.unicodeVersion(), checksum.getValue());
    }
}
