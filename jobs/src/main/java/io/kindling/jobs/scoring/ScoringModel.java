package io.kindling.jobs.scoring;

import io.kindling.jobs.parallel.Floats;
import io.kindling.jobs.parallel.ParameterSource;
import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Inference;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;

/**
 * A model in this JVM's memory: its parameters once, shared by all tasks, and working memory for each task that runs at
 * the same time. It stays for the next task until another model is asked for or {@link #freeIdle} is called.
 */
public final class ScoringModel {
    private static final Map<String, ScoringModel> OPEN = new HashMap<>();

    private final Kernels kernels = new CpuKernels();
    private final Gpt gpt;
    private final Deque<Inference> idle = new ArrayDeque<>();
    private final List<Team> teams = new ArrayList<>();
    private int users;

    private ScoringModel(GptConfig config, Floats parameters) {
        this.gpt = new Gpt(config, kernels);
        gpt.parameters().put(parameters.values());
    }

    /** What a task does with a model. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Inference inference) throws Exception;
    }

    /**
     * Does {@code work} with a model, loading it if this JVM doesn't hold it yet.
     *
     * @param key names these parameters, and no others, for as long as the application runs
     */
    public static <T> T use(String key, GptConfig config, ParameterSource parameters, Work<T> work) throws Exception {
        ScoringModel model = acquire(key, config, parameters);
        Inference inference = model.lend();
        try {
            return work.with(inference);
        } finally {
            model.giveBack(inference);
        }
    }

    /** What a task does with the model itself. */
    @FunctionalInterface
    interface ModelWork<T> {
        T with(Gpt gpt) throws Exception;
    }

    /** Does {@code work} in the calling thread with the same model; memory that it allocates goes with the model. */
    static <T> T useModel(String key, GptConfig config, ParameterSource parameters, ModelWork<T> work)
            throws Exception {
        ScoringModel model = acquire(key, config, parameters);
        try {
            return work.with(model.gpt);
        } finally {
            synchronized (OPEN) {
                model.users--;
            }
        }
    }

    private static ScoringModel acquire(String key, GptConfig config, ParameterSource parameters) throws IOException {
        synchronized (OPEN) {
            if (!OPEN.containsKey(key)) {
                freeIdle();
                OPEN.put(key, new ScoringModel(config, parameters.get()));
            }
            ScoringModel model = OPEN.get(key);
            model.users++;
            return model;
        }
    }

    private Inference lend() {
        synchronized (OPEN) {
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        // As many threads as Spark counts cores for a task.
        Team team = new Team(TaskContext.get() == null ? 1 : TaskContext.get().cpus());
        synchronized (OPEN) {
            teams.add(team);
        }
        return new Inference(gpt, team);
    }

    private void giveBack(Inference inference) {
        synchronized (OPEN) {
            idle.push(inference);
            users--;
        }
    }

    /** Frees the models that no task uses. */
    public static void freeIdle() {
        synchronized (OPEN) {
            for (Iterator<ScoringModel> models = OPEN.values().iterator(); models.hasNext(); ) {
                ScoringModel model = models.next();
                if (model.users == 0) {
                    model.teams.forEach(Team::close);
                    model.kernels.close();
                    models.remove();
                }
            }
        }
    }
}
