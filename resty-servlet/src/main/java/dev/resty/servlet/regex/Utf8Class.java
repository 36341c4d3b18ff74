// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set of characters as they are in UTF-8: a table by the first byte, and tables of 64 for the bytes that continue it.
 * Immutable.
 */
final class Utf8Class {

    private static final int MOST_SEQUENCES = 20_000;
    private static final int LONGEST = 4;
    private static final int TABLE = 64;
    private static final short NO = 0;
    private static final short YES = 1;

    private final short[] leads;
    private final short[] tails;

    private Utf8Class(short[] leads, short[] tails) {
        this.leads = leads;
        this.tails = tails;
    }

    /** Behind the character of this set that is at a place; -1 where there is none. */
    int end(byte[] bytes, int at, int end) {
        if (at >= end) {
            return -1;
        }
        short state = leads[bytes[at] & 0xff];
        int next = at + 1;
        while (state > YES) {
            if (next >= end || (bytes[next] & 0xc0) != 0x80) {
                return -1;
            }
            state = tails[(state - 2) * TABLE + (bytes[next++] & 0x3f)];
        }
        return state == YES ? next : -1;
    }

    /** What a node matches, if it is exactly one UTF-8 character; null if it is anything else. */
    static @Nullable Utf8Class of(Node node) {
        List<List<ByteSet>> sequences = new ArrayList<>();
        return collect(node, List.of(), List.of(), sequences) ? new Builder().build(sequences) : null;
    }

    private static boolean collect(Node node, List<ByteSet> before, List<Node> rest, List<List<ByteSet>> sequences) {
        if (node instanceof Node.OneByte one) {
            List<ByteSet> here = new ArrayList<>(before);
            here.add(one.set());
            if (!fits(here)) {
                return false;
            }
            if (!rest.isEmpty()) {
                return collect(rest.get(0), here, rest.subList(1, rest.size()), sequences);
            }
            sequences.add(here);
            return sequences.size() <= MOST_SEQUENCES && isWhole(here);
        }
        if (node instanceof Node.Sequence sequence && !sequence.parts().isEmpty()) {
            if (sequence.parts().size() + rest.size() + before.size() > LONGEST) {
                return false;
            }
            List<Node> parts = new ArrayList<>(sequence.parts());
            parts.addAll(rest);
            return collect(parts.get(0), before, parts.subList(1, parts.size()), sequences);
        }
        if (node instanceof Node.Choice choice) {
            for (Node option : choice.options()) {
                if (!collect(option, before, rest, sequences)) {
                    return false;
                }
            }
            return !choice.options().isEmpty();
        }
        return false;
    }

    /** Whether bytes of a character can be these so far. */
    private static boolean fits(List<ByteSet> sets) {
        ByteSet last = sets.get(sets.size() - 1);
        return sets.size() == 1
                ? !last.intersects(ByteSet.range(0x80, 0xbf))
                : !last.intersects(ByteSet.range(0x80, 0xbf).not());
    }

    private static boolean isWhole(List<ByteSet> sets) {
        ByteSet leads =
                switch (sets.size()) {
                    case 1 -> ByteSet.range(0, 0x7f);
                    case 2 -> ByteSet.range(0xc0, 0xdf);
                    case 3 -> ByteSet.range(0xe0, 0xef);
                    default -> ByteSet.range(0xf0, 0xff);
                };
        return !sets.get(0).intersects(leads.not());
    }

    /** Makes one table for equal continuations. */
    private static final class Builder {

        private final Map<List<List<ByteSet>>, Short> known = new HashMap<>();
        private short[] tails = new short[8 * TABLE];
        private int tables;

        @Nullable Utf8Class build(List<List<ByteSet>> sequences) {
            short[] leads = new short[256];
            for (int lead = 0; lead < 256; lead++) {
                int state = state(after(sequences, lead));
                if (state < 0) {
                    return null;
                }
                leads[lead] = (short) state;
            }
            return new Utf8Class(leads, Arrays.copyOf(tails, tables * TABLE));
        }

        private static List<List<ByteSet>> after(List<List<ByteSet>> sequences, int value) {
            List<List<ByteSet>> rests = new ArrayList<>();
            for (List<ByteSet> sequence : sequences) {
                if (sequence.get(0).contains(value)) {
                    rests.add(sequence.subList(1, sequence.size()));
                }
            }
            return rests;
        }

        /** The state of what has to follow; -1 where there are too many. */
        private int state(List<List<ByteSet>> rests) {
            if (rests.isEmpty()) {
                return NO;
            }
            if (rests.get(0).isEmpty()) {
                return YES;
            }
            Short done = known.get(rests);
            if (done != null) {
                return done;
            }
            if (tables >= Short.MAX_VALUE - 2) {
                return -1;
            }
            int table = tables++;
            if (tables * TABLE > tails.length) {
                tails = Arrays.copyOf(tails, 2 * tails.length);
            }
            for (int i = 0; i < TABLE; i++) {
                int state = state(after(rests, 0x80 | i));
                if (state < 0) {
                    return -1;
                }
                tails[table * TABLE + i] = (short) state;
            }
            known.put(rests, (short) (table + 2));
            return table + 2;
        }
    }
}
