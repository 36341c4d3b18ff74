// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.body.BodySink.Flag;
import dev.resty.servlet.waf.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The headers of one part, a line at a time. */
final class PartHeaders {

    /** How long a line may be, and the value of a folded header. */
    static final int LONGEST = 4096;

    private static final String CONTENT_DISPOSITION = "content-disposition";

    private final MultipartFlags flags;

    /** The names seen so far, lower case. */
    private final Set<String> names = new HashSet<>();

    /** The lines as they stand, folded ones joined, without their ends. */
    private final List<Bytes> lines = new ArrayList<>();

    private String currentName = "";

    private StringBuilder currentValue = new StringBuilder();

    /** The line of the header that is being read; null once it's folded, and before the first. */
    private @Nullable Bytes currentLine;

    private @Nullable String disposition;

    PartHeaders(MultipartFlags flags) {
        this.flags = flags;
    }

    /** The lines of all headers, once {@link #finish} was called. */
    List<Bytes> lines() {
        return lines;
    }

    /**
     * Takes a line that isn't empty.
     *
     * @param end behind its text, before its line end
     * @param next behind its line end
     */
    void line(byte[] in, int from, int end, int next) throws MultipartException {
        if (Cookies.isSpace(in[from])) {
            fold(in, from, end, next);
        } else {
            finish();
            begin(in, from, end);
        }
    }

    private void begin(byte[] in, int from, int end) throws MultipartException {
        int colon = from;
        while (colon < end && in[colon] != ':') {
            colon++;
        }
        if (colon == end) {
            throw new MultipartException("Invalid part header (colon missing): ", text(in, from, end));
        }
        if (colon == from) {
            throw new MultipartException("Invalid part header (header name missing).");
        }
        for (int i = from; i < colon; i++) {
            if (in[i] <= ' ' || in[i] == 0x7f) {
                throw new MultipartException("Invalid part header (contains invalid character).");
            }
        }
        int value = colon + 1;
        while (value < end && (in[value] == ' ' || in[value] == '\t')) {
            value++;
        }
        currentName = text(in, from, colon);
        currentValue.setLength(0);
        currentValue.append(text(in, value, end));
        currentLine = Bytes.of(in, from, end);
        if (!names.add(currentName.toLowerCase(Locale.ROOT))) {
            throw new MultipartException("Duplicate part header: ", currentName + ".");
        }
    }

    private void fold(byte[] in, int from, int end, int next) throws MultipartException {
        flags.raise(Flag.MULTIPART_HEADER_FOLDING);
        int at = from;
        while (at < next && Cookies.isSpace(in[at])) {
            if (in[at] != ' ' && in[at] != '\t') {
                flags.raise(Flag.MULTIPART_INVALID_HEADER_FOLDING);
            }
            at++;
        }
        if (currentName.isEmpty()) {
            throw new MultipartException("Invalid part header (folding error).");
        }
        currentValue.append(' ').append(text(in, Math.min(at, end), end));
        currentLine = null;
        if (currentValue.length() > LONGEST) {
            throw new MultipartException("Part header too long.");
        }
    }

    /** Ends the header that is being read. */
    void finish() {
        if (currentName.isEmpty()) {
            return;
        }
        Bytes line = currentLine;
        lines.add(line != null ? line : Bytes.of(currentName + ": " + currentValue));
        if (currentName.toLowerCase(Locale.ROOT).equals(CONTENT_DISPOSITION)) {
            disposition = currentValue.toString();
        }
        currentName = "";
    }

    /** Reads what the part is, at the empty line. */
    ContentDisposition disposition(BodySink sink) throws MultipartException {
        finish();
        String value = disposition;
        if (value == null) {
            throw new MultipartException("Part missing Content-Disposition header.");
        }
        ContentDisposition read = new ContentDisposition(value, flags, sink);
        int result = read.read();
        if (result < 0) {
            throw new MultipartException("Invalid Content-Disposition header (" + result + "): ", value + ".");
        }
        if (read.name().isEmpty()) {
            throw new MultipartException("Content-Disposition header missing name field.");
        }
        if (!read.filename().isEmpty() && !value.contains("filename=")) {
            throw new MultipartException("Invalid Content-Disposition header (filename).");
        }
        return read;
    }

    private static String text(byte[] in, int from, int to) {
        return new String(in, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
