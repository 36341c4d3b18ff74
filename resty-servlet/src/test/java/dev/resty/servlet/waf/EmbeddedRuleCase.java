// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.waf.RuleProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A request that a rule stops or lets through: a line of {@code embedded-rules-cases.txt}.
 *
 * @param rule the rule's id
 * @param stops whether the rule stops the request
 * @param kind where in a request the text goes
 * @param text with Java's escapes undone
 */
record EmbeddedRuleCase(int rule, boolean stops, String kind, String text) {

    private static final String BOUNDARY = "----FormBoundary7MA4YWxkTrZu0gW";

    static List<EmbeddedRuleCase> all() throws IOException {
        List<EmbeddedRuleCase> cases = new ArrayList<>();
        try (InputStream in =
                        Objects.requireNonNull(EmbeddedRuleCase.class.getResourceAsStream("embedded-rules-cases.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && line.charAt(0) != '#') {
                    String[] words = line.split(" ", 4);
                    cases.add(new EmbeddedRuleCase(
                            Integer.parseInt(words[0]),
                            words[1].equals("stops"),
                            words[2],
                            words[3].translateEscapes()));
                }
            }
        }
        return cases;
    }

    RuleProfile profile() {
        return kind.equals("api") ? RuleProfile.API : RuleProfile.WEB;
    }

    /** The whole request, an ISO-8859-1 view of its bytes. */
    String request() {
        return switch (kind) {
            case "arg" -> get("/search?q=" + escaped(text), "");
            case "query" -> get("/search?" + text.replace(" ", "%20"), "");
            case "path" -> get(text, "");
            case "header" -> get("/", text + "\r\n");
            case "form" -> post("application/x-www-form-urlencoded", text);
            case "json" -> post("application/json", text);
            case "xml" -> post("text/xml", text);
            case "file" -> multipart("name=\"upload\"; filename=\"" + text + "\"\r\nContent-Type: text/plain");
            case "part" -> multipart("name=\"text\"\r\n" + text);
            case "raw", "api" -> text;
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.ISO_8859_1);
    }

    private static String get(String target, String headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: shop.example.org\r\n" + headers + "\r\n";
    }

    private static String post(String type, String body) {
        return "POST /search HTTP/1.1\r\nHost: shop.example.org\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static String multipart(String headers) {
        return post(
                "multipart/form-data; boundary=" + BOUNDARY,
                "--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + headers + "\r\n\r\nhello\r\n--" + BOUNDARY
                        + "--\r\n");
    }

    @Override
    public String toString() {
        return rule + (stops ? " stops " : " passes ") + kind + " "
                + text.replace("\r", "\\r").replace("\n", "\\n");
    }
}
