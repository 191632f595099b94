package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import io.kindling.jobs.parallel.Kind;
import io.kindling.jobs.parallel.Plans;
import io.kindling.jobs.parallel.TrainingPlan;
import io.kindling.jobs.parallel.WireFormat;
import io.kindling.model.Parameters;
import org.junit.jupiter.api.Test;

class RoundCostTest {
    private static TrainingPlan plan(Kind kind, WireFormat wire, int localSteps) {
        return Plans.gpt2(kind, wire, localSteps, false);
    }

    /** 124 M parameters of 4 bytes, three quarters of them sent away, all received back: 870 MB, by hand; and 8 s of work. */
    @Test
    void bytesAndSecondsAreThoseOfTheSlices() {
        RoundCost cost = RoundCost.of(plan(Kind.AVERAGING, WireFormat.FLOAT32, 30), 4, 4, 1, 125e6);
        long parameters =
                Parameters.count(plan(Kind.AVERAGING, WireFormat.FLOAT32, 30).model());
        double bytes = 4.0 * parameters;
        assertThat(cost.bytesPerExecutor()).isEqualTo(Math.round(1.75 * bytes));
        assertThat(cost.computeSeconds()).isEqualTo(30);
        assertThat(cost.exchangeSeconds()).isCloseTo(2.75 * bytes / 125e6 + 64e-9 * parameters, offset(1e-9));
    }

    @Test
    void oneExecutorWorksOnTheExchangeToo() {
        RoundCost alone = RoundCost.of(plan(Kind.DILOCO, WireFormat.INT8, 30), 1, 2, 1, 125e6);
        RoundCost infinitelyFast = RoundCost.of(plan(Kind.DILOCO, WireFormat.INT8, 30), 2, 2, 1, 1e30);
        assertThat(alone.exchangeSeconds()).isCloseTo(2 * infinitelyFast.exchangeSeconds(), offset(1e-9));
    }

    @Test
    void withTheStepsThatItNamesTheExchangeTakesFivePercent() {
        long steps = RoundCost.of(plan(Kind.DILOCO, WireFormat.INT8, 30), 64, 64, 1, 125e6)
                .localStepsForFivePercent();
        RoundCost named = RoundCost.of(plan(Kind.DILOCO, WireFormat.INT8, (int) steps), 64, 64, 1, 125e6);
        RoundCost fewer = RoundCost.of(plan(Kind.DILOCO, WireFormat.INT8, (int) steps - 1), 64, 64, 1, 125e6);
        assertThat(named.share()).isLessThanOrEqualTo(0.05);
        assertThat(fewer.share()).isGreaterThan(0.05);
    }

    @Test
    void anExchangeAtEveryStepCostsAsManyTimesMore() {
        RoundCost rounds = RoundCost.of(plan(Kind.AVERAGING, WireFormat.FLOAT32, 30), 4, 4, 1, 125e6);
        RoundCost steps = RoundCost.of(plan(Kind.EVERY_STEP, WireFormat.FLOAT32, 30), 4, 4, 1, 125e6);
        assertThat(steps.exchangeSeconds()).isCloseTo(30 * rounds.exchangeSeconds(), offset(1e-9));
    }

    @Test
    void bandwidthsAreBitsASecond() {
        assertThat(Bandwidth.bytesPerSecond("1Gb/s")).isEqualTo(125e6);
        assertThat(Bandwidth.bytesPerSecond("2.5 Mb/s")).isEqualTo(312_500);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bandwidth.bytesPerSecond("1GB"))
                .withMessage("bandwidth (1GB) must be a number of bits a second, like 10Gb/s or 100Mb/s");
    }
}
