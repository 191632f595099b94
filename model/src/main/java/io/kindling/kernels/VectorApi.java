package io.kindling.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

/** Java's Vector API, an incubating module, and on Java 17 and 18 what it calls itself to reach native memory. */
public final class VectorApi {
    /** Whether it reads and writes a {@code MemorySegment}. */
    static final boolean SEGMENTS = Runtime.version().feature() >= 19;

    private static final String MODULE = "jdk.incubator.vector";
    private static final boolean THERE =
            ModuleLayer.boot().findModule(MODULE).isPresent() && (SEGMENTS || reachesInternals());

    private VectorApi() {}

    /** What a JVM needs to have it, as command-line flags; Spark starts every one of its own with them. */
    public static String flags() {
        return "--add-modules=" + MODULE + (SEGMENTS ? "" : " --add-opens=java.base/java.lang.invoke=ALL-UNNAMED");
    }

    /** Whether this JVM was started with {@link #flags}. */
    public static boolean isThere() {
        return THERE;
    }

    /** Exports the package that {@link VectorAddress} calls into, as {@code --add-exports} would. */
    private static boolean reachesInternals() {
        try {
            Field field = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
            field.setAccessible(true);
            MethodHandles.Lookup trusted = (MethodHandles.Lookup) field.get(null);
            trusted.findVirtual(
                            Module.class, "implAddExportsToAllUnnamed", MethodType.methodType(void.class, String.class))
                    .invokeExact(Object.class.getModule(), "jdk.internal.vm.vector");
            return true;
        } catch (Throwable e) {
            return false;
        }
    }
}
