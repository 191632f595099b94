package io.kindling.jobs;

import io.kindling.jobs.parallel.Exchange;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Counts the tokens that replicas have learnt from, while they do: Spark's heartbeats carry the accumulator of tasks under
 * way, every ten seconds. A task that is tried again counts again, so this is for looking at.
 */
final class LiveTokens extends SparkListener {
    private final LongConsumer told;
    private final Map<Long, Long> byTask = new HashMap<>();

    /** {@code told} hears the sum since the last {@link #clear}. */
    LiveTokens(LongConsumer told) {
        this.told = told;
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
        CollectionConverters.asJava(update.accumUpdates())
                .forEach(task -> put(((Number) task._1()).longValue(), task._4()));
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
        put(task.taskInfo().taskId(), task.taskInfo().accumulables());
    }

    private synchronized void put(long task, Iterable<AccumulableInfo> accumulators) {
        CollectionConverters.asJava(accumulators).forEach(each -> {
            if (each.name().contains(Exchange.TOKENS) && each.update().isDefined()) {
                byTask.put(task, ((Number) each.update().get()).longValue());
                told.accept(byTask.values().stream().mapToLong(Long::longValue).sum());
            }
        });
    }

    /** A round begins. */
    synchronized void clear() {
        byTask.clear();
    }
}
