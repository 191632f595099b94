package io.kindling.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class NumberTypeTest {
    private static float read(NumberType type, int bits) {
        float[] values = new float[1];
        ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, bits);
        type.read(bytes, values, 1);
        return values[0];
    }

    @Test
    void everyHalfIsWhatTheStandardSays() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            int exponent = (bits >> 10) & 31;
            int mantissa = bits & 1023;
            double magnitude = exponent == 0
                    ? Math.scalb((double) mantissa, -24)
                    : exponent == 31
                            ? (mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                            : Math.scalb(1024.0 + mantissa, exponent - 25);
            float expected = (float) (bits >> 15 == 0 ? magnitude : -magnitude);
            assertThat(read(NumberType.F16, bits)).as("bits %x", bits).isEqualTo(Float.valueOf(expected));
        }
        assertThat(Float.floatToRawIntBits(read(NumberType.F16, 0x8000))).isEqualTo(0x80000000);
    }

    @Test
    void aBfloat16IsTheUpperHalfOfAFloat() {
        assertThat(read(NumberType.BF16, 0x3fc0)).isEqualTo(1.5f);
        assertThat(read(NumberType.BF16, 0xc2c8)).isEqualTo(-100);
        assertThat(read(NumberType.BF16, 0x7f80)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(read(NumberType.F32, 0x40490fdb)).isEqualTo((float) Math.PI);
        assertThat(read(NumberType.BOOL, 1)).isEqualTo(1);
    }
}
