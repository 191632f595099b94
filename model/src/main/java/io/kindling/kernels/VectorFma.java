package io.kindling.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Fused multiply-adds that wait for nothing: twelve chains, more than a processor has pipelines times cycles of each. */
final class VectorFma {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;

    private VectorFma() {}

    /** Floating-point operations of {@link #run}. */
    static long flops(int passes) {
        return 2L * CHAINS * FLOATS.length() * passes;
    }

    /** Does them; the result has no meaning and keeps the compiler from leaving them out. */
    static float run(int passes) {
        FloatVector x = FloatVector.broadcast(FLOATS, 0.999f);
        FloatVector y = FloatVector.broadcast(FLOATS, 1e-3f);
        FloatVector a = y;
        FloatVector b = y;
        FloatVector c = y;
        FloatVector d = y;
        FloatVector e = y;
        FloatVector f = y;
        FloatVector g = y;
        FloatVector h = y;
        FloatVector i = y;
        FloatVector j = y;
        FloatVector k = y;
        FloatVector l = y;
        for (int pass = 0; pass < passes; pass++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        return a.add(b)
                .add(c)
                .add(d)
                .add(e.add(f).add(g).add(h))
                .add(i.add(j).add(k).add(l))
                .lane(0);
    }
}
