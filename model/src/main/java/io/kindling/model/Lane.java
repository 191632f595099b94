package io.kindling.model;

import io.kindling.kernels.Dropout;
import io.kindling.kernels.Tensor;
import java.util.List;

/**
 * A group of whole sequences on its way through all the blocks and back, carried by one thread.
 *
 * @param from number of its first token in the batch
 * @param groups its memory of each block
 * @param normal (R, C), the last norm's output; {@code statistics} (R, 2), and {@code dNormal} (R, C) its gradient
 * @param finalNorm this group's share of the last norm's gradient
 */
record Lane(
        Gpt gpt,
        int from,
        List<Group> groups,
        Tensor normal,
        Tensor statistics,
        Tensor dNormal,
        LayerNorm.Gradient finalNorm) {
    private static final int EMBEDDING = 0;

    void forward(int[] tokens, int[] positions, int firstToken, Dropout dropout) {
        Tensor embedded = groups.get(0).a().input();
        gpt.embed(tokens, positions, firstToken + from, embedded);
        if (!dropout.isNone()) {
            gpt.kernels().dropout(embedded, dropout.at(EMBEDDING), from);
        }
        for (int layer = 0; layer < groups.size(); layer++) {
            gpt.blocks().get(layer).forward(groups.get(layer), dropout);
        }
        gpt.finalNorm().forward(last().a().output(), normal, statistics);
    }

    void backward(Dropout dropout) {
        gpt.finalNorm()
                .backward(
                        dNormal,
                        last().a().output(),
                        statistics,
                        null,
                        last().d().dOutput(),
                        finalNorm);
        for (int layer = groups.size() - 1; layer >= 0; layer--) {
            gpt.blocks().get(layer).backward(groups.get(layer), dropout);
        }
        if (!dropout.isNone()) {
            gpt.kernels().dropout(groups.get(0).d().dInput(), dropout.at(EMBEDDING), from);
        }
    }

    private Group last() {
        return groups.get(groups.size() - 1);
    }
}
