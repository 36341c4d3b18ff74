// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;
import java.util.Arrays;

/** Room for many short values that are written one behind the other, so that each doesn't need an array of its own. */
final class ByteSlab {

    private static final int LARGEST = 16 * 1024;

    private byte[] array;

    private int begin;

    private int at;

    /** How many bytes were taken in all. */
    private long taken;

    ByteSlab(int expected) {
        this.array = new byte[Math.min(Math.max(expected, 64), LARGEST)];
    }

    /** The array to write into at {@link #position}, with room for {@code more} bytes; asked for again after every call of this. */
    byte[] room(int more) {
        if (array.length - at < more) {
            int started = at - begin;
            byte[] next = new byte[Math.max(LARGEST, grown(started, more))];
            System.arraycopy(array, begin, next, 0, started);
            array = next;
            begin = 0;
            at = started;
        }
        return array;
    }

    /** Twice what a value has so far, so that one that grows is copied a few times only. */
    private static int grown(int started, int more) {
        return (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * started, 0) + more);
    }

    int position() {
        return at;
    }

    void position(int position) {
        at = position;
    }

    void append(byte[] bytes, int from, int to) {
        int length = to - from;
        System.arraycopy(bytes, from, room(length), at, length);
        at += length;
    }

    void append(byte b) {
        room(1)[at++] = b;
    }

    /** Appends a code point as UTF-8; a half of a surrogate pair as well, in three bytes. */
    void appendCodePoint(int c) {
        byte[] out = room(4);
        if (c < 0x80) {
            out[at++] = (byte) c;
        } else if (c < 0x800) {
            out[at++] = (byte) (0xc0 | c >> 6);
            out[at++] = (byte) (0x80 | c & 0x3f);
        } else if (c < 0x10000) {
            out[at++] = (byte) (0xe0 | c >> 12);
            out[at++] = (byte) (0x80 | c >> 6 & 0x3f);
            out[at++] = (byte) (0x80 | c & 0x3f);
        } else {
            out[at++] = (byte) (0xf0 | c >> 18);
            out[at++] = (byte) (0x80 | c >> 12 & 0x3f);
            out[at++] = (byte) (0x80 | c >> 6 & 0x3f);
            out[at++] = (byte) (0x80 | c & 0x3f);
        }
    }

    /** Leaves out the end of the value that is being written. */
    void shorten(int length) {
        at = begin + length;
    }

    /** The value that is being written, as it is now. */
    Bytes copy() {
        return Bytes.of(Arrays.copyOfRange(array, begin, at));
    }

    /** How many bytes the value that is being written has. */
    int length() {
        return at - begin;
    }

    /** Ends the value that was written since the last call. */
    Bytes take() {
        Bytes value = Bytes.of(array, begin, at);
        taken += at - begin;
        begin = at;
        return value;
    }

    long taken() {
        return taken;
    }
}
