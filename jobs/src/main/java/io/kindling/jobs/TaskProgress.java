package io.kindling.jobs;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;

/**
 * Tells how far Spark's tasks have come, stage by stage, whatever the verb. Jobs of a group are passed over: who made the
 * group tells more of them than their tasks would.
 */
final class TaskProgress extends SparkListener {
    private final Map<Integer, Stage> stages = new HashMap<>();

    /** One under way. */
    private static final class Stage {
        private final Meter meter;
        private final long started = System.nanoTime();
        private long done;
        private long bytes;

        Stage(Meter meter) {
            this.meter = meter;
        }

        void add(SparkListenerTaskEnd task) {
            done++;
            if (task.taskMetrics() != null) {
                bytes += task.taskMetrics().inputMetrics().bytesRead()
                        + task.taskMetrics().shuffleReadMetrics().totalBytesRead();
            }
            double rate = bytes / 1e6 / ((System.nanoTime() - started) / 1e9);
            meter.to((double) done, bytes == 0 ? "" : "%.1f MB/s read".formatted(rate));
        }
    }

    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
        StageInfo stage = event.stageInfo();
        Properties properties = event.properties();
        if (properties == null || properties.getProperty("spark.jobGroup.id") == null) {
            String job = properties == null ? null : properties.getProperty("spark.job.description");
            Meter meter = new Meter(job == null ? stage.name() : job, "tasks", stage.numTasks());
            meter.to(0, "");
            stages.put(stage.stageId(), new Stage(meter));
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
        Stage stage = stages.get(task.stageId());
        if (stage != null && task.reason() instanceof Success$) {
            stage.add(task);
        }
    }

    @Override
    public synchronized void onStageCompleted(SparkListenerStageCompleted event) {
        Stage stage = stages.remove(event.stageInfo().stageId());
        if (stage != null) {
            stage.meter.close();
        }
    }

    @Override
    public synchronized void onApplicationEnd(SparkListenerApplicationEnd end) {
        stages.values().forEach(stage -> stage.meter.close());
        stages.clear();
    }
}
