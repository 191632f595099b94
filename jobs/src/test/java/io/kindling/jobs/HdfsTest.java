package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.jobs.configuration.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose shards and checkpoints lie on HDFS: a real NameNode and three DataNodes, of which one dies. */
class HdfsTest {
    @TempDir
    private static Path folder;

    private static MiniDFSCluster hdfs;

    @BeforeAll
    static void start() throws IOException {
        org.apache.hadoop.conf.Configuration hadoop = new org.apache.hadoop.conf.Configuration();
        hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
        hdfs = new MiniDFSCluster.Builder(hadoop).numDataNodes(3).build();
        hdfs.waitActive();
        TrainTokenizer.run(
                read(
                        TrainTokenizer.Settings.class,
                        "input=stories:30",
                        "vocabularySize=280",
                        "output=" + hdfs.getURI() + "/tokenizer.json"),
                LocalSpark::context);
        Tokenize.run(
                read(
                        Tokenize.Settings.class,
                        "input=stories:30",
                        "tokenizer=" + hdfs.getURI() + "/tokenizer.json",
                        "output=" + hdfs.getURI() + "/shards"),
                LocalSpark::context);
    }

    @AfterAll
    static void stop() {
        hdfs.shutdown();
    }

    private static Train.Result train(String run, String... values) throws IOException {
        String[] all = Stream.concat(
                        Stream.of(
                                "run=" + run,
                                "shards=" + hdfs.getURI() + "/shards",
                                "model={contextLength: 16, width: 16, heads: 2, layers: 1}",
                                "training={steps: 60, batch: 4, warmupSteps: 3}",
                                "parallel={kind: diloco, replicas: 2, localSteps: 10}",
                                "checkpointEveryRounds=1"),
                        Stream.of(values))
                .toArray(String[]::new);
        return Train.train(read(TrainSettings.class, all), LocalSpark::context);
    }

    @Test
    void aDataNodeThatDiesChangesNothing() throws Exception {
        String run = hdfs.getURI() + "/run";
        CompletableFuture<Void> death =
                CompletableFuture.runAsync(() -> killAfter(run + "/checkpoints/step-000000020"));
        Train.Result result = train(run);
        death.join();
        assertThat(hdfs.getDataNodes()).hasSize(2);
        assertThat(result.parametersSha256())
                .isEqualTo(train(folder.resolve("local").toString()).parametersSha256());
        FileSystem files = hdfs.getFileSystem();
        files.delete(new org.apache.hadoop.fs.Path(run + "/checkpoints/step-000000060"), true);
        assertThat(train(run, "resume=true").parametersSha256()).isEqualTo(result.parametersSha256());
    }

    private static void killAfter(String checkpoint) {
        try {
            while (!hdfs.getFileSystem().exists(new org.apache.hadoop.fs.Path(checkpoint, CheckpointManifest.FILE))) {
                Thread.sleep(5);
            }
            hdfs.stopDataNode(0);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <C extends Record> C read(Class<C> type, String... values) {
        Configuration<C> configuration = Configuration.of(type);
        List.of(values).forEach(configuration::assign);
        return configuration.read();
    }
}
