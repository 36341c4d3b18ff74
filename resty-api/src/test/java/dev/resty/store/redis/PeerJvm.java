// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A second JVM with this one's class path, which does what a line tells it and answers with a line. */
final class PeerJvm implements AutoCloseable {

    /** What the answers begin with, among whatever else the JVM prints. */
    private static final String ANSWER = "answer: ";

    private final Process process;

    private final BufferedReader out;

    private final PrintStream in;

    private PeerJvm(Process process) {
        this.process = process;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        in = new PrintStream(process.getOutputStream(), true, UTF_8);
    }

    /** Starts one that works on a Redis. */
    static PeerJvm start(String address) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PeerJvm.class.getName(),
                address);
        try {
            PeerJvm peer = new PeerJvm(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
            Runtime.getRuntime().addShutdownHook(new Thread(peer.process::destroyForcibly));
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells it what to do, without waiting. */
    void tell(String line) {
        in.println(line);
    }

    /** Its next answer. */
    String answer() {
        StringBuilder printed = new StringBuilder();
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(ANSWER)) {
                    return line.substring(ANSWER.length());
                }
                printed.append(line).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("the other JVM ended: " + printed);
    }

    /** Tells it what to do and waits for the answer. */
    String ask(String line) {
        tell(line);
        return answer();
    }

    @Override
    public void close() {
        in.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The second JVM; ends with its input. */
    public static void main(String[] args) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        try (SharedWork work = new SharedWork(args[0])) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] words = line.split(" ");
                if (words[0].equals("watch")) {
                    System.out.println(ANSWER + "watching");
                }
                System.out.println(ANSWER + work.run(words));
            }
        }
    }
}
