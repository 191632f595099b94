package io.kindling.kernels;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.FloatBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link VectorMemory} by address, on Java 17 and 18: {@code VectorSupport.load} and {@code store}, which the JIT compiler
 * makes one instruction. Until it has, they call an operation that they are given, and that one goes by the buffer.
 */
final class VectorAddress {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    /** The vectors' class, which only the JDK can name. */
    private static final Class<?> VECTOR = FloatVector.zero(FLOATS).getClass();

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodHandle LOAD; // as LOAD_TYPE
    private static final MethodHandle STORE; // as STORE_TYPE
    /** A class of vectors, of their elements, how many; an array or null, and an address; what the operation takes. */
    private static final MethodType LOAD_TYPE = methodType(
            FloatVector.class,
            Class.class,
            Class.class,
            int.class,
            Object.class,
            long.class,
            Object.class,
            int.class,
            VectorSpecies.class,
            Object.class);

    private static final MethodType STORE_TYPE = methodType(
            void.class,
            Class.class,
            Class.class,
            int.class,
            Object.class,
            long.class,
            FloatVector.class,
            Object.class,
            int.class,
            Object.class);
    private static final Object LOAD_OPERATION;
    private static final Object STORE_OPERATION;

    private final long address;
    private final FloatBuffer buffer;

    static {
        try {
            Class<?> support = Class.forName("jdk.internal.vm.vector.VectorSupport");
            Class<?> species = Class.forName(support.getName() + "$VectorSpecies");
            Class<?> vector = Class.forName(support.getName() + "$Vector");
            Class<?> loading = Class.forName(support.getName() + "$LoadOperation");
            Class<?> storing = Class.forName(support.getName() + "$StoreVectorOperation");
            LOAD = LOOKUP.findStatic(
                            support,
                            "load",
                            LOAD_TYPE
                                    .changeReturnType(Object.class)
                                    .changeParameterType(7, species)
                                    .changeParameterType(8, loading))
                    .asType(LOAD_TYPE);
            STORE = LOOKUP.findStatic(
                            support,
                            "store",
                            STORE_TYPE.changeParameterType(5, vector).changeParameterType(8, storing))
                    .asType(STORE_TYPE);
            LOAD_OPERATION =
                    operation(loading, "load", methodType(Object.class, Object.class, int.class, species), "loadOne");
            STORE_OPERATION =
                    operation(storing, "store", methodType(void.class, Object.class, int.class, vector), "storeOne");
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    VectorAddress(long address, FloatBuffer buffer) {
        this.address = address;
        this.buffer = buffer;
    }

    /** An implementation of {@code type}, whose only method is {@code method}, by a method of this class. */
    private static Object operation(Class<?> type, String method, MethodType signature, String by) throws Throwable {
        MethodHandle body = LOOKUP.findStatic(VectorAddress.class, by, signature.changeParameterType(2, Object.class));
        return LambdaMetafactory.metafactory(LOOKUP, method, methodType(type), signature, body, signature)
                .getTarget()
                .invoke();
    }

    private static Object loadOne(Object view, int at, Object species) {
        float[] lanes = new float[LANES];
        ((VectorAddress) view).buffer.get(at, lanes);
        return FloatVector.fromArray(FLOATS, lanes, 0);
    }

    private static void storeOne(Object view, int at, Object vector) {
        ((VectorAddress) view).buffer.put(at, ((FloatVector) vector).toArray());
    }

    static FloatVector load(VectorAddress view, int at) throws Throwable {
        return (FloatVector) LOAD.invokeExact(
                (Class<?>) VECTOR,
                (Class<?>) float.class,
                LANES,
                (Object) null,
                view.address + (long) at * Float.BYTES,
                (Object) view,
                at,
                FLOATS,
                LOAD_OPERATION);
    }

    static void store(FloatVector vector, VectorAddress view, int at) throws Throwable {
        STORE.invokeExact(
                (Class<?>) VECTOR,
                (Class<?>) float.class,
                LANES,
                (Object) null,
                view.address + (long) at * Float.BYTES,
                vector,
                (Object) view,
                at,
                STORE_OPERATION);
    }
}
