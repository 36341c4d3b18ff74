// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;

/** Looks for bytes in bytes. */
final class Search {

    private Search() {}

    /** Where one run of bytes is in another at or after an index; -1 for nowhere. */
    static int indexOf(Bytes where, Bytes what, int from) {
        int length = what.length();
        if (length == 0) {
            return from;
        }
        byte[] bytes = where.array();
        byte first = what.array()[what.from()];
        int last = where.to() - length;
        for (int at = where.from() + from; at <= last; at++) {
            if (bytes[at] == first && isAt(bytes, at, what)) {
                return at - where.from();
            }
        }
        return -1;
    }

    /** Whether bytes stand at an index. */
    static boolean isAt(Bytes where, int index, Bytes what) {
        return index >= 0 && index + what.length() <= where.length() && isAt(where.array(), where.from() + index, what);
    }

    private static boolean isAt(byte[] bytes, int at, Bytes what) {
        byte[] other = what.array();
        int from = what.from();
        for (int k = what.length() - 1; k >= 0; k--) {
            if (bytes[at + k] != other[from + k]) {
                return false;
            }
        }
        return true;
    }
}
