package io.kindling.jobs.doctor;

import io.kindling.optim.Arithmetic;
import java.util.List;

/** Whether executors compute the same bits: a replica moves from one to another, and nobody may be able to tell. */
final class SameArithmetic {
    private static final String REMEDY =
            "give all executors the same Java, flags (conf/jvm.options) and environment; where processors differ, choose"
                    + " machines of one kind, or, without AVX-512, let spark.executorEnv.OPENBLAS_CORETYPE name a kernel that"
                    + " all of them can run";

    private SameArithmetic() {}

    static Finding finding(Facts facts, Facts first) {
        List<String> differences = facts.arithmetic().differences(first.arithmetic(), first.where());
        Arithmetic here = facts.arithmetic();
        return differences.isEmpty()
                ? Finding.ok(facts.where(), "bits", "a training step comes out as %08x".formatted(here.step()))
                : new Finding(
                        facts.where(),
                        "bits",
                        "it has " + String.join("; ", differences) + ": it would compute other bits",
                        REMEDY);
    }
}
