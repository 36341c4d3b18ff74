// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a set of characters as a choice of sequences of bytes. Sequences that go on in the same way are one. What can't
 * stand in UTF-8 (overlong forms, surrogates, more than U+10FFFF) is taken in wherever that makes the choice smaller:
 * subjects are checked, or promised to be UTF-8.
 */
final class Utf8Ranges {

    private static final ByteSet CONTINUATION = ByteSet.range(0x80, 0xBF);

    private static final Node.OneByte ANY_CONTINUATION = new Node.OneByte(CONTINUATION);

    private static final Node[] ANY_TAIL = {
        new Node.Empty(),
        ANY_CONTINUATION,
        new Node.Sequence(List.of(ANY_CONTINUATION, ANY_CONTINUATION)),
        new Node.Sequence(List.of(ANY_CONTINUATION, ANY_CONTINUATION, ANY_CONTINUATION))
    };

    /** The smallest character of so many continuation bytes. */
    private static final int[] SMALLEST = {0, 0x80, 0x800, 0x10000};

    private static final int[] FIRST_LEAD = {0, 0xC0, 0xE0, 0xF0};

    private static final int[] LAST_LEAD = {0x7F, 0xDF, 0xEF, 0xF7};

    private static final int LAST_BEFORE_SURROGATES = 0xD7FF;

    private static final int FIRST_AFTER_SURROGATES = 0xE000;

    private static final int LARGEST_OF_FOUR_BYTES = 0x1FFFFF;

    private final int[] ranges;

    private int smallest;

    private Utf8Ranges(int[] ranges) {
        this.ranges = ranges;
    }

    /** What matches one character of some ranges, which are in order and apart; never matches where there are none. */
    static Node node(int[] ranges) {
        return new Utf8Ranges(widened(ranges)).node();
    }

    /** One character. */
    static Node node(int c) {
        if (c < 0x80) {
            return new Node.OneByte(ByteSet.of(c));
        }
        int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
        Node[] bytes = new Node[more + 1];
        bytes[0] = new Node.OneByte(ByteSet.of(FIRST_LEAD[more] | c >> 6 * more));
        for (int i = 1; i <= more; i++) {
            bytes[i] = new Node.OneByte(ByteSet.of(0x80 | c >> 6 * (more - i) & 0x3F));
        }
        return new Node.Sequence(List.of(bytes));
    }

    private static int[] widened(int[] ranges) {
        int[] wide = new int[ranges.length];
        int count = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            if (count > 0
                    && ranges[i] <= FIRST_AFTER_SURROGATES
                    && ranges[i] > LAST_BEFORE_SURROGATES
                    && wide[count - 1] >= LAST_BEFORE_SURROGATES) {
                count--;
            } else {
                wide[count++] = ranges[i];
            }
            wide[count++] = ranges[i + 1] == CodePoints.MAX ? LARGEST_OF_FOUR_BYTES : ranges[i + 1];
        }
        return Arrays.copyOf(wide, count);
    }

    private Node node() {
        List<Node> options = new ArrayList<>(4);
        ByteSet ascii = ByteSet.NONE;
        for (int i = 0; i < ranges.length && ranges[i] < 0x80; i += 2) {
            ascii = ascii.or(ByteSet.range(ranges[i], Math.min(ranges[i + 1], 0x7F)));
        }
        if (!ascii.isEmpty()) {
            options.add(new Node.OneByte(ascii));
        }
        for (int more = 1; more <= 3; more++) {
            smallest = SMALLEST[more];
            branches(options, more, 0, FIRST_LEAD[more], LAST_LEAD[more]);
        }
        return switch (options.size()) {
            case 0 -> new Node.OneByte(ByteSet.NONE);
            case 1 -> options.get(0);
            default -> new Node.Choice(List.copyOf(options));
        };
    }

    /** What follows a byte of a character: {@code more} bytes that encode what is added to {@code base}; null for none. */
    private @Nullable Node tail(int more, int base) {
        int last = base + (1 << 6 * more) - 1;
        int first = Math.max(base, smallest);
        int range = last < smallest ? -1 : rangeAt(first);
        if (range < 0 || ranges[range] > last) {
            return null;
        }
        if (ranges[range] <= first && ranges[range + 1] >= last) {
            return ANY_TAIL[more];
        }
        List<Node> options = new ArrayList<>(4);
        branches(options, more - 1, base, 0x80, 0xBF);
        return options.size() == 1 ? options.get(0) : new Node.Choice(List.copyOf(options));
    }

    /** Adds a sequence for each set of bytes after which the same follows. */
    private void branches(List<Node> options, int more, int base, int firstByte, int lastByte) {
        Map<Node, ByteSet> byTail = new LinkedHashMap<>();
        for (int value = firstByte; value <= lastByte; value++) {
            int start = base + (value - firstByte << 6 * more);
            Node tail = more == 0 ? last(start) : tail(more, start);
            if (tail != null) {
                byTail.merge(tail, ByteSet.of(value), ByteSet::or);
            }
        }
        byTail.forEach((tail, bytes) -> options.add(prefixed(bytes, tail)));
    }

    private @Nullable Node last(int c) {
        int range = rangeAt(c);
        return range >= 0 && ranges[range] <= c ? ANY_TAIL[0] : null;
    }

    private static Node prefixed(ByteSet bytes, Node tail) {
        Node first = bytes.equals(CONTINUATION) ? ANY_CONTINUATION : new Node.OneByte(bytes);
        if (tail instanceof Node.Empty) {
            return first;
        }
        List<Node> parts = new ArrayList<>(4);
        parts.add(first);
        if (tail instanceof Node.Sequence sequence) {
            parts.addAll(sequence.parts());
        } else {
            parts.add(tail);
        }
        return new Node.Sequence(List.copyOf(parts));
    }

    /** The first range that ends at or after a character; -1 for none. */
    private int rangeAt(int c) {
        int low = 0;
        int high = ranges.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges[2 * middle + 1] < c) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low < ranges.length ? 2 * low : -1;
    }
}
