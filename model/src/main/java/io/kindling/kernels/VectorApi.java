package io.kindling.kernels;

/** Java's Vector API, an incubating module, and on Java 17 and 18 what it calls itself to reach native memory. */
public final class VectorApi {
    /** Whether it reads and writes a {@code MemorySegment}. */
    static final boolean SEGMENTS = Runtime.version().feature() >= 19;

    private static final String MODULE = "jdk.incubator.vector";
    private static final String INTERNALS = "jdk.internal.vm.vector";

    private VectorApi() {}

    /** What a JVM needs to have it, as command-line flags. */
    public static String flags() {
        return "--add-modules=" + MODULE + (SEGMENTS ? "" : " --add-exports=java.base/" + INTERNALS + "=ALL-UNNAMED");
    }

    /** Whether this JVM was started with {@link #flags}. */
    public static boolean isThere() {
        return ModuleLayer.boot().findModule(MODULE).isPresent()
                && (SEGMENTS || Object.class.getModule().isExported(INTERNALS, VectorApi.class.getModule()));
    }
}
