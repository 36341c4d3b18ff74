// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A response's content type as the servlet API treats it: a media type and a charset that are set apart or together. */
final class ContentType {

    private static final String DEFAULT_CHARSET = "ISO-8859-1";

    private @Nullable String written;
    private @Nullable String charset;
    private boolean charsetWritten;

    /** Takes a type as it is written; a charset in it replaces the one set before. */
    void set(String type) {
        written = type;
        String inIt = charsetOf(type);
        charsetWritten = inIt != null;
        if (inIt != null) {
            charset = inIt;
        }
    }

    /** Sets the charset; null goes back to the default. */
    void charset(@Nullable String name) {
        charset = name;
        if (charsetWritten && written != null) {
            int semicolon = written.indexOf(';');
            written = written.substring(0, semicolon).trim();
            charsetWritten = false;
        }
    }

    String charset() {
        return charset == null ? DEFAULT_CHARSET : charset;
    }

    void clear() {
        written = null;
        charset = null;
        charsetWritten = false;
    }

    /**
     * The field's value; null where no type is set.
     *
     * @param text whether a writer is in use, so that the charset has to be told
     */
    @Nullable String field(boolean text) {
        if (written == null || charsetWritten || (charset == null && !text)) {
            return written;
        }
        return written + ";charset=" + charset();
    }

    static @Nullable String charsetOf(String type) {
        int at = type.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (at < 0 || type.lastIndexOf(';', at) < 0) {
            return null;
        }
        int end = type.indexOf(';', at);
        String name = type.substring(at + 8, end < 0 ? type.length() : end).trim();
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return quoted ? name.substring(1, name.length() - 1) : name;
    }
}
