// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.body.BodySink.Flag;
import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/** Reads one multipart body line by line, as strictly as ModSecurity does. */
final class MultipartReader {

    private final byte[] in;

    private final int end;

    private final byte[] boundary;

    private final Occurrences occurrences;

    private final BodyLimits limits;

    private final MultipartFlags flags;

    private final BodySink sink;

    /** The headers of the part that is being read; null before the first part and behind the last. */
    private @Nullable PartHeaders headers;

    /** What the part is; null while its headers are read. */
    private @Nullable ContentDisposition disposition;

    /** Where the part's content begins. */
    private int content;

    /** Whether the part has a line of content: a boundary can't follow its headers at once. */
    private boolean hasContent;

    private int boundaries;

    private boolean complete;

    /** How the line before ended: its line end's length, 0 before the first. */
    private int lineEnd;

    private int arguments;

    private int files;

    private boolean tooManyArguments;

    /** How many bytes aren't files' contents. */
    private long withoutFiles;

    MultipartReader(Bytes body, byte[] boundary, BodyLimits limits, MultipartFlags flags, BodySink sink) {
        this.in = body.array();
        this.end = body.to();
        this.boundary = boundary;
        this.occurrences = new Occurrences(boundary, in, body.from(), end);
        this.limits = limits;
        this.flags = flags;
        this.sink = sink;
    }

    /**
     * Reads it all.
     *
     * @return what is missing at the end; null if nothing is, or if the body isn't {@code whole}
     */
    @Nullable String read(int from, boolean whole) throws MultipartException {
        int at = from;
        while (at < end && !complete) {
            int next = at;
            while (next < end && in[next] != '\n') {
                next++;
            }
            if (next == end) {
                break;
            }
            next++;
            line(at, next);
            lineEnd = next - at > 1 && in[next - 2] == '\r' ? 2 : 1;
            at = next;
        }
        String missing = null;
        if (complete) {
            if (at < end) {
                flags.raise(Flag.MULTIPART_DATA_AFTER);
            }
        } else if (from < end) {
            missing = finish(at);
        }
        if (withoutFiles > limits.withoutFiles()) {
            BodyLimits.tooLong(sink);
        }
        return whole ? missing : null;
    }

    private void line(int from, int next) throws MultipartException {
        if (looksLikeBoundary(from, next)) {
            if (isBoundary(from, next)) {
                if (lineEnd == 1) {
                    flags.raise(Flag.MULTIPART_LF_LINE);
                }
                if (hasContent || boundaries == 0) {
                    boundary(from, next);
                    return;
                }
                flags.raise(Flag.MULTIPART_INVALID_PART);
            } else {
                checkUnmatched(from, next);
            }
        } else if (!flags.isUnmatched() && occurrences.next(from) < next) {
            flags.unmatched();
        }
        PartHeaders part = headers;
        if (part == null) {
            flags.raise(Flag.MULTIPART_DATA_BEFORE);
        } else if (disposition == null) {
            header(part, from, next);
        } else {
            hasContent = true;
        }
    }

    private boolean looksLikeBoundary(int from, int next) {
        return next - from > 3 && in[from] == '-' && in[from + 1] == '-' && in[from + 2] != 0 && in[from + 3] != 0;
    }

    private boolean isBoundary(int from, int next) {
        return startsWith(from, next, 0);
    }

    /** Whether the boundary, or what follows its first bytes, stands at an index. */
    private boolean startsWith(int at, int to, int skip) {
        int length = boundary.length - skip;
        if (to - at < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (in[at + i] != boundary[skip + i]) {
                return false;
            }
        }
        return true;
    }

    private void checkUnmatched(int from, int next) throws MultipartException {
        if (flags.raised(Flag.MULTIPART_BOUNDARY_QUOTED) && in[from + 2] == '"' && startsWith(from + 3, next, 2)) {
            throw new MultipartException("Invalid boundary (quotes).");
        }
        int at = from + 2;
        while (at < next && Cookies.isSpace(in[at])) {
            at++;
        }
        if (at > from + 2 && startsWith(at, next, 2)) {
            throw new MultipartException("Invalid boundary (whitespace).");
        }
        flags.unmatched();
    }

    private void boundary(int from, int next) throws MultipartException {
        if (boundaries > 0) {
            flags.matched();
        }
        int at = from + boundary.length;
        boolean last = next - at > 2 && in[at] == '-' && in[at + 1] == '-';
        if (last) {
            at += 2;
        }
        boolean crlf = next - at == 2 && in[at] == '\r';
        if (!crlf && next - at != 1) {
            throw new MultipartException(
                    "Invalid boundary: ", Bytes.of(in, from, next).text());
        }
        flags.line(crlf);
        part(from);
        boundaries++;
        if (last) {
            complete = true;
        } else {
            headers = new PartHeaders(flags);
        }
    }

    private void header(PartHeaders part, int from, int next) throws MultipartException {
        if (next - from >= PartHeaders.LONGEST) {
            throw new MultipartException("Part header line over " + PartHeaders.LONGEST + " bytes long");
        }
        for (int i = from; i < next; i++) {
            if (in[i] == 0) {
                throw new MultipartException("Nul byte in part headers.");
            }
        }
        withoutFiles += next - from;
        boolean crlf = next - from > 1 && in[next - 2] == '\r';
        flags.line(crlf);
        int textEnd = next - (crlf ? 2 : 1);
        if (textEnd == from) {
            disposition = part.disposition(sink);
            content = next;
            hasContent = false;
        } else {
            part.line(in, from, textEnd, next);
        }
    }

    /** Ends the part that is being read, whose last line end belongs to the boundary. */
    private void part(int boundaryFrom) {
        if (headers != null && disposition == null) {
            flags.raise(Flag.MULTIPART_INVALID_PART);
        }
        add(Math.max(content, boundaryFrom - lineEnd));
        hasContent = false;
    }

    private void add(int contentEnd) {
        PartHeaders part = headers;
        ContentDisposition of = disposition;
        headers = null;
        disposition = null;
        if (part == null || of == null) {
            return;
        }
        Bytes name = Bytes.of(of.name());
        for (Bytes line : part.lines()) {
            sink.add(BodySink.Part.PART_HEADER, name, line);
        }
        Bytes value = Bytes.of(in, content, contentEnd);
        if (of.filename().isEmpty()) {
            withoutFiles += value.length();
            argument(name, value);
        } else {
            file(name, Bytes.of(of.filename()), value);
        }
    }

    private void argument(Bytes name, Bytes value) {
        if (arguments < limits.arguments()) {
            arguments++;
            sink.add(BodySink.Part.BODY_ARGUMENT, name, value);
        } else if (!tooManyArguments) {
            tooManyArguments = true;
            sink.error("SecArgumentsLimit exceeded");
        }
    }

    private void file(Bytes name, Bytes filename, Bytes value) {
        files++;
        if (files > limits.files()) {
            flags.raise(Flag.MULTIPART_FILE_LIMIT_EXCEEDED);
        }
        sink.add(BodySink.Part.FILE, name, filename);
        sink.add(BodySink.Part.FILE_SIZE, name, Bytes.of(value.length()));
        sink.add(BodySink.Part.FILE_CONTENT, name, value);
    }

    /** Ends the body, whose last line has no line end. */
    private @Nullable String finish(int from) {
        int length = boundary.length;
        boolean last = boundaries > 0
                && end - from == length + 2
                && startsWith(from, end, 0)
                && in[from + length] == '-'
                && in[from + length + 1] == '-';
        if (last) {
            if (lineEnd == 1) {
                flags.raise(Flag.MULTIPART_LF_LINE);
            }
            if (!hasContent) {
                flags.raise(Flag.MULTIPART_INVALID_PART);
            }
            part(from);
            return null;
        }
        add(end);
        return boundaries > 0 ? "Multipart: Final boundary missing." : "Multipart: No boundaries found in payload.";
    }
}
