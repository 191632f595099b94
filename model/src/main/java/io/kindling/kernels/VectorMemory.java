package io.kindling.kernels;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * Vectors of floats straight from native memory and back, without a copy in the Java heap: AdamW on two cores with
 * AVX-512 moves 47 to 51 GB/s this way and 28 through heap tiles that fit into a core's first cache.
 *
 * <p>From Java 19 on the Vector API has methods for that which take a {@code MemorySegment}. Until then they take a
 * {@link ByteBuffer}, and a dozen instructions of checks for each vector leave AdamW 40 GB/s; so there the methods are called
 * that these call in their turn, with an address. No source compiles with both, so methods are looked up by name, once; the JIT
 * compiler inlines constant method handles like calls. Attention's softmax and the vocabulary's
 * gained nothing by address, norms nothing by buffer, so these stay in the heap.
 *
 * <p>Nothing here checks bounds on Java 17: {@link CpuTensor#vectors} does, once for each pass.
 */
final class VectorMemory {
    private VectorMemory() {}

    /** One run of native memory, seen three ways, as the other two methods take it. */
    static Object view(ByteBuffer bytes, FloatBuffer floats, long address) {
        return VectorApi.SEGMENTS ? VectorSegment.of(bytes) : new VectorAddress(address, floats);
    }

    /** The floats from number {@code at} on. */
    static FloatVector load(Object view, int at) {
        try {
            return VectorApi.SEGMENTS ? VectorSegment.load(view, at) : VectorAddress.load((VectorAddress) view, at);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The way back of {@link #load}. */
    static void store(FloatVector vector, Object view, int at) {
        try {
            if (VectorApi.SEGMENTS) {
                VectorSegment.store(vector, view, at);
            } else {
                VectorAddress.store(vector, (VectorAddress) view, at);
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
