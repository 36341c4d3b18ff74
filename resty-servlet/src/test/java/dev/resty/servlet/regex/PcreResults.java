// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Reads files of patterns and what PCRE says of them: fields between tabs, bytes that don't print as {@code \xHH}. */
final class PcreResults {

    private PcreResults() {}

    /** The lines of a file as fields, still escaped. */
    static Stream<List<String>> lines(String file) {
        try (InputStream in = PcreResults.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException(file);
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("# "))
                    .map(line -> List.of(line.split("\t", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String unescaped(String field) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c != '\\') {
                text.append(c);
            } else if (field.charAt(++i) == 'x') {
                text.append((char) Integer.parseInt(field.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                text.append(field.charAt(i));
            }
        }
        return text.toString();
    }
}
