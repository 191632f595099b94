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
 * constant method handles like calls. Passes over attention and norms gained nothing, and stay in the heap.
 */
final class VectorMemory {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final MethodHandle VIEW; // (Object) -> Object
    private static final MethodHandle LOAD; // (Object, long) -> FloatVector
    private static final MethodHandle STORE; // (FloatVector, Object, long) -> void

    static {
        try {
            boolean segments = Runtime.version().feature() >= 19;
            String memory = segments ? "MemorySegment" : "ByteBuffer";
            Class<?> type = segments ? Class.forName("java.lang.foreign.MemorySegment") : ByteBuffer.class;
            Class<?> offset = segments ? long.class : int.class;
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle view = segments
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
            load = MethodHandles.insertArguments(
                    MethodHandles.insertArguments(load, 3, ByteOrder.nativeOrder()), 0, FLOATS);
            store = MethodHandles.insertArguments(store, 3, ByteOrder.nativeOrder());
            VIEW = view.asType(MethodType.methodType(Object.class, Object.class));
            LOAD = MethodHandles.explicitCastArguments(
                    load, MethodType.methodType(FloatVector.class, Object.class, long.class));
            STORE = MethodHandles.explicitCastArguments(
                    store, MethodType.methodType(void.class, FloatVector.class, Object.class, long.class));
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
            return (FloatVector) LOAD.invokeExact(view, (long) at * Float.BYTES);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The way back of {@link #load}. */
    static void store(FloatVector vector, Object view, int at) {
        try {
            STORE.invokeExact(vector, view, (long) at * Float.BYTES);
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
