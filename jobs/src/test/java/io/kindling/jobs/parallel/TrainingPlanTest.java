package io.kindling.jobs.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kindling.optim.Arithmetic;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {
    private static final Progress WELL = new Progress(0, 512, 2, 1, 1, 7, List.of(), null);
    private static final Progress ILL = Progress.diverged(1, 41, Double.NaN, 3, 1);

    private static TrainingPlan plan(boolean leavesOut) {
        return Plans.gpt2(Kind.AVERAGING, WireFormat.FLOAT32, 30, leavesOut);
    }

    @Test
    void aReplicaThatDivergedEndsTheRunOrIsLeftOut() {
        assertThatIllegalStateException()
                .isThrownBy(() -> plan(false).requireHealthy(List.of(WELL, ILL)))
                .withMessage("replica 1, step 41: loss NaN and gradient norm 3.0 must be finite; lower"
                        + " training.learningRate, clip lower, or let parallel.divergence=leaveOut go on without it");
        assertThatCode(() -> plan(true).requireHealthy(List.of(WELL, ILL))).doesNotThrowAnyException();
        assertThat(Progress.loss(List.of(WELL, ILL))).isEqualTo(2);
    }

    @Test
    void withoutAnyReplicaLeftTheRunEnds() {
        assertThatIllegalStateException()
                .isThrownBy(() -> plan(true).requireHealthy(List.of(ILL, ILL, ILL, ILL)))
                .withMessageContaining(": no replica is left; lower training.learningRate, clip lower");
    }

    /** What a lost replica learnt from is not seen again: it goes on where it would have been. */
    @Test
    void aReplicaLeftOutKeepsItsPlaceInTheData() {
        ReplicaState state = ReplicaState.initial(3).passedOver(30);
        assertThat(state.steps()).isEqualTo(30);
        assertThat(state.updates()).isZero();
    }

    @Test
    void anExecutorThatComputesOtherBitsIsRefused() {
        assertThatCode(() -> plan(false).requireSameArithmetic()).doesNotThrowAnyException();
        Arithmetic here = Arithmetic.ofThisProcess();
        Arithmetic others = new Arithmetic(here.java() + 4, here.lanes(), "OTHER", here.step());
        assertThatIllegalStateException()
                .isThrownBy(() -> plan(false).computedBy(others).requireSameArithmetic())
                .withMessageStartingWith(
                        "this executor has Java %d, and the others Java %d; the BLAS kernel %s, and the others OTHER:"
                                + " it would compute other bits; ",
                        here.java(), here.java() + 4, here.blasKernel());
    }

    @Test
    void replicasShareOutTheSamplesInTurn() {
        TrainingPlan plan = plan(false);
        assertThat(plan.samplePosition(0, 3)).isEqualTo(12);
        assertThat(plan.samplePosition(1, 0)).isEqualTo(16);
        assertThat(plan.rounds()).isEqualTo(34);
        assertThat(plan.tokensPerStep()).isEqualTo(4 * 4 * 1024);
    }

    @Test
    void tasksSendTheDriverAPartEach() {
        for (WireFormat wire : WireFormat.values()) {
            TrainingPlan plan = Plans.gpt2(Kind.DILOCO, wire, 30, false);
            assertThat(plan.parts())
                    .isBetween(plan.replicas(), Slicing.of(plan.model()).slices());
            assertThat(wire.bytes(Slicing.of(plan.model()).numbers()) / plan.parts())
                    .isLessThanOrEqualTo(32 << 20);
        }
        assertThat(Plans.gpt2(Kind.DILOCO, WireFormat.FLOAT32, 30, false).parts())
                .isEqualTo(15);
    }
}
