package io.kindling.jobs.doctor;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function0;
import org.apache.spark.rdd.RDD;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * Asks every executor something. Spark places tasks as it likes; here each of them prefers one executor, and who didn't get
 * his is asked again.
 */
final class Survey {
    private static final int TRIES = 3;
    /** Executors arrive one after another: when none has for so long, all are there. */
    private static final long QUIET = TimeUnit.SECONDS.toNanos(1);

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final JavaSparkContext spark;
    /** Once they have arrived. */
    private Set<String> there;

    Survey(JavaSparkContext spark) {
        this.spark = spark;
    }

    /** What one executor, or in a local Spark the driver, said. */
    record Answer<T>(String executor, T value) implements Serializable {}

    boolean isLocal() {
        return spark.isLocal();
    }

    /**
     * Asks all that had arrived when first asked and are still there; or, where Spark has dismissed every one of them because
     * none had anything to do, the one that it calls instead.
     *
     * @return an answer of each, in the order of their numbers
     * @throws IllegalStateException if one doesn't answer
     */
    <T extends Serializable> List<Answer<T>> ask(Function0<T> question) {
        if (spark.isLocal()) {
            return List.of(new Answer<>("driver", call(question)));
        }
        List<Answer<T>> answers = new ArrayList<>();
        if (there == null) {
            there = awaitExecutors();
        }
        Set<String> silent = new TreeSet<>(there);
        for (int attempt = 0; attempt < TRIES && !silent.isEmpty(); attempt++) {
            for (Answer<T> answer : ask(question, silent)) {
                if (silent.remove(answer.executor())) {
                    answers.add(answer);
                }
            }
            silent.retainAll(executors().stream().map(ExecutorSummary::id).collect(Collectors.toSet()));
        }
        if (!silent.isEmpty()) {
            throw new IllegalStateException("executors " + String.join(", ", silent)
                    + " took no task: other jobs may have all their cores; their logs may say more");
        }
        if (answers.isEmpty()) {
            return askWhoeverComes(question);
        }
        answers.sort(Comparator.comparingInt(answer -> Integer.parseInt(answer.executor())));
        return answers;
    }

    private static <T> T call(Function0<T> question) {
        try {
            return question.call();
        } catch (Exception e) {
            throw new IllegalStateException("the driver can't tell: " + e.getMessage(), e);
        }
    }

    private <T extends Serializable> List<Answer<T>> ask(Function0<T> question, Set<String> whom) {
        List<Tuple2<String, scala.collection.immutable.Seq<String>>> wishes = executors().stream()
                .filter(executor -> whom.contains(executor.id()))
                .map(executor -> new Tuple2<>(executor.id(), sequence(List.of(location(executor)))))
                .toList();
        RDD<String> tasks = spark.sc().makeRDD(sequence(wishes), ClassTag$.MODULE$.apply(String.class));
        return tasks.toJavaRDD()
                .map(wish -> new Answer<>(SparkEnv.get().executorId(), question.call()))
                .collect();
    }

    private <T extends Serializable> List<Answer<T>> askWhoeverComes(Function0<T> question) {
        return spark.parallelize(List.of(0), 1)
                .map(task -> new Answer<>(SparkEnv.get().executorId(), question.call()))
                .collect();
    }

    /** As Spark's task locations name an executor. */
    private static String location(ExecutorSummary executor) {
        String host = executor.hostPort().substring(0, executor.hostPort().lastIndexOf(':'));
        return "executor_" + host + "_" + executor.id();
    }

    private static <T> scala.collection.immutable.Seq<T> sequence(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }

    /** Their numbers, once no more of them come. */
    private Set<String> awaitExecutors() {
        spark.parallelize(List.of(0), 1).count(); // Spark gives it to the first one
        int expected = spark.getConf().getInt("spark.executor.instances", 0);
        long start = System.nanoTime();
        long changed = start;
        Set<String> last = Set.of();
        while (true) {
            Set<String> now =
                    executors().stream().map(ExecutorSummary::id).collect(Collectors.toCollection(TreeSet::new));
            if (!now.equals(last)) {
                changed = System.nanoTime();
                last = now;
            }
            boolean enough = now.size() >= expected || System.nanoTime() - start > PATIENCE;
            if (enough && !now.isEmpty() && System.nanoTime() - changed > QUIET) {
                return now;
            }
            sleep();
        }
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while executors arrive", e);
        }
    }

    private List<ExecutorSummary> executors() {
        return CollectionConverters.asJava(spark.sc().statusStore().executorList(true)).stream()
                .filter(executor -> !executor.id().equals("driver"))
                .toList();
    }
}
