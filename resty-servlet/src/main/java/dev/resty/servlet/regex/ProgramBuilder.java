// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Program} of a regular tree. The bounds of the whole match aren't stored by it; slot 0 is only written by
 * {@code \K}.
 *
 * <p>Instructions are added last first: each node is told what follows it and gives its entry. As in PCRE, an iteration of an
 * unbounded loop that consumes nothing ends the loop. Where a loop's body can be empty, it is therefore made twice: as long
 * as the iteration has consumed nothing, and after. So what can follow depends on the instruction and the place alone, and
 * an engine may visit each instruction once at each place.
 */
final class ProgramBuilder {

    private static final int INITIAL_SIZE = 32;

    private final int maxSize;

    private byte[] op = new byte[INITIAL_SIZE];

    private int[] out = new int[INITIAL_SIZE];

    private int[] arg = new int[INITIAL_SIZE];

    private int size;

    private boolean full;

    private final ByteSetNumbers sets = new ByteSetNumbers();

    private ProgramBuilder(int maxSize) {
        this.maxSize = maxSize;
    }

    /**
     * Makes the program of a tree.
     *
     * @param root a regular one
     * @param maxSize how many instructions there may be
     * @return null where there would be more
     */
    static @Nullable Program forward(Node root, int groupCount, int maxSize) {
        return new ProgramBuilder(maxSize).build(root, groupCount);
    }

    private @Nullable Program build(Node root, int groupCount) {
        int start = emit(root, add(Program.MATCH, 0, 0));
        if (full) {
            return null;
        }
        return new Program(
                Arrays.copyOf(op, size),
                Arrays.copyOf(out, size),
                Arrays.copyOf(arg, size),
                sets.toArray(),
                start,
                groupCount);
    }

    /** Whether it can match without consuming. */
    private static boolean isNullable(Node node) {
        if (node instanceof Node.OneByte) {
            return false;
        }
        if (node instanceof Node.Repeat repeat) {
            return repeat.min() == 0 || isNullable(repeat.body());
        }
        if (node instanceof Node.Capture capture) {
            return isNullable(capture.body());
        }
        if (node instanceof Node.Sequence sequence) {
            for (Node part : sequence.parts()) {
                if (!isNullable(part)) {
                    return false;
                }
            }
            return true;
        }
        if (node instanceof Node.Choice choice) {
            for (Node option : choice.options()) {
                if (isNullable(option)) {
                    return true;
                }
            }
            return false;
        }
        return true;
    }

    private int add(byte operation, int next, int argument) {
        if (size == maxSize) {
            full = true;
            return 0;
        }
        if (size == op.length) {
            op = Arrays.copyOf(op, 2 * size);
            out = Arrays.copyOf(out, 2 * size);
            arg = Arrays.copyOf(arg, 2 * size);
        }
        op[size] = operation;
        out[size] = next;
        arg[size] = argument;
        return size++;
    }

    private int addSplit(Node.Greed greed, int body, int next) {
        return greed == Node.Greed.GREEDY ? add(Program.SPLIT, body, next) : add(Program.SPLIT, next, body);
    }

    private int addBytes(ByteSet set, int next) {
        if (set.isEmpty()) {
            return add(Program.FAIL, 0, 0);
        }
        return add(Program.BYTES, next, sets.number(set));
    }

    private int emit(Node node, int next) {
        return emit(node, next, next);
    }

    /**
     * Adds a node that is followed by one of two.
     *
     * @param empty what follows where it consumed nothing
     * @param consumed what follows where it consumed something
     * @return its entry
     */
    private int emit(Node node, int empty, int consumed) {
        if (full || node instanceof Node.Empty) {
            return empty;
        }
        if (node instanceof Node.OneByte bytes) {
            return addBytes(bytes.set(), consumed);
        }
        if (node instanceof Node.Assertion assertion) {
            return add(Program.ASSERT, empty, assertion.anchor().ordinal());
        }
        if (node instanceof Node.Sequence sequence) {
            return emitSequence(sequence.parts(), empty, consumed);
        }
        if (node instanceof Node.Choice choice) {
            return emitChoice(choice.options(), empty, consumed);
        }
        if (node instanceof Node.Repeat repeat && repeat.greed() != Node.Greed.POSSESSIVE) {
            return emitRepeat(repeat, empty, consumed);
        }
        if (node instanceof Node.Capture capture) {
            return emitCapture(capture, empty, consumed);
        }
        if (node instanceof Node.KeepOut) {
            return add(Program.SAVE, empty, 0);
        }
        throw new IllegalArgumentException("not regular: " + node);
    }

    private int emitSequence(List<Node> parts, int empty, int consumed) {
        int certain = empty == consumed ? 0 : firstConsuming(parts);
        int afterNothing = empty;
        int afterSome = consumed;
        for (int i = parts.size() - 1; i >= 0 && !full; i--) {
            Node part = parts.get(i);
            if (afterNothing == afterSome) {
                afterNothing = emit(part, afterNothing);
                afterSome = afterNothing;
            } else {
                int entry = i > certain ? -1 : emit(part, afterNothing, afterSome);
                afterSome = i == 0 ? entry : emit(part, afterSome);
                afterNothing = entry;
            }
        }
        return afterNothing;
    }

    /** The place of the first part behind which something is consumed. */
    private static int firstConsuming(List<Node> parts) {
        int i = 0;
        while (i < parts.size() && isNullable(parts.get(i))) {
            i++;
        }
        return i;
    }

    private int emitChoice(List<Node> options, int empty, int consumed) {
        int entry = -1;
        for (int i = options.size() - 1; i >= 0 && !full; i--) {
            Node option = options.get(i);
            if (option instanceof Node.OneByte bytes) {
                ByteSet set = bytes.set();
                while (i > 0 && options.get(i - 1) instanceof Node.OneByte more) {
                    set = set.or(more.set());
                    i--;
                }
                option = new Node.OneByte(set);
            }
            int optionEntry = emit(option, empty, consumed);
            entry = entry < 0 ? optionEntry : add(Program.SPLIT, optionEntry, entry);
        }
        return entry < 0 ? add(Program.FAIL, 0, 0) : entry;
    }

    private int emitCapture(Node.Capture capture, int empty, int consumed) {
        int end = 2 * capture.group() + 1;
        int endEmpty = add(Program.SAVE, empty, end);
        int endConsumed = empty == consumed ? endEmpty : add(Program.SAVE, consumed, end);
        return add(Program.SAVE, emit(capture.body(), endEmpty, endConsumed), end - 1);
    }

    private int emitRepeat(Node.Repeat repeat, int empty, int consumed) {
        Node body = repeat.body();
        int copies = repeat.min();
        int afterNothing = empty;
        int afterSome = consumed;
        if (repeat.max() == Node.Repeat.UNBOUNDED) {
            boolean once = copies > 0;
            copies = Math.max(0, copies - 1);
            afterNothing = emitLoop(body, once, repeat.greed(), empty, consumed);
            afterSome = empty == consumed || copies == 0
                    ? afterNothing
                    : emitLoop(body, once, repeat.greed(), consumed, consumed);
        } else {
            for (int i = repeat.max() - copies; i > 0 && !full; i--) {
                int someEntry = empty == consumed ? -1 : addSplit(repeat.greed(), emit(body, afterSome), consumed);
                afterNothing = addSplit(repeat.greed(), emit(body, afterNothing, afterSome), empty);
                afterSome = someEntry < 0 ? afterNothing : someEntry;
            }
        }
        for (int i = copies; i > 0 && !full; i--) {
            int entry = emit(body, afterNothing, afterSome);
            afterSome = afterNothing == afterSome ? entry : emit(body, afterSome);
            afterNothing = entry;
        }
        return afterNothing;
    }

    /** Adds {@code body*}, or {@code body+}. */
    private int emitLoop(Node body, boolean once, Node.Greed greed, int empty, int consumed) {
        int loop = addSplit(greed, 0, consumed);
        int entry = isNullable(body) ? emit(body, consumed, loop) : emit(body, loop);
        if (full) {
            return 0;
        }
        if (greed == Node.Greed.GREEDY) {
            out[loop] = entry;
        } else {
            arg[loop] = entry;
        }
        if (empty == consumed) {
            return once ? entry : loop;
        }
        int first = isNullable(body) ? emit(body, empty, loop) : entry;
        return once ? first : addSplit(greed, first, empty);
    }
}
