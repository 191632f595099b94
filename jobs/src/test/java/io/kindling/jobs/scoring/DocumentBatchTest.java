package io.kindling.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Inference;
import io.kindling.model.Initialisation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentBatchTest {
    private static final GptConfig CONFIG = new GptConfig(300, 32, 32, 2, 2, 0, true);
    private static final int[] LENGTHS = {5, 100, 0, 33, 32, 1, 64, 17, 250, 31, 40};

    /** The scores of all documents, in batches of so many, on so many threads. */
    private static List<DocumentScore> scores(int together, int threads) {
        try (Kernels kernels = new CpuKernels();
                Team team = new Team(threads)) {
            Gpt gpt = new Gpt(CONFIG, kernels);
            gpt.parameters().put(Initialisation.gpt2(CONFIG, 1));
            DocumentBatch batch = new DocumentBatch(new Inference(gpt, team), 299, CONFIG.contextLength());
            List<DocumentScore> scores = new ArrayList<>();
            for (int i = 0; i < LENGTHS.length; i++) {
                int[] ids = new SplittableRandom(i).ints(LENGTHS[i], 0, 299).toArray();
                batch.add("d" + i, "word ".repeat(i), ids);
                if (i % together == together - 1 || i == LENGTHS.length - 1) {
                    scores.addAll(batch.score());
                }
            }
            return scores;
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "7, 2", "11, 3"})
    void aDocumentsScoreDependsNeitherOnItsCompanyNorOnTheThreads(int together, int threads) {
        assertThat(scores(together, threads)).isEqualTo(scores(11, 1));
    }

    @Test
    void aDocumentWithoutTokensScoresNothing() {
        DocumentScore empty = scores(11, 1).get(2);
        assertThat(empty.tokens()).isZero();
        assertThat(empty.logLikelihood()).isZero();
    }
}
