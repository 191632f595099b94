package io.kindling.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Initialisation;
import io.kindling.sample.Generation.Prompt;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GenerationTest {
    private static final GptConfig CONFIG = new GptConfig(13, 8, 12, 3, 2, 0, true);

    private final Kernels kernels = new CpuKernels();
    private final Gpt gpt = new Gpt(CONFIG, kernels);

    @BeforeEach
    void initialise() {
        Initialisation.gpt2(gpt.parameters(), 5);
    }

    @AfterEach
    void free() {
        kernels.close();
    }

    private static Prompt prompt(long seed, int... tokens) {
        return Prompt.of(tokens, seed);
    }

    private List<int[]> run(int threads, int stop, Prompt... prompts) {
        try (Team team = new Team(threads)) {
            return new Generation(gpt, team, prompts.length).run(List.of(prompts), 40, new Sampler(1, 0, 1), stop);
        }
    }

    @Test
    void theSameSeedGivesTheSameTokensAlsoBeyondTheContext() {
        int[] once = run(1, -1, prompt(7, 1, 2)).get(0);
        assertThat(once).hasSize(40).isEqualTo(run(3, -1, prompt(7, 1, 2)).get(0));
        assertThat(once).isNotEqualTo(run(1, -1, prompt(8, 1, 2)).get(0));
    }

    @Test
    void aTextDoesNotDependOnThoseWrittenBesideIt() {
        Prompt[] prompts = {prompt(7, 1, 2), prompt(1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), prompt(7, 1, 2), prompt(9, 0)};
        List<int[]> together = run(2, 11, prompts);
        for (int i = 0; i < prompts.length; i++) {
            assertThat(together.get(i)).isEqualTo(run(1, 11, prompts[i]).get(0));
        }
    }

    @Test
    void theStopTokenEndsTheTextAndIsNotPartOfIt() {
        int[] free = run(1, -1, prompt(7, 1)).get(0);
        int[] stopped = run(1, free[5], prompt(7, 1)).get(0);
        assertThat(stopped).doesNotContain(free[5]).isEqualTo(Arrays.copyOf(free, stopped.length));
    }

    @Test
    void promptsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prompt(1))
                .withMessage("a prompt must have at least one token; end of text will do");
        try (Team team = new Team(1)) {
            Generation generation = new Generation(gpt, team, 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> generation.run(List.of(prompt(1, 1), prompt(1, 1)), 1, new Sampler(1, 0, 1), -1))
                    .withMessage("prompts (2) must be at most 1 at once");
        }
    }
}
