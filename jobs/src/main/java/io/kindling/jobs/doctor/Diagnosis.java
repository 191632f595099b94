package io.kindling.jobs.doctor;

import io.kindling.shard.Shards;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Everything that can be known of a run's JVMs before it: the driver and each executor, one after another. */
public final class Diagnosis {
    /** Tickets of Kerberos and signatures of S3 bear minutes; logs that are read side by side don't. */
    private static final long MOST_SKEW_MILLIS = 2000;

    private final JavaSparkContext spark;
    private final Survey survey;
    private final List<Facts> executors;
    private final Facts driver;

    /** Asks each of them for its facts, once they have arrived. */
    public Diagnosis(JavaSparkContext spark) {
        this.spark = spark;
        this.survey = new Survey(spark);
        this.executors = facts(survey);
        this.driver = survey.isLocal() ? executors.get(0) : FactFinding.ofThisProcess();
    }

    static List<Facts> facts(Survey survey) {
        return survey.ask(FactFinding::ofThisProcess).stream()
                .map(Survey.Answer::value)
                .toList();
    }

    /** Those that compute; in a local Spark that is the driver. */
    public int executors() {
        return executors.size();
    }

    /**
     * Looks at all of them.
     *
     * @param need of each executor; null where no model is given
     * @param run folder of a run, which need not exist
     * @param shards folder of token shards; null where none is given
     * @param threads of a task
     * @return what was found, like things of several JVMs in one
     */
    public List<Finding> findings(ExecutorNeed need, String run, String shards, int threads) throws IOException {
        List<Finding> findings = new ArrayList<>(machines());
        findings.addAll(MemoryExamination.findings(executors, Room.of(spark.getConf()), need));
        findings.addAll(clocks());
        findings.addAll(SharedFolder.findings(survey, spark.hadoopConfiguration(), run));
        if (shards != null) {
            findings.addAll(tokenizers(shards));
        }
        findings.addAll(speeds(threads));
        return merged(findings);
    }

    private List<Finding> machines() {
        List<Finding> findings = new ArrayList<>();
        if (!survey.isLocal()) {
            findings.addAll(new Examination(driver, driver).findings());
        }
        executors.forEach(facts -> findings.addAll(new Examination(facts, driver).findings()));
        executors.forEach(facts -> findings.add(SameArithmetic.finding(facts, executors.get(0))));
        return findings;
    }

    private List<Finding> clocks() {
        long before = System.currentTimeMillis();
        List<Survey.Answer<Long>> clocks = survey.ask(System::currentTimeMillis);
        long after = System.currentTimeMillis();
        return clocks.stream()
                .map(clock -> {
                    long skew = Math.max(0, Math.max(before - clock.value(), clock.value() - after));
                    return new Finding(
                            where(clock.executor()),
                            "clock",
                            skew == 0 ? "as the driver's" : skew + " ms or more off the driver's",
                            skew <= MOST_SKEW_MILLIS ? null : "keep the machines' clocks by NTP");
                })
                .toList();
    }

    /** Each executor opens the shards; that they are there and whole is a part of the answer. */
    private List<Finding> tokenizers(String path) throws IOException {
        String expected =
                Shards.open(spark.hadoopConfiguration(), path).manifest().tokenizer();
        List<Finding> findings = new ArrayList<>();
        for (Survey.Answer<String> answer : survey.ask(() -> tokenizer(path))) {
            boolean same = answer.value().equals(expected);
            findings.add(new Finding(
                    where(answer.executor()),
                    "tokenizer",
                    same ? "SHA-256 " + expected : answer.value() + ", where the driver sees " + expected,
                    same ? null : "put the shards (" + path + ") where all machines see the same"));
        }
        return findings;
    }

    private static String tokenizer(String path) {
        Configuration hadoop = SparkHadoopUtil.get().conf();
        try {
            return Shards.open(hadoop, path).manifest().tokenizer();
        } catch (IOException | RuntimeException e) { // what it is goes into the report
            return e.getMessage();
        }
    }

    private List<Finding> speeds(int threads) {
        List<Finding> findings = new ArrayList<>();
        for (Survey.Answer<Speed> speed : survey.ask(() -> Speed.measure(threads))) {
            findings.addAll(new Examination(facts(speed.executor()), driver).speed(speed.value()));
        }
        return findings;
    }

    private Facts facts(String executor) {
        return executors.stream()
                .filter(facts -> facts.executor().equals(executor))
                .findFirst()
                .orElse(driver);
    }

    private String where(String executor) {
        return facts(executor).where();
    }

    /** Like findings of several JVMs as one, in the order of the first of each. */
    static List<Finding> merged(List<Finding> findings) {
        Map<Finding, List<String>> places = new LinkedHashMap<>();
        for (Finding finding : findings) {
            places.computeIfAbsent(finding.elsewhere(""), key -> new ArrayList<>())
                    .add(finding.where());
        }
        List<Finding> merged = new ArrayList<>();
        places.forEach((finding, where) -> merged.add(finding.elsewhere(String.join(", ", where))));
        return merged;
    }
}
