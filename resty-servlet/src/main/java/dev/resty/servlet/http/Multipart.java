// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of a {@code multipart/form-data} body that a phase has read, for an application that uploads go to. */
final class Multipart {

    private static final int MAX_PARTS = 1000;

    private Multipart() {}

    /**
     * Takes a body apart.
     *
     * @throws ServletException where the body isn't of that type, or isn't well-formed
     */
    static List<Part> parse(@Nullable String contentType, byte[] body) throws ServletException {
        String type = contentType == null ? "" : contentType;
        String boundary = parameter(type, "boundary");
        if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data") || boundary == null) {
            throw new ServletException("the request's content type isn't multipart/form-data with a boundary");
        }
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String delimiter = "--" + boundary;
        List<Part> parts = new ArrayList<>();
        int at = text.startsWith(delimiter) ? 0 : text.indexOf("\r\n" + delimiter) + 2;
        if (at < 2 && !text.startsWith(delimiter)) {
            throw new ServletException("the multipart body has no boundary");
        }
        while (true) {
            int begin = at + delimiter.length();
            if (text.startsWith("--", begin)) {
                return parts;
            }
            int fields = text.indexOf("\r\n", begin);
            int end = text.indexOf("\r\n" + delimiter, begin);
            int blank = fields < 0 ? -1 : text.indexOf("\r\n\r\n", fields);
            if (end < 0 || blank < 0 || blank > end || parts.size() == MAX_PARTS) {
                throw new ServletException("the multipart body isn't well-formed, or has too many parts");
            }
            int content = Math.min(blank + 4, end);
            parts.add(new BodyPart(
                    fields(text.substring(fields + 2, Math.max(blank, fields + 2))),
                    Arrays.copyOfRange(body, content, end)));
            at = end + 2;
        }
    }

    /** A line that begins with white space goes on with the field before it. */
    private static Headers fields(String lines) {
        Headers fields = new Headers();
        String unfolded = lines.replace("\r\n ", " ").replace("\r\n\t", " ");
        for (String line : unfolded.split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.add(
                        line.substring(0, colon).trim(),
                        line.substring(colon + 1).trim());
            }
        }
        return fields;
    }

    /** A parameter of a field such as {@code form-data; name="a"}, the first of its name; null where there is none. */
    private static @Nullable String parameter(String field, String name) {
        int at = field.indexOf(';');
        while (at >= 0 && at < field.length()) {
            int equals = field.indexOf('=', at);
            if (equals < 0) {
                return null;
            }
            String key =
                    field.substring(field.lastIndexOf(';', equals) + 1, equals).trim();
            int from = equals + 1;
            while (from < field.length() && (field.charAt(from) == ' ' || field.charAt(from) == '\t')) {
                from++;
            }
            boolean quoted = from < field.length() && field.charAt(from) == '"';
            int end = quoted ? quotedEnd(field, from + 1) : semicolon(field, from);
            if (key.equalsIgnoreCase(name)) {
                return quoted
                        ? unescaped(field.substring(from + 1, end))
                        : field.substring(from, end).trim();
            }
            at = semicolon(field, end);
        }
        return null;
    }

    private static int semicolon(String field, int from) {
        int semicolon = field.indexOf(';', from);
        return semicolon < 0 ? field.length() : semicolon;
    }

    /** Where the quote is that ends what begins at a place, or the field's end. */
    private static int quotedEnd(String field, int from) {
        int at = from;
        while (at < field.length() && field.charAt(at) != '"') {
            at += isEscape(field, at) ? 2 : 1;
        }
        return at;
    }

    /** A backslash is one but before a quote and another backslash: some browsers send the paths of files so. */
    private static boolean isEscape(String text, int at) {
        return text.charAt(at) == '\\'
                && at + 1 < text.length()
                && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\');
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            at += isEscape(text, at) ? 1 : 0;
            out.append(text.charAt(at));
        }
        return out.toString();
    }

    private static final class BodyPart implements Part {

        private final Headers fields;
        private final byte[] content;

        BodyPart(Headers fields, byte[] content) {
            this.fields = fields;
            this.content = content;
        }

        private @Nullable String disposition(String name) {
            String field = fields.get("Content-Disposition");
            String value = field == null ? null : parameter(field, name);
            return value == null
                    ? null
                    : new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(content);
        }

        @Override
        public @Nullable String getContentType() {
            return fields.get("Content-Type");
        }

        @Override
        public String getName() {
            return Objects.requireNonNullElse(disposition("name"), "");
        }

        @Override
        public @Nullable String getSubmittedFileName() {
            return disposition("filename");
        }

        @Override
        public long getSize() {
            return content.length;
        }

        @Override
        public void write(String fileName) throws IOException {
            Files.write(Path.of(fileName), content);
        }

        @Override
        public void delete() {
            // Nothing is on disk.
        }

        @Override
        public @Nullable String getHeader(String name) {
            return fields.get(name);
        }

        @Override
        public Collection<String> getHeaders(String name) {
            return fields.getAll(name);
        }

        @Override
        public Collection<String> getHeaderNames() {
            Set<String> names = new LinkedHashSet<>();
            fields.forEach((name, value) -> names.add(name));
            return names;
        }
    }
}
