package io.kindling.jobs.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class FloatsTest {
    @Test
    void aVectorComesOutOfSerializationAsItWentIn() throws IOException, ClassNotFoundException {
        float[] values = new float[200_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1e-7f * i;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Floats(values));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Floats copy = (Floats) in.readObject();
            assertThat(copy.values()).isEqualTo(values);
            assertThat(copy.sha256()).isEqualTo(new Floats(values).sha256());
        }
    }
}
