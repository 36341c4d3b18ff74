// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.body.BodySink.Flag;
import java.util.EnumSet;
import java.util.Set;

/** What is irregular in a multipart body. */
final class MultipartFlags {

    /** Those that make MULTIPART_STRICT_ERROR. */
    private static final Set<Flag> STRICT = EnumSet.of(
            Flag.MULTIPART_BOUNDARY_QUOTED,
            Flag.MULTIPART_BOUNDARY_WHITESPACE,
            Flag.MULTIPART_DATA_BEFORE,
            Flag.MULTIPART_DATA_AFTER,
            Flag.MULTIPART_HEADER_FOLDING,
            Flag.MULTIPART_LF_LINE,
            Flag.MULTIPART_SEMICOLON_MISSING,
            Flag.MULTIPART_INVALID_QUOTING,
            Flag.MULTIPART_INVALID_PART,
            Flag.MULTIPART_INVALID_HEADER_FOLDING,
            Flag.MULTIPART_FILE_LIMIT_EXCEEDED);

    private final Set<Flag> raised = EnumSet.noneOf(Flag.class);

    private boolean crlfLine;

    private int unmatched;

    private boolean error;

    void raise(Flag flag) {
        raised.add(flag);
    }

    boolean raised(Flag flag) {
        return raised.contains(flag);
    }

    /** Notes how a header's or boundary's line ends. */
    void line(boolean crlf) {
        if (crlf) {
            crlfLine = true;
        } else {
            raised.add(Flag.MULTIPART_LF_LINE);
        }
    }

    /** Something looks like a boundary and is none. */
    void unmatched() {
        unmatched = 1;
    }

    /** A boundary other than the first matched: what only looked like one before may be content. */
    void matched() {
        if (unmatched == 1) {
            unmatched = 2;
        }
    }

    boolean isUnmatched() {
        return unmatched == 1;
    }

    /** The body can't be read on. */
    void error() {
        error = true;
    }

    void tell(BodySink sink) {
        boolean strict = error;
        for (Flag flag : raised) {
            sink.flag(flag, 1);
            strict |= STRICT.contains(flag);
        }
        if (crlfLine && raised.contains(Flag.MULTIPART_LF_LINE)) {
            sink.flag(Flag.MULTIPART_CRLF_LF_LINES, 1);
        }
        if (unmatched > 0) {
            sink.flag(Flag.MULTIPART_UNMATCHED_BOUNDARY, unmatched);
        }
        if (strict) {
            sink.flag(Flag.MULTIPART_STRICT_ERROR, 1);
        }
    }
}
