// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.body.BodySink.Flag;
import dev.resty.servlet.waf.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The boundary that a content type names, as strictly as ModSecurity takes it. */
final class MultipartBoundary {

    private static final String TYPE = "multipart/form-data";

    private static final String PARAMETER = "boundary";

    private static final int LONGEST_TYPE = 1024;

    private static final String CHARACTERS = "'()+_,-./:=? ";

    private MultipartBoundary() {}

    /** The boundary's bytes, two dashes before them. */
    static byte[] of(Bytes contentType, MultipartFlags flags) throws MultipartException {
        String header = contentType.text();
        if (header.isEmpty()) {
            throw new MultipartException("Content-Type header not available.");
        }
        if (header.length() > LONGEST_TYPE) {
            throw invalid("length");
        }
        if (!header.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
            throw new MultipartException("Invalid MIME type.");
        }
        int parameters = parameters(header);
        if (parameters > 1) {
            throw new MultipartException("Multiple boundary parameters in C-T.");
        }
        int parameter = header.indexOf(PARAMETER);
        if (parameter < 0) {
            throw parameters > 0 ? invalid("case sensitivity") : new MultipartException("Boundary not found in C-T.");
        }
        checkBefore(header, parameter, flags);
        String boundary = unquoted(value(header, parameter + PARAMETER.length(), flags), flags);
        if (parameters(boundary) != 0) {
            throw invalid("content");
        }
        int semicolon = boundary.indexOf(';');
        if (semicolon >= 0 && !valid(boundary)) {
            boundary = boundary.substring(0, semicolon);
        }
        if (!valid(boundary)) {
            throw invalid("characters");
        }
        if (boundary.isEmpty()) {
            throw invalid("empty");
        }
        return ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void checkBefore(String header, int parameter, MultipartFlags flags) throws MultipartException {
        boolean semicolon = false;
        for (int i = TYPE.length(); i < parameter; i++) {
            char c = header.charAt(i);
            if (c == ';' && !semicolon) {
                semicolon = true;
            } else if (!isSpace(c)) {
                throw invalid("malformed");
            }
        }
        if (!semicolon) {
            flags.raise(Flag.MULTIPART_SEMICOLON_MISSING);
        }
    }

    private static String value(String header, int nameEnd, MultipartFlags flags) throws MultipartException {
        int equals = header.indexOf('=', nameEnd);
        if (equals < 0) {
            throw invalid("malformed");
        }
        for (int i = nameEnd; i < equals; i++) {
            if (!isSpace(header.charAt(i))) {
                throw invalid("parameter name");
            }
            flags.raise(Flag.MULTIPART_BOUNDARY_WHITESPACE);
        }
        String value = header.substring(equals + 1);
        if (!value.isEmpty() && isSpace(value.charAt(0))) {
            flags.raise(Flag.MULTIPART_BOUNDARY_WHITESPACE);
        }
        return value;
    }

    private static String unquoted(String value, MultipartFlags flags) throws MultipartException {
        int length = value.length();
        boolean begins = value.startsWith("\"");
        boolean ends = length >= 2 && value.endsWith("\"");
        if (begins && ends) {
            flags.raise(Flag.MULTIPART_BOUNDARY_QUOTED);
            return value.substring(1, length - 1);
        }
        if (begins || ends) {
            throw invalid("quote");
        }
        return value;
    }

    /** How often the parameter's name stands, in any case, with an equals sign somewhere behind it. */
    private static int parameters(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int lastEquals = lower.lastIndexOf('=');
        int count = 0;
        int at = lower.indexOf(PARAMETER);
        while (at >= 0) {
            int after = at + PARAMETER.length();
            if (lastEquals >= after) {
                count++;
            }
            at = lower.indexOf(PARAMETER, after);
        }
        return count;
    }

    /** Whether all characters are those of RFC 2046, the last no space. */
    private static boolean valid(String boundary) {
        for (int i = 0; i < boundary.length(); i++) {
            char c = boundary.charAt(i);
            boolean word = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            if (!word && CHARACTERS.indexOf(c) < 0) {
                return false;
            }
        }
        return !boundary.endsWith(" ");
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= 9 && c <= 13;
    }

    private static MultipartException invalid(String what) {
        return new MultipartException("Invalid boundary in C-T (" + what + ").");
    }
}
