// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.body.BodySink.Flag;
import dev.resty.servlet.waf.value.Bytes;

/**
 * The name and file name of a part, as strictly as ModSecurity reads them: {@code form-data} with {@code name},
 * {@code filename} and {@code filename*}, each once, and nothing else.
 */
final class ContentDisposition {

    private static final String TYPE = "form-data";

    private static final String CHARSET_CHARACTERS = "!#$%&+-^_`{}~";

    private static final String ATTRIBUTE_CHARACTERS = "!#$&+-.^_`~";

    private static final String NO_TOKEN = "()<>@,;:\\\"/[]?=";

    private final String text;

    private final MultipartFlags flags;

    private final BodySink sink;

    private int at;

    private String name = "";

    private String filename = "";

    private String extendedFilename = "";

    /** The quote around the value read last, 0 without one. */
    private char quote;

    ContentDisposition(String text, MultipartFlags flags, BodySink sink) {
        this.text = text;
        this.flags = flags;
        this.sink = sink;
    }

    /** The field's name, empty without one. */
    String name() {
        return name;
    }

    /** The file's name, empty without one. */
    String filename() {
        return filename;
    }

    /** Reads it all; 1, or below 0 why not: the number that ModSecurity writes into its message. */
    int read() {
        if (!text.startsWith(TYPE)) {
            return -1;
        }
        at = TYPE.length();
        skipBlanks();
        if (end()) {
            return 1;
        }
        if (text.charAt(at) != ';') {
            return -2;
        }
        at++;
        while (!end()) {
            int result = parameter();
            if (result < 0) {
                return result;
            }
        }
        return !extendedFilename.isEmpty() && filename.isEmpty() ? -21 : 1;
    }

    private int parameter() {
        skipBlanks();
        if (end()) {
            return -3;
        }
        int from = at;
        while (!end() && text.charAt(at) != '=' && !isBlank(text.charAt(at))) {
            at++;
        }
        if (end()) {
            return -4;
        }
        String key = text.substring(from, at);
        skipBlanks();
        if (end()) {
            return -5;
        }
        if (text.charAt(at) != '=') {
            return -13;
        }
        at++;
        skipBlanks();
        if (end()) {
            return -6;
        }
        int result = value(key);
        return result < 0 ? result : after();
    }

    private int value(String key) {
        quote = 0;
        if (key.equals("filename*")) {
            int from = extendedValue();
            if (from < 0) {
                return from;
            }
            if (!extendedFilename.isEmpty()) {
                return -20;
            }
            extendedFilename = text.substring(from, at);
            return 1;
        }
        StringBuilder value = new StringBuilder();
        int result = text.charAt(at) == '"' || text.charAt(at) == '\'' ? quoted(value) : token(value);
        return result < 0 ? result : assign(key, value.toString());
    }

    private int assign(String key, String value) {
        boolean isName = key.equals("name");
        if (!isName && !key.equals("filename")) {
            return -11;
        }
        if (quote != '"' && value.indexOf('\'') >= 0) {
            flags.raise(Flag.MULTIPART_INVALID_QUOTING);
        }
        Bytes bytes = Bytes.of(value);
        sink.add(isName ? BodySink.Part.MULTIPART_NAME : BodySink.Part.MULTIPART_FILENAME, bytes, bytes);
        if (isName) {
            if (!name.isEmpty()) {
                return -14;
            }
            name = value;
        } else {
            if (!filename.isEmpty()) {
                return -15;
            }
            filename = value;
        }
        return 1;
    }

    /** A charset, a language and an escaped name; returns where the name begins. */
    private int extendedValue() {
        int from = at;
        while (!end() && (isAlphanumeric(text.charAt(at)) || CHARSET_CHARACTERS.indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (end() || text.charAt(at) != '\'' || at == from) {
            return -16;
        }
        int language = text.indexOf('\'', at + 1);
        if (language < 0) {
            return -17;
        }
        at = language + 1;
        while (!end() && text.charAt(at) != ';') {
            char c = text.charAt(at);
            if (c == '%') {
                if (at + 2 >= text.length()
                        || QueryString.hex((byte) text.charAt(at + 1)) < 0
                        || QueryString.hex((byte) text.charAt(at + 2)) < 0) {
                    return -18;
                }
                at += 3;
            } else if (isAlphanumeric(c) || ATTRIBUTE_CHARACTERS.indexOf(c) >= 0) {
                at++;
            } else {
                return -19;
            }
        }
        return language + 1;
    }

    /** Single quotes are read as well, since some applications read them, but flagged. */
    private int quoted(StringBuilder value) {
        quote = text.charAt(at++);
        if (quote == '\'') {
            flags.raise(Flag.MULTIPART_INVALID_QUOTING);
        }
        if (end()) {
            return -7;
        }
        while (!end() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\') {
                if (at + 1 == text.length()) {
                    return -8;
                }
                if (text.charAt(at + 1) == quote || text.charAt(at + 1) == '\\') {
                    at++;
                }
            }
            value.append(text.charAt(at++));
        }
        if (end()) {
            return -10;
        }
        at++;
        return 1;
    }

    private int token(StringBuilder value) {
        int from = at;
        while (!end()) {
            char c = text.charAt(at);
            if (c <= ' ' || c >= 127 || NO_TOKEN.indexOf(c) >= 0) {
                break;
            }
            at++;
        }
        value.append(text, from, at);
        return 1;
    }

    /** What follows a value: the end, or a semicolon. */
    private int after() {
        skipBlanks();
        if (end()) {
            return 1;
        }
        if (text.charAt(at) != ';') {
            char before = text.charAt(at - 1);
            if (before == '\'' || before == '"') {
                flags.raise(Flag.MULTIPART_INVALID_QUOTING);
            }
            return -12;
        }
        at++;
        return 1;
    }

    private boolean end() {
        return at >= text.length();
    }

    private void skipBlanks() {
        while (!end() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isAlphanumeric(char c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }
}
