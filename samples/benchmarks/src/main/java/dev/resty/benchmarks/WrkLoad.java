// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load by <a href="https://github.com/wg/wrk">wrk</a>. */
final class WrkLoad implements Load {

    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern STATUSES = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern SOCKETS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

    /** Whether there is a wrk on the path. */
    static boolean isInstalled() {
        String path = System.getenv("PATH");
        if (path == null) {
            return false;
        }
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, "wrk"))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Answers run(int port, Shape shape, int connections, int seconds) throws IOException, InterruptedException {
        Path script = Files.createTempFile("resty-bench", ".lua");
        try {
            Files.writeString(script, script(shape), StandardCharsets.ISO_8859_1);
            Process wrk = new ProcessBuilder(
                            "wrk",
                            "-t1",
                            "-c" + connections,
                            "-d" + seconds + "s",
                            "-s",
                            script.toString(),
                            "http://127.0.0.1:" + port + "/")
                    .redirectErrorStream(true)
                    .start();
            String report = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (wrk.waitFor() != 0) {
                throw new IOException("wrk failed: " + report);
            }
            return answers(report);
        } finally {
            Files.delete(script);
        }
    }

    private static Answers answers(String report) throws IOException {
        Matcher requests = REQUESTS.matcher(report);
        // What it has against its script comes first; it goes on without it then.
        if (!report.startsWith("Running ") || !requests.find()) {
            throw new IOException("wrk said something unexpected: " + report);
        }
        long all = Long.parseLong(requests.group(1));
        Matcher statuses = STATUSES.matcher(report);
        long refused = statuses.find() ? Long.parseLong(statuses.group(1)) : 0;
        Matcher sockets = SOCKETS.matcher(report);
        long broken = 0;
        for (int i = 1; sockets.find(0) && i <= sockets.groupCount(); i++) {
            broken += Long.parseLong(sockets.group(i));
        }
        return new Answers(all - refused, refused + broken);
    }

    private static String script(Shape shape) {
        StringBuilder script = new StringBuilder("wrk.method = \"" + shape.method() + "\"\n");
        script.append("wrk.path = ").append(quoted(shape.target())).append('\n');
        List<String> fields = shape.fields();
        for (int i = 0; i < fields.size(); i += 2) {
            if (!fields.get(i).equals("Content-Length")) {
                script.append("wrk.headers[").append(quoted(fields.get(i))).append("] = ");
                script.append(quoted(fields.get(i + 1))).append('\n');
            }
        }
        String body = new String(shape.body(), StandardCharsets.ISO_8859_1);
        return body.isEmpty()
                ? script.toString()
                : script.append("wrk.body = ").append(quoted(body)).append('\n').toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
