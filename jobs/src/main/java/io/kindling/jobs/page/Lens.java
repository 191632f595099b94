package io.kindling.jobs.page;

import io.kindling.kernels.Tensor;
import io.kindling.model.GptConfig;
import io.kindling.model.Trace;
import java.util.stream.IntStream;

/**
 * The logit lens: what each token's vector would predict if the model ended after 0 to L blocks.
 *
 * @param count how many predictions are kept of each
 * @param ids int32, the likeliest first; {@code probabilities} float32, theirs
 * @param answers float32, the probability of what the whole model finds likeliest; {@code ranks} int32, its place from 1
 * @param entropies float32, bits
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record Lens(int count, byte[] ids, byte[] probabilities, byte[] answers, byte[] ranks, byte[] entropies) {
    private static final int COUNT = 5;

    static Lens of(GptConfig config, Trace trace) {
        return new Reading(config, trace).read();
    }

    private static final class Reading {
        private final GptConfig config;
        private final Trace trace;
        private final int time;
        private final int count;
        private final int[] ids;
        private final float[] probabilities;
        private final float[] answers;
        private final int[] ranks;
        private final float[] entropies;

        Reading(GptConfig config, Trace trace) {
            int places = (config.layers() + 1) * trace.length();
            this.config = config;
            this.trace = trace;
            this.time = trace.length();
            this.count = Math.min(COUNT, config.vocabularySize());
            this.ids = new int[places * count];
            this.probabilities = new float[places * count];
            this.answers = new float[places];
            this.ranks = new int[places];
            this.entropies = new float[places];
        }

        /** From the end to the beginning: the end knows the answers. */
        Lens read() {
            for (int blocks = config.layers(); blocks >= 0; blocks--) {
                Tensor logits = trace.logits(blocks);
                int from = blocks * time;
                IntStream.range(0, time).parallel().forEach(token -> read(logits, token, from + token));
            }
            return new Lens(
                    count,
                    PackedNumbers.of(ids),
                    PackedNumbers.of(probabilities),
                    PackedNumbers.of(answers),
                    PackedNumbers.of(ranks),
                    PackedNumbers.of(entropies));
        }

        private void read(Tensor logits, int token, int place) {
            float[] row = new float[config.vocabularySize()];
            logits.get(token, 0, row, 0, row.length);
            likeliest(row, place * count);
            double largest = row[ids[place * count]];
            double sum = 0;
            double weighted = 0;
            for (float logit : row) {
                double weight = Math.exp(logit - largest);
                sum += weight;
                weighted += weight * (logit - largest);
            }
            for (int i = place * count; i < (place + 1) * count; i++) {
                probabilities[i] = (float) (Math.exp(row[ids[i]] - largest) / sum);
            }
            float answer = row[ids[(config.layers() * time + token) * count]];
            answers[place] = (float) (Math.exp(answer - largest) / sum);
            int rank = 1;
            for (float logit : row) {
                rank += logit > answer ? 1 : 0;
            }
            ranks[place] = rank;
            entropies[place] = (float) ((Math.log(sum) - weighted / sum) / Math.log(2));
        }

        /** The ids of the largest logits, in order; of equal ones the smaller id first. */
        private void likeliest(float[] row, int at) {
            int found = 0;
            for (int id = 0; id < row.length; id++) {
                if (found == count && row[id] <= row[ids[at + count - 1]]) {
                    continue;
                }
                int place = Math.min(found, count - 1);
                while (place > 0 && row[id] > row[ids[at + place - 1]]) {
                    ids[at + place] = ids[at + place - 1];
                    place--;
                }
                ids[at + place] = id;
                found = Math.min(found + 1, count);
            }
        }
    }
}
