// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A {@link Server} of a variant in a JVM of its own, the same as this one's. */
final class ServerProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one and waits until it listens. */
    static ServerProcess start(Variant variant) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        Process process = new ProcessBuilder(
                        java,
                        "-Xms512m",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Server.class.getName(),
                        variant.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith("port ")) {
            process.destroy();
            throw new IOException("the server of " + variant.figure() + " didn't start: " + line);
        }
        return new ServerProcess(process, Integer.parseInt(line.substring("port ".length())));
    }

    /** The port of the loopback that it listens on. */
    int port() {
        return port;
    }

    /** User and system time that it has used up to now. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
