package io.kindling.jobs.scoring;

import io.kindling.jobs.parallel.Floats;
import io.kindling.jobs.parallel.ParameterSource;
import io.kindling.kernels.CpuKernels;
import io.kindling.kernels.Kernels;
import io.kindling.kernels.Team;
import io.kindling.model.Gpt;
import io.kindling.model.GptConfig;
import io.kindling.model.Inference;
import io.kindling.sample.Generation;
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
public final class LoadedModel {
    private static final Map<String, LoadedModel> OPEN = new HashMap<>();

    private final Kernels kernels = new CpuKernels();
    private final Gpt gpt;
    private final Deque<Worker> idle = new ArrayDeque<>();
    private final List<Worker> workers = new ArrayList<>();
    private int users;

    private LoadedModel(GptConfig config, Floats parameters) {
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
        try (Lease lease = lease(key, config, parameters)) {
            return work.with(lease.inference());
        }
    }

    /** As {@link #use}, for work that goes on after the call: the model is held until the lease is closed. */
    public static Lease lease(String key, GptConfig config, ParameterSource parameters) throws IOException {
        LoadedModel model = acquire(key, config, parameters);
        return model.new Lease(model.worker());
    }

    private static LoadedModel acquire(String key, GptConfig config, ParameterSource parameters) throws IOException {
        synchronized (OPEN) {
            if (!OPEN.containsKey(key)) {
                freeIdle();
                OPEN.put(key, new LoadedModel(config, parameters.get()));
            }
            LoadedModel model = OPEN.get(key);
            model.users++;
            return model;
        }
    }

    private Worker worker() {
        synchronized (OPEN) {
            if (idle.isEmpty()) {
                // As many threads as Spark counts cores for a task.
                workers.add(new Worker(new Team(
                        TaskContext.get() == null ? 1 : TaskContext.get().cpus())));
                idle.push(workers.get(workers.size() - 1));
            }
            return idle.pop();
        }
    }

    /** Frees the models that no task uses. */
    public static void freeIdle() {
        synchronized (OPEN) {
            for (Iterator<LoadedModel> models = OPEN.values().iterator(); models.hasNext(); ) {
                LoadedModel model = models.next();
                if (model.users == 0) {
                    model.workers.forEach(worker -> worker.team.close());
                    model.kernels.close();
                    models.remove();
                }
            }
        }
    }

    /** A task's threads, and the memory that they work in, made when first needed. */
    private static final class Worker {
        private final Team team;
        private final Map<Integer, Generation> generations = new HashMap<>(); // by number of texts
        private Inference inference;

        Worker(Team team) {
            this.team = team;
        }
    }

    /** A model and a worker, for one task at a time. */
    public final class Lease implements AutoCloseable {
        private Worker worker;

        private Lease(Worker worker) {
            this.worker = worker;
        }

        public Inference inference() {
            if (worker.inference == null) {
                worker.inference = new Inference(gpt, worker.team);
            }
            return worker.inference;
        }

        /**
         * What writes texts.
         *
         * @param texts how many at once, at most
         */
        public Generation generation(int texts) {
            return worker.generations.computeIfAbsent(texts, count -> new Generation(gpt, worker.team, count));
        }

        /** Gives both back; a second time does nothing. */
        @Override
        public void close() {
            synchronized (OPEN) {
                if (worker != null) {
                    idle.push(worker);
                    users--;
                    worker = null;
                }
            }
        }
    }
}
