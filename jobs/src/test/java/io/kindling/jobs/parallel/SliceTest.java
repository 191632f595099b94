package io.kindling.jobs.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceTest {
    private static Floats vector(int length, float scale) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = scale * (i + 1);
        }
        return new Floats(values);
    }

    @Test
    void theMeanOfSlicesInAnyOrderIsTheMeanOfTheWhole() {
        List<List<Slice>> replicas = List.of(
                Slice.cut(0, vector(103, 0.1f), 7),
                Slice.cut(1, vector(103, 0.7f), 7),
                Slice.cut(2, vector(103, 0.3f), 7));
        List<Floats> means = new ArrayList<>();
        for (int slice = 0; slice < 7; slice++) {
            List<Slice> same = new ArrayList<>();
            for (List<Slice> replica : replicas) {
                same.add(replica.get(slice));
            }
            Floats mean = Slice.mean(same);
            Collections.reverse(same);
            assertThat(Slice.mean(same).values()).isEqualTo(mean.values());
            means.add(mean);
        }
        float[] whole = Slice.join(means, 103).values();
        for (int i = 0; i < whole.length; i++) {
            double sum = (double) (0.1f * (i + 1)) + 0.7f * (i + 1) + 0.3f * (i + 1);
            assertThat(whole[i]).isEqualTo((float) (sum / 3));
        }
    }

    @Test
    void theMeanOfOneReplicaIsItself() {
        assertThat(Slice.mean(Slice.cut(0, vector(9, 0.3f), 1)).values())
                .isEqualTo(vector(9, 0.3f).values());
    }

    @Test
    void aVectorComesOutOfSerializationAsItWentIn() throws IOException, ClassNotFoundException {
        Floats vector = vector(200_000, 1e-7f);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(vector);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Floats copy = (Floats) in.readObject();
            assertThat(copy.values()).isEqualTo(vector.values());
            assertThat(copy.sha256()).isEqualTo(vector.sha256());
        }
    }
}
