// SPDX-License-Identifier: Apache-2.0
package dev.resty.samples.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The launcher's jar in a process of its own, under a prefix of its own. */
final class Nginx implements AutoCloseable {

    private final Path prefix;
    private final int port;
    private final int secondPort;
    private Process process;

    Nginx(Path prefix) throws IOException {
        this.prefix = prefix;
        this.port = freePort();
        this.secondPort = freePort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    int secondPort() {
        return secondPort;
    }

    /** Writes conf/nginx.conf with PORT and SECOND replaced. */
    void conf(String text) throws IOException {
        Path conf = prefix.resolve("conf/nginx.conf");
        Files.createDirectories(conf.getParent());
        Files.writeString(
                conf, text.replace("PORT", String.valueOf(port)).replace("SECOND", String.valueOf(secondPort)));
    }

    /** Runs the jar to its end and gives its exit status; what it says is in {@link #output}. */
    int run(String... args) throws Exception {
        launch(args);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running: " + output());
        }
        return process.exitValue();
    }

    /** Starts the server and waits until it has written its pid. */
    void start() throws Exception {
        launch();
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("ended: " + output());
            }
            return Files.exists(prefix.resolve("logs/nginx.pid"));
        });
    }

    private void launch(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("resty.standalone.jar"),
                "-p",
                prefix.toString()));
        command.addAll(Arrays.asList(args));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(prefix.resolve("output").toFile())
                .start();
    }

    String output() throws IOException {
        return Files.readString(prefix.resolve("output"));
    }

    String log(String name) throws IOException {
        Path file = prefix.resolve("logs").resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    long pid() {
        return process.pid();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for its end. */
    int exitStatus() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running");
        }
        return process.exitValue();
    }

    /** Sends bytes and reads until the server closes the connection. */
    String raw(String request) throws IOException {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return rest(socket);
        }
    }

    Socket connect(int to) throws IOException {
        Socket socket = new Socket("127.0.0.1", to);
        socket.setSoTimeout(10_000);
        return socket;
    }

    static String rest(Socket socket) throws IOException {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** The body of an answer to GET. */
    String get(int to, String host, String target) throws IOException {
        try (Socket socket = connect(to)) {
            String request = "GET " + target + " HTTP/1.0\r\nHost: " + host + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = rest(socket);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    @Override
    public void close() throws Exception {
        if (process != null && process.isAlive()) {
            process.destroyForcibly().waitFor();
        }
    }
}
