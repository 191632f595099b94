package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A standalone Spark of separate processes on a port of its own, as {@code deploy/cluster.sh} starts it. */
final class Cluster implements AutoCloseable {
    private final Launcher launcher;
    private final String master;

    private Cluster(Launcher launcher, int port) {
        this.launcher = launcher;
        this.master = "spark://127.0.0.1:" + port;
    }

    /** Starts a master and so many workers of one core each, in the launcher's environment, which knows their port from now on. */
    static Cluster start(Launcher launcher, int workers) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        launcher.set("KINDLING_CLUSTER_PORT", Integer.toString(port));
        Cluster cluster = new Cluster(launcher, port);
        Launcher.Outcome started = launcher.run("cluster.sh", "start", Integer.toString(workers));
        assertThat(started.status()).as(started.err()).isZero();
        return cluster;
    }

    /** Its URL. */
    String master() {
        return master;
    }

    @Override
    public void close() throws IOException {
        try {
            launcher.run("cluster.sh", "stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(e.getMessage());
        }
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(command -> command.contains(master));
    }
}
