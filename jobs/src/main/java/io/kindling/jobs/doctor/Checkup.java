package io.kindling.jobs.doctor;

import io.kindling.jobs.parallel.TrainingPlan;
import io.kindling.optim.Arithmetic;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The short form of the {@link Diagnosis}, at the start of every training: refuses what would come to other bits or end in
 * the middle, warns of what is slow.
 */
public final class Checkup {
    private static final Logger LOG = LoggerFactory.getLogger(Checkup.class);
    private static final String MORE = "; deploy/kindling doctor looks at everything";

    private final JavaSparkContext spark;
    private final Survey survey;
    private final List<Facts> executors;

    private Checkup(JavaSparkContext spark) {
        this.spark = spark;
        this.survey = new Survey(spark);
        this.executors = Diagnosis.facts(survey);
    }

    /**
     * Of the JVMs that will compute.
     *
     * @throws IllegalArgumentException if they don't compute the same bits
     */
    public static Checkup of(JavaSparkContext spark) {
        Checkup checkup = new Checkup(spark);
        checkup.require(checkup.executors.stream()
                .map(facts -> SameArithmetic.finding(facts, checkup.executors.get(0)))
                .toList());
        checkup.warn();
        return checkup;
    }

    /** What all of them compute with. */
    public Arithmetic arithmetic() {
        return executors.get(0).arithmetic();
    }

    private void warn() {
        List<Finding> findings = new ArrayList<>();
        for (Facts facts : executors) {
            Examination examination = new Examination(facts, facts);
            findings.addAll(List.of(examination.vectors(), examination.flags(), examination.blasKernel()));
        }
        warn(findings);
    }

    private static void warn(List<Finding> findings) {
        Diagnosis.merged(findings).stream()
                .filter(finding -> !finding.isOk())
                .forEach(finding -> LOG.warn(finding.sentence()));
    }

    /**
     * Whether each has the memory that a run needs; warns if only replicas that wait for their turn don't fit its heap.
     *
     * @param slots tasks that an executor runs side by side
     * @throws IllegalArgumentException if it has not
     */
    public void requireMemory(TrainingPlan plan, int slots) {
        ExecutorNeed need = ExecutorNeed.of(
                plan.model(), plan.batch(), plan.wire(), plan.replicas(), executors.size(), slots, plan.threads());
        List<Finding> findings = MemoryExamination.findings(executors, Room.of(spark.getConf()), need);
        require(findings.stream()
                .filter(finding -> !finding.subject().equals(MemoryExamination.RESTING))
                .toList());
        warn(findings);
    }

    /**
     * Whether each can write into the folder of a run.
     *
     * @throws IllegalArgumentException if not
     */
    public void requireFolder(String run) {
        require(SharedFolder.findings(survey, spark.hadoopConfiguration(), run));
    }

    private void require(List<Finding> findings) {
        String faults = Diagnosis.merged(findings).stream()
                .filter(finding -> !finding.isOk())
                .map(Finding::sentence)
                .collect(Collectors.joining("\n  "));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(faults + MORE);
        }
    }
}
