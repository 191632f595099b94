package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kindling.jobs.configuration.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What deploy/ holds for clusters that no test has at hand, as far as it can be held to something. */
class DeployTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    /** Of API version v1beta2, those that are used. */
    private static final Set<String> SPEC = Set.of(
            "type",
            "mode",
            "sparkVersion",
            "image",
            "imagePullPolicy",
            "mainClass",
            "mainApplicationFile",
            "arguments",
            "restartPolicy",
            "sparkConf",
            "volumes",
            "driver",
            "executor");

    private static final Set<String> POD = Set.of(
            "cores",
            "memory",
            "memoryOverhead",
            "javaOptions",
            "serviceAccount",
            "podSecurityContext",
            "securityContext",
            "volumeMounts",
            "env",
            "instances");

    private static List<JsonNode> documents(String name) throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        Path file = DEPLOY.resolve(name);
        // Anchors are for people; the API sees them resolved, as SnakeYAML's own objects have them.
        try (var in = Files.newInputStream(file)) {
            List<JsonNode> documents = new ArrayList<>();
            new org.yaml.snakeyaml.Yaml().loadAll(in).forEach(each -> documents.add(yaml.valueToTree(each)));
            return documents;
        }
    }

    private static JsonNode ofKind(String name, String kind) throws IOException {
        return documents(name).stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(JsonNode list) {
        return new YAMLMapper().convertValue(list, new TypeReference<>() {});
    }

    private static List<String> flags() throws IOException {
        try (var lines = Files.lines(Launcher.conf("jvm.options"))) {
            return lines.filter(line -> line.startsWith("-")).toList();
        }
    }

    /** key=value of Spark in the command line that the manifest gives the launcher. */
    private static Map<String, String> sparkSettings(List<String> arguments) {
        Map<String, String> settings = new HashMap<>();
        arguments.stream()
                .filter(argument -> argument.startsWith("spark."))
                .map(argument -> argument.split("=", 2))
                .forEach(pair -> settings.put(pair[0], pair[1]));
        return settings;
    }

    private static void requireTrainable(List<String> arguments) {
        assertThat(arguments.get(0)).isEqualTo("train");
        Configuration<TrainSettings> configuration = Configuration.of(TrainSettings.class)
                .file(Launcher.conf(Path.of(arguments.get(1)).getFileName().toString()));
        arguments.stream()
                .skip(2)
                .filter(argument -> !argument.matches("(spark\\.|master=).*"))
                .forEach(configuration::assign);
        configuration.read();
    }

    private static DoctorPlan.Result plan() {
        return DoctorPlan.run(
                new DoctorPlan.Settings(Launcher.conf("gpt2-124m.yaml").toString(), 50257, 8, 4), LocalSpark::context);
    }

    @Test
    void theJobTrainsWithWhatThePlanSays() throws IOException {
        JsonNode pod = ofKind("kubernetes.yaml", "Job").at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");
        List<String> arguments = texts(container.path("args"));
        requireTrainable(arguments);
        Map<String, String> settings = sparkSettings(arguments);
        for (String planned : plan().settings()) {
            String[] pair = planned.split("=", 2);
            if (!pair[0].equals("spark.cores.max")) { // a standalone master's
                assertThat(settings).containsEntry(pair[0], pair[1]);
            }
        }
        assertThat(settings)
                .containsEntry("spark.authenticate", "true")
                .containsEntry("spark.kubernetes.namespace", "kindling");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    }

    /** Whom the Job runs as, what it mounts and by which name it is called are there. */
    @Test
    void theJobsNamesLeadSomewhere() throws IOException {
        JsonNode job = ofKind("kubernetes.yaml", "Job");
        JsonNode pod = job.at("/spec/template/spec");
        String account = pod.path("serviceAccountName").asText();
        assertThat(ofKind("kubernetes.yaml", "ServiceAccount")
                        .at("/metadata/name")
                        .asText())
                .isEqualTo(account);
        assertThat(ofKind("kubernetes.yaml", "RoleBinding")
                        .at("/subjects/0/name")
                        .asText())
                .isEqualTo(account);
        assertThat(ofKind("kubernetes.yaml", "RoleBinding").at("/roleRef/name"))
                .isEqualTo(ofKind("kubernetes.yaml", "Role").at("/metadata/name"));
        JsonNode service = ofKind("kubernetes.yaml", "Service");
        assertThat(service.at("/spec/selector")).isEqualTo(job.at("/spec/template/metadata/labels"));
        Map<String, String> settings = sparkSettings(texts(pod.at("/containers/0/args")));
        assertThat(settings.get("spark.driver.host"))
                .isEqualTo(service.at("/metadata/name").asText() + ".kindling.svc");
        assertThat(service.at("/spec/ports").findValuesAsText("port"))
                .containsExactly(settings.get("spark.driver.port"), settings.get("spark.driver.blockManager.port"));
        assertThat(pod.at("/volumes/0/name")).isEqualTo(pod.at("/containers/0/volumeMounts/0/name"));
    }

    @Test
    void theSparkApplicationIsTheSameRun() throws IOException {
        JsonNode application = ofKind("spark-application.yaml", "SparkApplication");
        JsonNode spec = application.path("spec");
        assertThat(application.path("apiVersion").asText()).isEqualTo("sparkoperator.k8s.io/v1beta2");
        assertThat(names(spec)).isSubsetOf(SPEC);
        requireTrainable(texts(spec.path("arguments")));
        assertThat(spec.path("mainClass").asText()).isEqualTo(Kindling.class.getName());
        DoctorPlan.Result plan = plan();
        JsonNode executor = spec.path("executor");
        assertThat(executor.path("instances").asInt()).isEqualTo(8);
        assertThat(executor.path("memory").asText()).isEqualTo(plan.heapMebibytes() / 1024 + "g");
        assertThat(executor.path("memoryOverhead").asText()).isEqualTo(plan.overheadMebibytes() + "m");
        assertThat(spec.at("/driver/memory").asText()).isEqualTo(plan.driverMebibytes() / 1024 + "g");
        assertThat(spec.path("sparkConf").path("spark.task.cpus").asText())
                .isEqualTo(executor.path("cores").asText());
        for (String part : List.of("driver", "executor")) {
            assertThat(names(spec.path(part))).isSubsetOf(POD);
            assertThat(spec.at("/" + part + "/javaOptions").asText().split(" ")).containsExactlyElementsOf(flags());
            assertThat(spec.at("/" + part + "/podSecurityContext/runAsNonRoot").asBoolean())
                    .isTrue();
        }
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void theImageHoldsWhatTheManifestsNameAndRunsWithoutRights() throws IOException {
        List<String> lines = Files.readAllLines(DEPLOY.resolve("Dockerfile"));
        List<String> users =
                lines.stream().filter(line -> line.startsWith("USER ")).toList();
        assertThat(users.get(users.size() - 1)).isEqualTo("USER 185");
        assertThat(lines)
                .contains(
                        "COPY deploy/kindling /opt/kindling/deploy/kindling",
                        "COPY conf /opt/kindling/conf",
                        "COPY jobs/target/kindling.jar /opt/kindling/jobs/target/kindling.jar");
        String application = Files.readString(DEPLOY.resolve("spark-application.yaml"));
        assertThat(application).contains("local:///opt/kindling/jobs/target/kindling.jar");
    }
}
