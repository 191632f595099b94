package io.kindling.kernels;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link VectorMemory} by {@code MemorySegment}, from Java 19 on. */
final class VectorSegment {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final MethodHandle OF; // (ByteBuffer) → Object
    private static final MethodHandle LOAD; // (VectorSpecies, Object, long, ByteOrder) → FloatVector
    private static final MethodHandle STORE; // (FloatVector, Object, long, ByteOrder) → void

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            OF = lookup.findStatic(segment, "ofBuffer", methodType(segment, Buffer.class))
                    .asType(methodType(Object.class, ByteBuffer.class));
            LOAD = lookup.findStatic(
                            FloatVector.class,
                            "fromMemorySegment",
                            methodType(FloatVector.class, VectorSpecies.class, segment, long.class, ByteOrder.class))
                    .asType(methodType(
                            FloatVector.class, VectorSpecies.class, Object.class, long.class, ByteOrder.class));
            STORE = lookup.findVirtual(
                            FloatVector.class,
                            "intoMemorySegment",
                            methodType(void.class, segment, long.class, ByteOrder.class))
                    .asType(methodType(void.class, FloatVector.class, Object.class, long.class, ByteOrder.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private VectorSegment() {}

    static Object of(ByteBuffer bytes) {
        try {
            return (Object) OF.invokeExact(bytes);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static FloatVector load(Object segment, int at) throws Throwable {
        return (FloatVector) LOAD.invokeExact(FLOATS, segment, (long) at * Float.BYTES, ORDER);
    }

    static void store(FloatVector vector, Object segment, int at) throws Throwable {
        STORE.invokeExact(vector, segment, (long) at * Float.BYTES, ORDER);
    }
}
