// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * {@code htmlEntityDecode}: {@code &quot;}, {@code &amp;}, {@code &lt;}, {@code &gt;}, {@code &nbsp;} and numbers, of which the
 * low byte counts; the semicolon may be missing.
 */
final class HtmlEntityDecode extends Rewriting {

    private static final String[] NAMES = {"quot", "amp", "lt", "gt", "nbsp"};

    private static final byte[] MEANINGS = {'"', '&', '<', '>', (byte) 0xa0};

    HtmlEntityDecode() {
        super("htmlEntityDecode", ByteKinds.AMPERSAND);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        int to = value.to();
        byte @Nullable [] out = null;
        int length = 0;
        for (int i = value.from(); i < to; ) {
            int end = i;
            if (in[i] == '&' && i + 1 < to) {
                end = in[i + 1] == '#' ? numberEnd(in, i + 2, to) : nameEnd(in, i + 1, to);
            }
            if (end > i) {
                int decoded = in[i + 1] == '#' ? number(in, i + 2, end) : name(in, i + 1, end);
                if (decoded >= 0) {
                    if (out == null) {
                        out = begun(value, i);
                        length = i - value.from();
                    }
                    out[length++] = (byte) decoded;
                    i = end < to && in[end] == ';' ? end + 1 : end;
                    continue;
                }
            }
            if (out != null) {
                out[length++] = in[i];
            }
            i++;
        }
        return out == null ? value : Bytes.of(out, 0, length);
    }

    private static boolean isHex(byte[] in, int at, int to) {
        return at < to && (in[at] | 0x20) == 'x';
    }

    private static int numberEnd(byte[] in, int at, int to) {
        boolean hex = isHex(in, at, to);
        int first = hex ? at + 1 : at;
        int end = first;
        while (end < to && (hex ? Octets.isHexDigit(in[end]) : Octets.isDigit(in[end]))) {
            end++;
        }
        return end == first ? -1 : end;
    }

    /** A number past C's {@code long} counts as the greatest one, whose low byte is 0xff. */
    private static int number(byte[] in, int at, int end) {
        boolean hex = isHex(in, at, end);
        int base = hex ? 16 : 10;
        long number = 0;
        for (int i = hex ? at + 1 : at; i < end; i++) {
            int digit = hex ? Octets.hex(in[i]) : in[i] - '0';
            if (number > (Long.MAX_VALUE - digit) / base) {
                return 0xff;
            }
            number = number * base + digit;
        }
        return (int) (number & 0xff);
    }

    private static int nameEnd(byte[] in, int at, int to) {
        int end = at;
        while (end < to && Octets.isAlphanumeric(in[end])) {
            end++;
        }
        return end == at ? -1 : end;
    }

    private static int name(byte[] in, int at, int end) {
        for (int i = 0; i < NAMES.length; i++) {
            if (is(NAMES[i], in, at, end)) {
                return MEANINGS[i] & 0xff;
            }
        }
        return -1;
    }

    private static boolean is(String name, byte[] in, int at, int end) {
        if (end - at != name.length()) {
            return false;
        }
        for (int k = 0; k < name.length(); k++) {
            if ((in[at + k] | 0x20) != name.charAt(k)) {
                return false;
            }
        }
        return true;
    }
}
