// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.crs;

import dev.resty.waf.MatchedRule;
import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * An HTTP server as far as the rules can tell: takes the bytes of a request, refuses what Apache refuses, lets everything else
 * through the engine, and answers what {@code POST /reflect} asks for, or 200 with nothing.
 */
final class TolerantServer {

    private static final Pattern REQUEST_LINE =
            Pattern.compile("([!-~&&[^(),/:;<=>?@\\[\\\\\\]{}\"]]+) (\\S+) HTTP/(\\d)(?:\\.(\\d))?");

    private final Waf waf;

    TolerantServer(Waf waf) {
        this.waf = waf;
    }

    /**
     * What came of a request.
     *
     * @param status 0 where there is no answer at all
     * @param matches the rules that asked for the log
     */
    record Outcome(int status, List<MatchedRule> matches) {

        List<Integer> ids() {
            return matches.stream().map(MatchedRule::id).toList();
        }

        /** Lines in the shape of ModSecurity's error log. */
        List<String> log() {
            return matches.stream()
                    .map(m -> m.matches() + " at "
                            + m.matches().get(m.matches().size() - 1).variable() + ". [id \"" + m.id() + "\"] [msg \""
                            + m.message() + "\"] [data \"" + m.data() + "\"]")
                    .map(line -> line.replace("\r", "\\x0d").replace("\n", "\\x0a"))
                    .toList();
        }
    }

    Outcome send(byte[] request) {
        String text = new String(request, StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\r\n\r\n");
        String[] lines = (head < 0 ? text : text.substring(0, head)).split("\r\n", -1);
        byte[] rest = head < 0 ? new byte[0] : Arrays.copyOfRange(request, head + 4, request.length);
        if (lines[0].endsWith(" ")) {
            return new Outcome(0, List.of());
        }
        Matcher line = REQUEST_LINE.matcher(lines[0]);
        if (!line.matches() || line.group(3).equals("0") || refused(line.group(1), line.group(2), lines)) {
            return new Outcome(400, List.of());
        }
        return run(lines, line, rest);
    }

    private static boolean refused(String method, String target, String[] lines) {
        if (method.equals("CONNECT")) {
            return !target.matches(".*:\\d+");
        }
        boolean form = target.startsWith("/") || target.equals("*") || target.matches("(?i)[a-z][a-z0-9+.-]*://.*");
        return !form
                || target.indexOf('#') >= 0
                || Arrays.stream(lines).anyMatch(TolerantServer::refusedLine)
                || lines[0].endsWith("/1.1") && Arrays.stream(lines).anyMatch(l -> l.matches("(?i)host:\\s*"));
    }

    private static boolean refusedLine(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        return line.chars().anyMatch(c -> c < ' ' && c != '\t')
                || lower.startsWith("content-length:")
                        && !line.substring(15).strip().matches("\\d+")
                || lower.startsWith("host:")
                        && !line.substring(5).strip().matches("[\\w.-]*(?::\\d*)?|\\[[0-9a-fA-F:.]+](?::\\d*)?");
    }

    private Outcome run(String[] lines, Matcher line, byte[] rest) {
        try (Transaction transaction = waf.newTransaction()) {
            transaction.connection("127.0.0.1", 40000, "127.0.0.1", 80);
            transaction.requestLine(line.group(1), line.group(2), lines[0].substring(lines[0].lastIndexOf(' ') + 1));
            List<String[]> headers = headers(lines);
            boolean chunked = headers.stream()
                    .anyMatch(h -> h[0].equalsIgnoreCase("transfer-encoding")
                            && h[1].toLowerCase(Locale.ROOT).contains("chunked"));
            if (chunked) {
                headers.removeIf(h -> h[0].equalsIgnoreCase("content-length"));
            }
            for (String[] header : headers) {
                transaction.addRequestHeader(header[0], header[1]);
            }
            byte[] body = chunked ? unchunk(rest) : body(headers, rest);
            transaction.processRequestHeaders();
            transaction.appendRequestBody(body, 0, body.length);
            transaction.processRequestBody();
            int status = respond(transaction, line, body);
            transaction.processLogging();
            return new Outcome(
                    status,
                    transaction.matchedRules().stream()
                            .filter(MatchedRule::logged)
                            .toList());
        }
    }

    private static List<String[]> headers(String[] lines) {
        List<String[]> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if ((lines[i].startsWith(" ") || lines[i].startsWith("\t")) && !headers.isEmpty()) {
                headers.get(headers.size() - 1)[1] += " " + lines[i].strip();
            } else if (colon > 0) {
                merge(
                        headers,
                        lines[i].substring(0, colon).strip(),
                        lines[i].substring(colon + 1).replaceAll("^[ \t]+|[ \t]+$", ""));
            }
        }
        return headers;
    }

    /** Repeated headers are one, as in Apache. */
    private static void merge(List<String[]> headers, String name, String value) {
        for (String[] header : headers) {
            if (header[0].equalsIgnoreCase(name)) {
                header[1] += (name.equalsIgnoreCase("cookie") ? "; " : ", ") + value;
                return;
            }
        }
        headers.add(new String[] {name, value});
    }

    /** As many bytes as Content-Length says; none without, as no server reads on then. */
    private static byte[] body(List<String[]> headers, byte[] rest) {
        for (String[] header : headers) {
            if (header[0].equalsIgnoreCase("content-length") && header[1].matches("\\d{1,9}")) {
                return Arrays.copyOf(rest, Math.min(rest.length, Integer.parseInt(header[1])));
            }
        }
        return new byte[0];
    }

    private static byte[] unchunk(byte[] rest) {
        String text = new String(rest, StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int end = text.indexOf("\r\n", at);
            if (end < 0 || !text.substring(at, end).matches("[0-9a-fA-F]{1,7}(;.*)?")) {
                return body.toByteArray();
            }
            int size = Integer.parseInt(text.substring(at, end).replaceFirst(";.*", ""), 16);
            if (size == 0 || end + 2 + size > rest.length) {
                return body.toByteArray();
            }
            body.write(rest, end + 2, size);
            at = end + 2 + size + 2;
        }
    }

    private static int respond(Transaction transaction, Matcher line, byte[] body) {
        int status = 200;
        byte[] out = {};
        Map<String, Object> headers = Map.of();
        if (line.group(1).equals("POST")
                && line.group(2).replaceFirst("\\?.*", "").equals("/reflect")) {
            Map<String, Object> wanted = json(body);
            if (wanted == null) {
                status = 400;
                out = "invalid specification".getBytes(StandardCharsets.UTF_8);
            } else {
                status = wanted.get("status") == null
                        ? 200
                        : Integer.parseInt(wanted.get("status").toString());
                headers = CrsTestReader.map(wanted.get("headers"));
                out = wanted.get("encodedBody") != null
                        ? Base64.getDecoder().decode(wanted.get("encodedBody").toString())
                        : String.valueOf(wanted.getOrDefault("body", "")).getBytes(StandardCharsets.UTF_8);
            }
        }
        transaction.addResponseHeader("Content-Length", Integer.toString(out.length));
        if (headers.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
            transaction.addResponseHeader("Content-Type", "text/plain");
        }
        headers.forEach((name, value) -> {
            if (!name.toLowerCase(Locale.ROOT).matches("content-length|connection|transfer-encoding")) {
                transaction.addResponseHeader(
                        name,
                        new String(value.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            }
        });
        transaction.processResponseHeaders(status, "HTTP/1.1");
        if (transaction.responseBodyAccess()) {
            transaction.appendResponseBody(out, 0, out.length);
        }
        transaction.processResponseBody();
        return status;
    }

    /** JSON is YAML but for one escape. */
    private static @Nullable Map<String, Object> json(byte[] body) {
        try {
            Object json = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(new String(body, StandardCharsets.UTF_8).replace("\\/", "/"));
            return json instanceof Map<?, ?> ? CrsTestReader.map(json) : null;
        } catch (YAMLException e) {
            return null;
        }
    }
}
