package io.kindling.optim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArithmeticTest {
    private static final Arithmetic DRIVER = new Arithmetic(17, 16, "ZEN", 7);

    @Test
    void thisProcessAgreesWithItself() {
        Arithmetic here = Arithmetic.ofThisProcess();
        assertThat(here.differences(Arithmetic.ofThisProcess(), "the driver")).isEmpty();
        assertThat(here.java()).isEqualTo(Runtime.version().feature());
        assertThat(here.rows()).endsWith(" floats at once");
    }

    @Test
    void whatDiffersIsNamed() {
        assertThat(new Arithmetic(21, 1, "HASWELL", 8).differences(DRIVER, "the driver"))
                .containsExactly(
                        "Java 21, and the driver Java 17",
                        "row passes over one float at a time, and the driver over 16 floats at once",
                        "the BLAS kernel HASWELL, and the driver ZEN");
    }

    @Test
    void aStepThatComesOutOtherwiseIsADifferenceToo() {
        assertThat(new Arithmetic(17, 16, "ZEN", 8).differences(DRIVER, "the driver"))
                .containsExactly("a training step that comes out as 00000008, and the driver one of 00000007");
    }
}
