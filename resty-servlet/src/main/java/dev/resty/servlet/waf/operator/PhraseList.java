// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** Reads the phrases of {@code @pm} and {@code @pmFromFile}. Strings are views of bytes. */
final class PhraseList {

    private PhraseList() {}

    /** The phrases of {@code @pm}, with white space between them. */
    static List<byte[]> of(String argument) {
        List<byte[]> phrases = new ArrayList<>();
        String text = strip(argument);
        if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
            text = text.substring(1, text.length() - 1);
        }
        for (String phrase : unescape(text).split("[ \t\n\u000b\f\r]+")) {
            if (!phrase.isEmpty()) {
                phrases.add(phrase.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        if (phrases.isEmpty()) {
            throw new IllegalArgumentException("no phrase: write phrases with spaces between them");
        }
        return phrases;
    }

    /** The phrases of files, one a line, without empty lines and those that begin with {@code #}. */
    static List<byte[]> ofFiles(String argument, OperatorFiles files) {
        List<byte[]> phrases = new ArrayList<>();
        for (String name : names(argument)) {
            for (String line : lines(name, files)) {
                phrases.add(unescape(line).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return phrases;
    }

    /** The names of files, which stand with white space between them. */
    static List<String> names(String argument) {
        List<String> names = new ArrayList<>();
        for (String name : strip(argument).split("[ \t]+")) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("no file: name one, relative to the rule's file");
            }
            if (name.startsWith("http://") || name.startsWith("https://")) {
                throw new IllegalArgumentException(
                        "rules load nothing from the network: fetch " + name + " and name the file");
            }
            names.add(name);
        }
        return names;
    }

    /** A file's lines without white space around them, empty ones and comments. */
    static List<String> lines(String name, OperatorFiles files) {
        String text;
        try {
            text = new String(files.read(name), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalArgumentException("can't read the file " + name + ": " + reason(e), e);
        }
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n")) {
            String stripped = strip(line);
            if (!stripped.isEmpty() && stripped.charAt(0) != '#') {
                lines.add(stripped);
            }
        }
        return lines;
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "there is none" : String.valueOf(e.getMessage());
    }

    private static String strip(String line) {
        int from = 0;
        int to = line.length();
        while (from < to && isSpace(line.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(line.charAt(to - 1))) {
            to--;
        }
        return line.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= 9 && c <= 13;
    }

    /**
     * Decodes Snort's {@code |68 65 78|} and backslashes before a colon, a semicolon, a quote and a backslash. A text with any
     * other backslash, or with other things between bars, stands for itself.
     */
    static String unescape(String text) {
        if (text.indexOf('|') < 0 && text.indexOf('\\') < 0) {
            return text;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                if (i == text.length() || ":;\\\"".indexOf(text.charAt(i)) < 0) {
                    return text;
                }
                out.write(text.charAt(i));
            } else if (c == '|') {
                int end = text.indexOf('|', i + 1);
                if (end < 0 || !decodeHex(text.substring(i + 1, end), out)) {
                    return text;
                }
                i = end;
            } else {
                out.write(c);
            }
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static boolean decodeHex(String text, ByteArrayOutputStream out) {
        String digits = text.replace(" ", "");
        if (digits.isEmpty() || digits.length() % 2 != 0) {
            return false;
        }
        for (int i = 0; i < digits.length(); i += 2) {
            int high = Character.digit(digits.charAt(i), 16);
            int low = Character.digit(digits.charAt(i + 1), 16);
            if (high < 0 || low < 0) {
                return false;
            }
            out.write(high << 4 | low);
        }
        return true;
    }
}
