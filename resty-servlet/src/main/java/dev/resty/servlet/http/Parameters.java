// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Request parameters as the servlet API has them, from the present query string and body. */
final class Parameters {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data";

    private final Map<String, String[]> values = new LinkedHashMap<>();

    private Parameters() {}

    /**
     * Those of the query string, then those of a form in the body, which is read for that. The query is UTF-8 as in Tomcat and
     * Jetty: the body's character set is no concern of it, and would make other texts of it than rules have seen.
     */
    static Map<String, String[]> of(HttpExchange exchange, HttpServletRequest request) throws IOException {
        Parameters parameters = new Parameters();
        if (exchange.args() != null) {
            parameters.parse(exchange.args(), StandardCharsets.UTF_8);
        }
        Charset charset = charset(request.getCharacterEncoding());
        String type = request.getContentType();
        String media = type == null ? "" : type.trim().toLowerCase(Locale.ROOT);
        if (media.startsWith(FORM)
                && !exchange.method().equals("GET")
                && !exchange.method().equals("HEAD")) {
            parameters.parse(new String(exchange.body().bytes(), StandardCharsets.ISO_8859_1), charset);
        } else if (media.startsWith(MULTIPART) && exchange.body().isRead()) {
            parameters.addParts(request, charset);
        }
        return parameters.values;
    }

    private void addParts(HttpServletRequest request, Charset charset) throws IOException {
        try {
            for (Part part : request.getParts()) {
                if (part.getSubmittedFileName() == null) {
                    add(part.getName(), new String(part.getInputStream().readAllBytes(), charset));
                }
            }
        } catch (ServletException e) {
            throw new IOException(e);
        }
    }

    private static Charset charset(@Nullable String name) {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private void parse(String text, Charset charset) {
        int end;
        for (int start = 0; start < text.length(); start = end + 1) {
            end = text.indexOf('&', start);
            end = end < 0 ? text.length() : end;
            if (end > start) {
                int equals = text.indexOf('=', start);
                boolean hasValue = equals >= 0 && equals < end;
                String name = decode(text.substring(start, hasValue ? equals : end), charset);
                add(name, hasValue ? decode(text.substring(equals + 1, end), charset) : "");
            }
        }
    }

    private void add(String name, String value) {
        String[] before = values.get(name);
        if (before == null) {
            values.put(name, new String[] {value});
            return;
        }
        String[] all = new String[before.length + 1];
        System.arraycopy(before, 0, all, 0, before.length);
        all[before.length] = value;
        values.put(name, all);
    }

    /** Broken percent-encoding stands for itself. */
    private static String decode(String text, Charset charset) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0 && text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < text.length()) {
                int high = Character.digit(text.charAt(i + 1), 16);
                int low = Character.digit(text.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    bytes.write(high << 4 | low);
                    i += 2;
                    continue;
                }
            }
            bytes.write(c == '+' ? ' ' : c);
        }
        return bytes.toString(charset);
    }
}
