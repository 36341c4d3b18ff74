// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.crs;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes the bytes of a request from a test's input, with the headers that the suite's own client adds. */
final class CrsRequest {

    private static final Pattern REPEAT = Pattern.compile("\\{\\{\\s*\"([^\"]*)\"\\s*\\|\\s*repeat\\s+(\\d+)\\s*}}");

    private static final Pattern BODY_METHOD = Pattern.compile("^POST|PUT|PATCH|DELETE$");

    private static final String FORM = "application/x-www-form-urlencoded";

    private CrsRequest() {}

    static byte[] build(Map<String, Object> input) {
        if (input.get("encoded_request") != null) {
            return Base64.getMimeDecoder().decode(input.get("encoded_request").toString());
        }
        if (input.get("raw_request") != null) {
            return input.get("raw_request").toString().getBytes(StandardCharsets.UTF_8);
        }
        boolean complete = input.get("autocomplete_headers") instanceof Boolean wanted
                ? wanted
                : !Boolean.TRUE.equals(input.get("stop_magic"));
        List<String[]> headers = headers(input);
        byte[] data = data(input.get("data"));
        String method = text(input.get("method"), "GET");
        if (complete && data.length > 0) {
            if (!has(headers, "content-type")) {
                headers.add(new String[] {"Content-Type", FORM});
            }
            if (headers.stream().anyMatch(h -> h[0].equalsIgnoreCase("content-type") && h[1].equalsIgnoreCase(FORM))) {
                data = escapeForm(data);
            }
        }
        if (headers.stream()
                .anyMatch(h -> h[0].equalsIgnoreCase("content-type")
                        && h[1].toLowerCase(Locale.ROOT).contains("multipart/form-data;"))) {
            data = new String(data, StandardCharsets.ISO_8859_1)
                    .replaceAll("(?<!\r)\n", "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
        if (complete) {
            if (!has(headers, "connection")) {
                headers.add(new String[] {"Connection", "close"});
            }
            if (!has(headers, "content-length")
                    && (data.length > 0 || BODY_METHOD.matcher(method).find())) {
                headers.add(new String[] {"Content-Length", Integer.toString(data.length)});
            }
        }
        String head = method + " " + text(input.get("uri"), "/") + " " + text(input.get("version"), "HTTP/1.1") + "\r\n"
                + headers.stream().map(h -> h[0] + ": " + h[1] + "\r\n").collect(Collectors.joining()) + "\r\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(data);
        return out.toByteArray();
    }

    private static boolean has(List<String[]> headers, String name) {
        return headers.stream().anyMatch(h -> h[0].equalsIgnoreCase(name));
    }

    private static String text(Object value, String otherwise) {
        return value == null ? otherwise : value.toString();
    }

    private static List<String[]> headers(Map<String, Object> input) {
        List<String[]> headers = new ArrayList<>();
        if (input.get("ordered_headers") != null) {
            for (Map<String, Object> header : CrsTestReader.maps(input.get("ordered_headers"))) {
                headers.add(new String[] {text(header.get("name"), ""), text(header.get("value"), "")});
            }
            return headers;
        }
        CrsTestReader.map(input.get("headers"))
                .forEach((name, value) -> headers.add(new String[] {String.valueOf((Object) name), text(value, "")}));
        return headers;
    }

    private static byte[] data(Object data) {
        if (data == null) {
            return new byte[0];
        }
        String text = data instanceof List<?> lines
                ? lines.stream().map(String::valueOf).collect(Collectors.joining("\r\n"))
                : data.toString();
        Matcher matcher = REPEAT.matcher(text);
        return matcher.replaceAll(m -> Matcher.quoteReplacement(m.group(1).repeat(Integer.parseInt(m.group(2)))))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A form body that unescaping leaves alone is taken as raw and escaped, as the suite's client does. */
    private static byte[] escapeForm(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        if (!java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), data)
                || Pattern.compile("%(?![0-9A-Fa-f]{2})").matcher(text).find()
                || !URLDecoder.decode(text, StandardCharsets.UTF_8).equals(text)) {
            return data;
        }
        String whole = text.endsWith("&") ? text.substring(0, text.length() - 1) : text;
        List<String> pairs = new ArrayList<>();
        for (String pair : whole.split("&", -1)) {
            int equals = pair.indexOf('=');
            pairs.add(
                    equals < 0
                            ? escape(pair)
                            : escape(pair.substring(0, equals)) + "=" + escape(pair.substring(equals + 1)));
        }
        return String.join("&", pairs).getBytes(StandardCharsets.UTF_8);
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
