// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import redis.embedded.core.ExecutableProvider;

/** A real Redis of its own on a free port of this machine, which tests may stop, pause and start again. */
final class TestRedis implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final File EXECUTABLE = executable();

    private final Path directory;

    private final int port;

    private final List<String> options;

    private Process process;

    private final Thread atExit = new Thread(this::kill);

    private TestRedis(Path directory, int port, List<String> options) {
        this.directory = directory;
        this.port = port;
        this.options = options;
        Runtime.getRuntime().addShutdownHook(atExit);
        process = launch();
    }

    /** Starts one that forgets everything when it stops, unless options say otherwise. */
    static TestRedis start(String... options) {
        try {
            return new TestRedis(Files.createTempDirectory("resty-redis"), freePort(), List.of(options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one that knows of no cluster yet but can be of one; it also listens on a port 10,000 above. */
    static TestRedis startForCluster() {
        try {
            int port = freePort();
            while (port > 55_000) {
                port = freePort();
            }
            return new TestRedis(Files.createTempDirectory("resty-redis"), port, List.of("--cluster-enabled", "yes"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one that holds what another one does. */
    static TestRedis startReplica(TestRedis master) {
        return start("--replicaof", "127.0.0.1", Integer.toString(master.port));
    }

    /** Starts a sentinel that by itself replaces a master which is silent for half a second; it is called "main". */
    static TestRedis startSentinel(TestRedis master) {
        try {
            Path directory = Files.createTempDirectory("resty-sentinel");
            Path conf = Files.writeString(directory.resolve("sentinel.conf"), """
                    sentinel monitor main 127.0.0.1 %d 1
                    sentinel down-after-milliseconds main 500
                    sentinel failover-timeout main 3000
                    """.formatted(master.port));
            return new TestRedis(directory, freePort(), List.of(conf.toString(), "--sentinel"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port on which nothing listens. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "redis://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    private static File executable() {
        try {
            return ExecutableProvider.newJarResourceProvider().get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(EXECUTABLE.getAbsolutePath()));
        // A configuration file has to be the first.
        command.addAll(options);
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", ""));
        command.addAll(List.of("--dir", directory.toString()));
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            awaitPort(started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitPort(Process started) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
                return;
            } catch (IOException e) {
                if (!started.isAlive() || System.nanoTime() > end) {
                    throw new IOException("Redis didn't start: " + Files.readString(directory.resolve("log")), e);
                }
                sleep(10);
            }
        }
    }

    /** Ends it at once, as a crash does. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again on the same port, with what it has persisted. */
    void restart() {
        kill();
        process = launch();
    }

    /** Stops it from doing anything while its connections stay open. */
    void pause() {
        signal("-STOP");
    }

    /** Ends a {@link #pause}. */
    void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int exit = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill " + signal + ": " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends a command as a person does by telnet, and gives the first line of the answer. */
    String command(String line) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)).readLine();
            return String.valueOf(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for what comes sooner or later, however busy the machine is. */
    static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }

    /** What an operation gives when Redis, on a machine as busy as it may be, answers in time. */
    static <T> T patiently(Callable<T> operation) {
        return await().ignoreExceptions().until(operation, Objects::nonNull);
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(atExit);
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
