// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/**
 * {@code normalizePath} and {@code normalizePathWin}: without empty segments, {@code .} and {@code ..}, of which only those
 * stay that lead out of a relative path. The latter takes backslashes for slashes. As in ModSecurity a segment that ends with
 * two dots is a back reference too.
 *
 * <p>Differs from ModSecurity: of slashes and backslashes in a row, normalizePathWin never leaves a backslash.
 */
final class NormalizePath extends Rewriting {

    private final boolean windows;

    NormalizePath(String name, boolean windows) {
        super(name, ByteKinds.DOT | ByteKinds.SLASH | (windows ? ByteKinds.BACKSLASH : 0));
        this.windows = windows;
    }

    @Override
    Bytes rewrite(Bytes value) {
        return isNormal(value) ? value : new Writer(value).path();
    }

    /** Whether nothing can be to do: no dot at a segment's end, no two slashes in a row, no backslash. */
    private boolean isNormal(Bytes value) {
        byte[] in = value.array();
        int to = value.to();
        for (int i = value.from(); i < to; i++) {
            byte b = in[i];
            if (b == '/' || b == '.') {
                if (i + 1 == to ? b == '.' : in[i + 1] == '/') {
                    return false;
                }
            } else if (windows && b == '\\') {
                return false;
            }
        }
        return true;
    }

    private boolean isSlash(byte b) {
        return b == '/' || windows && b == '\\';
    }

    /** Writes the path segment by segment. */
    private final class Writer {

        private final Bytes value;

        private final byte[] in;

        private final int to;

        private final byte[] out;

        private final boolean relative;

        private int length;

        /** Whether a back reference has reached the root, so that further ones of a relative path stay. */
        private boolean hitRoot;

        Writer(Bytes value) {
            this.value = value;
            this.in = value.array();
            this.to = value.to();
            this.out = new byte[value.length()];
            this.relative = !isSlash(in[value.from()]);
        }

        Bytes path() {
            for (int at = value.from(); at < to; ) {
                if (isSlash(in[at])) {
                    slash();
                    at++;
                } else {
                    int end = at;
                    while (end < to && !isSlash(in[end])) {
                        end++;
                    }
                    segment(at, end);
                    at = end;
                }
            }
            if (length > 0 && out[length - 1] == '/' && !isSlash(in[to - 1])) {
                length--;
            }
            return written(value, out, length);
        }

        private void slash() {
            if (length == 0 ? !relative : out[length - 1] != '/') {
                out[length++] = '/';
            }
        }

        private void segment(int at, int end) {
            int size = end - at;
            boolean dot = in[end - 1] == '.';
            if (dot && size == 1) {
                return;
            }
            int last = length + size - 1;
            if (dot && in[end - 2] == '.') {
                if (!relative || !hitRoot && last > 2) {
                    System.arraycopy(in, at, out, length, size);
                    goBack(last - 3);
                    return;
                }
                hitRoot = true;
            } else if (!dot && last > 0) {
                hitRoot = false;
            }
            System.arraycopy(in, at, out, length, size);
            length += size;
        }

        /** Takes back what was written behind the last slash at or before a place. */
        private void goBack(int place) {
            int slash = place;
            while (slash > 0 && out[slash] != '/') {
                slash--;
            }
            if (slash > 0) {
                length = slash;
            } else {
                hitRoot = true;
                length = 0;
            }
        }
    }
}
