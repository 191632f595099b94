package io.kindling.kernels;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vectors of floats straight from native memory and back, without a copy in the Java heap: AdamW on two cores with
 * AVX-512 moves 40 GB/s this way and 28 through heap tiles that fit into a core's first cache.
 *
 * <p>The Vector API reads native memory through a {@link ByteBuffer} up to Java 18 and through a {@code MemorySegment} from
 * Java 19 on, and no source compiles with both. So the two methods are looked up by name, once; the JIT compiler inlines
 * constant method handles like calls. Java 17's are taken as they are: with casts and constants bound into the handles it
 * lost sight of the buffer's class in one JVM of three, and every vector to be stored became an object first. Passes over
 * attention and norms gained nothing, and stay in the heap.
 */
final class VectorMemory {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final boolean SEGMENTS = Runtime.version().feature() >= 19;
    /** (Object) → Object */
    private static final MethodHandle VIEW;
    /** (VectorSpecies, ByteBuffer, int, ByteOrder) → FloatVector; of segments (VectorSpecies, Object, long, ByteOrder). */
    private static final MethodHandle LOAD;
    /** (FloatVector, ByteBuffer, int, ByteOrder) → void; of segments (FloatVector, Object, long, ByteOrder). */
    private static final MethodHandle STORE;

    static {
        try {
            String memory = SEGMENTS ? "MemorySegment" : "ByteBuffer";
            Class<?> type = SEGMENTS ? Class.forName("java.lang.foreign.MemorySegment") : ByteBuffer.class;
            Class<?> offset = SEGMENTS ? long.class : int.class;
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle view = SEGMENTS
                    ? lookup.findStatic(type, "ofBuffer", MethodType.methodType(type, Buffer.class))
                    : MethodHandles.identity(Object.class);
            MethodHandle load = lookup.findStatic(
                    FloatVector.class,
                    "from" + memory,
                    MethodType.methodType(FloatVector.class, VectorSpecies.class, type, offset, ByteOrder.class));
            MethodHandle store = lookup.findVirtual(
                    FloatVector.class,
                    "into" + memory,
                    MethodType.methodType(void.class, type, offset, ByteOrder.class));
            VIEW = view.asType(MethodType.methodType(Object.class, Object.class));
            LOAD = SEGMENTS ? load.asType(load.type().changeParameterType(1, Object.class)) : load;
            STORE = SEGMENTS ? store.asType(store.type().changeParameterType(1, Object.class)) : store;
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private VectorMemory() {}

    /** {@code memory} as the other two methods take it. */
    static Object view(ByteBuffer memory) {
        try {
            return (Object) VIEW.invokeExact((Object) memory);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The floats from number {@code at} on. */
    static FloatVector load(Object view, int at) {
        try {
            return SEGMENTS
                    ? (FloatVector) LOAD.invokeExact(FLOATS, view, (long) at * Float.BYTES, ORDER)
                    : (FloatVector) LOAD.invokeExact(FLOATS, (ByteBuffer) view, at * Float.BYTES, ORDER);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The way back of {@link #load}. */
    static void store(FloatVector vector, Object view, int at) {
        try {
            if (SEGMENTS) {
                STORE.invokeExact(vector, view, (long) at * Float.BYTES, ORDER);
            } else {
                STORE.invokeExact(vector, (ByteBuffer) view, at * Float.BYTES, ORDER);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
