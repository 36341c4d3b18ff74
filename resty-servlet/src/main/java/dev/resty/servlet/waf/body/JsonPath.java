// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Where in a JSON document the reader is: the containers around it and the name that they make. */
final class JsonPath {

    private static final byte[] ROOT = "json".getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] ELEMENT = ".array_".getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] EMPTY_KEY = "empty-key".getBytes(StandardCharsets.ISO_8859_1);

    private byte[] name = new byte[128];

    private int length = ROOT.length;

    /** How long the name of each container is. */
    private int[] lengths = new int[16];

    /** The index of each array's next element, -1 for an object. */
    private int[] elements = new int[16];

    private int depth;

    JsonPath() {
        System.arraycopy(ROOT, 0, name, 0, ROOT.length);
    }

    int depth() {
        return depth;
    }

    boolean inArray() {
        return depth > 0 && elements[depth - 1] >= 0;
    }

    /** Goes into an object or array, whose name is the current one. */
    void enter(boolean array) {
        if (depth == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * depth);
            elements = Arrays.copyOf(elements, 2 * depth);
        }
        lengths[depth] = length;
        elements[depth] = array ? 0 : -1;
        depth++;
    }

    /** Leaves the container, whose name is the current one again. */
    void leave() {
        depth--;
        length = lengths[depth];
    }

    /** Names the next element of the array around. */
    void element() {
        length = lengths[depth - 1];
        int index = elements[depth - 1]++;
        room(ELEMENT.length + 10);
        System.arraycopy(ELEMENT, 0, name, length, ELEMENT.length);
        length += ELEMENT.length;
        int digits = 1;
        for (int rest = index; rest >= 10; rest /= 10) {
            digits++;
        }
        int rest = index;
        for (int i = length + digits - 1; i >= length; i--) {
            name[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** Begins the name of a member of the object around; {@link #append} adds to it. */
    void key() {
        length = lengths[depth - 1];
        room(1);
        name[length++] = '.';
    }

    void append(byte[] bytes, int from, int to) {
        int more = to - from;
        room(more);
        System.arraycopy(bytes, from, name, length, more);
        length += more;
    }

    /** Ends the name of a member. */
    void keyEnd() {
        if (length == lengths[depth - 1] + 1) {
            append(EMPTY_KEY, 0, EMPTY_KEY.length);
        }
    }

    /** The current name's bytes, {@link #length} of them. */
    byte[] name() {
        return name;
    }

    int length() {
        return length;
    }

    private void room(int more) {
        if (name.length - length < more) {
            name = Arrays.copyOf(name, Math.max(2 * name.length, length + more));
        }
    }
}
