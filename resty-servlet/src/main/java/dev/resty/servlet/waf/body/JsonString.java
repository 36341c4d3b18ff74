// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/** Reads the strings of one JSON document: one without escapes is part of the body, the others are unescaped into a slab. */
final class JsonString {

    private static final byte QUOTE = 1;

    private static final byte BACKSLASH = 2;

    private static final byte CONTROL = 3;

    private static final byte HIGH = 4;

    private static final byte[] KINDS = kinds();

    private final byte[] in;

    private final int end;

    private @Nullable ByteSlab slab;

    private boolean unescaped;

    private byte[] array;

    private int from;

    private int to;

    private @Nullable String error;

    JsonString(byte[] in, int end) {
        this.in = in;
        this.end = end;
        this.array = in;
    }

    /**
     * Reads a string whose first byte behind the quote is at an index.
     *
     * @return the index behind the closing quote, -1 where the end comes first: the string is what there is then
     */
    int read(int start) {
        byte[] bytes = in;
        byte[] kinds = KINDS;
        int at = start;
        while (at < end) {
            byte kind = kinds[bytes[at] & 0xff];
            if (kind == 0) {
                at++;
            } else if (kind == QUOTE) {
                span(bytes, start, at);
                return at + 1;
            } else if (kind == BACKSLASH) {
                return readEscaped(start, at);
            } else {
                at = odd(at, kind);
            }
        }
        span(bytes, start, end);
        return -1;
    }

    private void span(byte[] bytes, int begin, int after) {
        unescaped = false;
        array = bytes;
        from = begin;
        to = after;
    }

    /** Steps over a byte that isn't plain: a control character, or a character of several bytes. */
    private int odd(int at, byte kind) {
        if (kind == CONTROL) {
            report("lexical error: invalid character inside string.");
            return at + 1;
        }
        int lead = in[at] & 0xff;
        int more = lead >> 5 == 0x6 ? 1 : lead >> 4 == 0xe ? 2 : lead >> 3 == 0x1e ? 3 : 0;
        int next = at + 1;
        while (next <= at + more && next < end && (in[next] & 0xc0) == 0x80) {
            next++;
        }
        boolean broken = more == 0 || next <= at + more && next < end;
        if (broken || next > at + 1 && !isCharacter(lead, in[at + 1] & 0xff)) {
            report("lexical error: invalid bytes in UTF8 string.");
        }
        return next;
    }

    /**
     * Whether the first two bytes begin a character in no more bytes than it needs, none of the halves of pairs, and none
     * beyond the last: some applications read such bytes as the ASCII that no rule finds in them.
     */
    private static boolean isCharacter(int lead, int second) {
        return switch (lead) {
            case 0xc0, 0xc1 -> false;
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second < 0xa0;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second < 0x90;
            default -> lead < 0xf4;
        };
    }

    private int readEscaped(int start, int firstEscape) {
        ByteSlab out = slab;
        if (out == null) {
            out = new ByteSlab(end - start);
            slab = out;
        }
        out.append(in, start, firstEscape);
        int at = firstEscape;
        int after = -1;
        while (at < end) {
            byte kind = KINDS[in[at] & 0xff];
            if (kind == QUOTE) {
                after = at + 1;
                break;
            }
            if (kind == BACKSLASH) {
                at = escape(at + 1, out);
                continue;
            }
            int plain = at;
            while (at < end && kind != QUOTE && kind != BACKSLASH) {
                at = kind == 0 ? at + 1 : odd(at, kind);
                kind = at < end ? KINDS[in[at] & 0xff] : 0;
            }
            out.append(in, plain, at);
        }
        unescaped = true;
        to = out.position();
        from = to - out.length();
        array = out.room(0);
        return after;
    }

    /** Unescapes what follows a backslash; returns the index behind it. */
    private int escape(int at, ByteSlab out) {
        if (at >= end) {
            return end;
        }
        byte b = in[at];
        switch (b) {
            case '"', '\\', '/' -> out.append(b);
            case 'b' -> out.append((byte) '\b');
            case 'f' -> out.append((byte) '\f');
            case 'n' -> out.append((byte) '\n');
            case 'r' -> out.append((byte) '\r');
            case 't' -> out.append((byte) '\t');
            case 'u' -> {
                return unicode(at + 1, out);
            }
            default -> {
                report("lexical error: inside a string, '\\' occurs before a character which it may not.");
                out.append((byte) '\\');
                return at;
            }
        }
        return at + 1;
    }

    private int unicode(int at, ByteSlab out) {
        int unit = hex4(at);
        if (unit < 0) {
            if (at + 4 <= end) {
                report("lexical error: invalid (non-hex) character occurs after '\\u' inside string.");
            }
            out.append((byte) '\\');
            out.append((byte) 'u');
            return at;
        }
        int next = at + 4;
        if (unit >> 10 == 0x36) {
            int low = next + 1 < end && in[next] == '\\' && in[next + 1] == 'u' ? hex4(next + 2) : -1;
            if (low >> 10 != 0x37) {
                out.append((byte) '?');
                return next;
            }
            out.appendCodePoint(0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff));
            return next + 6;
        }
        out.appendCodePoint(unit);
        return next;
    }

    /** Four hexadecimal digits' value, -1 where there aren't four. */
    private int hex4(int at) {
        if (at + 4 > end) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = QueryString.hex(in[i]);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** The string that was read last. */
    Bytes value() {
        ByteSlab out = slab;
        return unescaped && out != null ? out.take() : Bytes.of(array, from, to);
    }

    /** Adds the string that was read last to a name, and forgets it. */
    void moveTo(JsonPath path) {
        path.append(array, from, to);
        ByteSlab out = slab;
        if (unescaped && out != null) {
            out.position(from);
        }
    }

    /** What was wrong in a string so far; null without anything. */
    @Nullable String error() {
        return error;
    }

    private void report(String message) {
        if (error == null) {
            error = message;
        }
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (int c = 0; c < 256; c++) {
            kinds[c] = c < 0x20 ? CONTROL : c >= 0x80 ? HIGH : 0;
        }
        kinds['"'] = QUOTE;
        kinds['\\'] = BACKSLASH;
        return kinds;
    }
}
