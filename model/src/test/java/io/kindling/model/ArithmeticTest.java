package io.kindling.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArithmeticTest {
    private static final Arithmetic DRIVER = new Arithmetic(17, 16, "ZEN", 7);

    @Test
    void thisProcessAgreesWithItself() {
        Arithmetic here = Arithmetic.ofThisProcess();
        assertThat(here.differences(Arithmetic.ofThisProcess())).isEmpty();
        assertThat(here.java()).isEqualTo(Runtime.version().feature());
        assertThat(here.rows()).endsWith(" floats at once");
    }

    @Test
    void whatDiffersIsNamed() {
        assertThat(new Arithmetic(21, 1, "HASWELL", 8).differences(DRIVER))
                .containsExactly(
                        "Java 21 where the driver has Java 17",
                        "one float at a time where the driver works on 16 floats at once",
                        "the BLAS kernel HASWELL where the driver has ZEN");
    }

    @Test
    void aStepThatComesOutOtherwiseIsADifferenceToo() {
        assertThat(new Arithmetic(17, 16, "ZEN", 8).differences(DRIVER))
                .containsExactly("a training step came out as 00000008 where the driver's is 00000007");
    }
}
