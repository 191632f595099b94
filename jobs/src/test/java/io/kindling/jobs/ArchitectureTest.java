package io.kindling.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The plan of the house, held: who may know whom, and what things may be called. */
class ArchitectureTest {
    private static final String DL4J = "io.kindling.dl4j..";
    private static final String[] ETL = {
        "io.kindling.tokenizer..",
        "io.kindling.clean..",
        "io.kindling.corpus..",
        "io.kindling.shard..",
        "io.kindling.mllib.."
    };
    private static final String[] MODEL = {
        "io.kindling.model..",
        "io.kindling.kernels..",
        "io.kindling.optim..",
        "io.kindling.checkpoint..",
        "io.kindling.sample..",
        DL4J
    };
    private static final String JOBS = "io.kindling.jobs..";
    private static final String[] CLUSTER = {"org.apache.spark..", "org.apache.hadoop..", "scala.."};
    private static final String[] TENSORS = {"org.nd4j..", "org.bytedeco.."};

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.kindling");

    @Test
    void everyPackageHasItsModule() {
        classes()
                .should()
                .resideInAnyPackage(all(ETL, MODEL, new String[] {JOBS}))
                .check(CLASSES);
    }

    @Test
    void theModelKnowsNoCluster() {
        neither(MODEL, all(CLUSTER, ETL, new String[] {JOBS}));
    }

    @Test
    void textKnowsNoTensors() {
        neither(ETL, all(TENSORS, MODEL, new String[] {JOBS}));
    }

    @Test
    void tokenizersKnowNoCluster() {
        neither(new String[] {"io.kindling.tokenizer.."}, CLUSTER);
    }

    @Test
    void configurationKnowsNoVerb() {
        neither(new String[] {"io.kindling.jobs.configuration.."}, all(CLUSTER, TENSORS, ETL, MODEL));
    }

    @Test
    void onlyItsOwnPackageKnowsDl4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage(DL4J)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.deeplearning4j..", "org.datavec..", DL4J)
                .check(CLASSES);
    }

    @Test
    void packagesDependOneWay() {
        slices().matching("io.kindling.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void namesAreNounsOfTheDomain() {
        noClasses()
                .that()
                .areTopLevelClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..core..", "..impl..")
                .check(CLASSES);
    }

    private static void neither(String[] packages, String[] others) {
        noClasses()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(CLASSES);
    }

    private static String[] all(String[]... packages) {
        return Stream.of(packages).flatMap(Stream::of).toArray(String[]::new);
    }
}
