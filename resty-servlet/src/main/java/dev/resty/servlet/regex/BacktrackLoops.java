// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static dev.resty.servlet.regex.BacktrackCode.*;

import dev.resty.servlet.regex.Node.Greed;
import dev.resty.servlet.regex.Node.Repeat;
import org.jspecify.annotations.Nullable;

/**
 * Makes instructions of repetitions. A round of an unlimited one that matches nothing is the last; rounds that have to be,
 * and those of a limited one, are made whether they match something or not.
 */
final class BacktrackLoops {

    private final BacktrackCompiler compiler;
    private final BacktrackAssembler out;

    BacktrackLoops(BacktrackCompiler compiler) {
        this.compiler = compiler;
        this.out = compiler.out;
    }

    void add(Repeat repeat, FirstBytes follow) {
        Node body = repeat.body();
        if (repeat.max() == 0) {
            skip(body);
            return;
        }
        ByteSet set = BacktrackCompiler.oneByte(body);
        if (set != null) {
            addRun(repeat, out.set(set), RUN, set, follow);
            return;
        }
        Utf8Class characters = Utf8Class.of(body);
        if (characters != null) {
            addRun(
                    repeat,
                    out.characters(characters),
                    CHARS,
                    compiler.first.of(body).set(),
                    follow);
            return;
        }
        if (repeat.greed() == Greed.POSSESSIVE) {
            addPossessive(repeat);
        } else {
            addLoop(repeat, follow);
        }
    }

    /** A part that never takes part can be called nevertheless. */
    private void skip(Node body) {
        int jump = out.emit(JUMP, 0);
        compiler.add(body, FirstBytes.UNKNOWN);
        out.patch(jump + 1, out.here());
    }

    /** Where what follows can't begin as another round does, giving back is of no use. */
    private void addRun(Repeat repeat, int operand, int kind, @Nullable ByteSet set, FirstBytes follow) {
        boolean disjoint = !follow.nullable() && set != null && !set.intersects(follow.set());
        if (repeat.greed() == Greed.POSSESSIVE || disjoint && repeat.greed() == Greed.GREEDY) {
            out.emit(kind + (RUN_ALL - RUN), operand, repeat.min(), repeat.max());
        } else {
            int lazy = repeat.greed() == Greed.LAZY ? RUN_LAZY - RUN : 0;
            out.emit(kind + lazy, operand, repeat.min(), repeat.max(), out.set(follow));
        }
    }

    private void addLoop(Repeat repeat, FirstBytes follow) {
        Node body = repeat.body();
        FirstBytes first = compiler.first.of(body);
        boolean lazy = repeat.greed() == Greed.LAZY;
        boolean unlimited = repeat.max() < 0;
        if (repeat.min() == 1 && repeat.max() == 1) {
            compiler.add(body, follow);
        } else if (repeat.min() == 0 && repeat.max() == 1) {
            int split = addSplit(lazy, first.then(follow), follow);
            compiler.add(body, follow);
            aimExit(split, lazy);
        } else if (unlimited && repeat.min() <= 1) {
            addUncounted(body, repeat.min(), lazy, first, follow, false);
        } else {
            addCounted(repeat, first, follow);
        }
    }

    /** Adds a choice of the body, which comes next, and the exit, which isn't known yet. */
    private int addSplit(boolean lazy, FirstBytes body, FirstBytes exit) {
        int here = out.here();
        return lazy
                ? out.emit(SPLIT, 0, out.set(exit), here + 5, out.set(body))
                : out.emit(SPLIT, here + 5, out.set(body), 0, out.set(exit));
    }

    private void aimExit(int split, boolean lazy) {
        out.patch(split + (lazy ? 1 : 3), out.here());
    }

    private void aimBody(int split, boolean lazy, int place) {
        out.patch(split + (lazy ? 3 : 1), place);
    }

    private void addUncounted(Node body, int min, boolean lazy, FirstBytes first, FirstBytes follow, boolean cut) {
        FirstBytes more = first.or(follow);
        FirstBytes round = first.then(follow);
        int head = out.here();
        int split = min == 0 ? addSplit(lazy, round, follow) : -1;
        int place = first.nullable() ? out.register() : -1;
        if (place >= 0) {
            out.emit(PLACE, place);
        }
        compiler.add(body, cut ? FirstBytes.UNKNOWN : more);
        if (cut) {
            out.emit(CUT);
        }
        int progress = place >= 0 ? out.emit(PROGRESS, place, 0) : -1;
        if (min == 0) {
            out.emit(AGAIN, head);
        } else {
            out.emit(AGAIN, out.here() + 2);
            split = addSplit(lazy, round, follow);
            aimBody(split, lazy, head);
        }
        aimExit(split, lazy);
        if (progress >= 0) {
            out.patch(progress + 2, out.here());
        }
    }

    private void addCounted(Repeat repeat, FirstBytes first, FirstBytes follow) {
        boolean lazy = repeat.greed() == Greed.LAZY;
        int counter = out.register();
        int place = first.nullable() && repeat.max() < 0 ? out.register() : -1;
        out.emit(COUNT, counter);
        int head = out.here() + 2;
        out.emit(TAKE_ROUND, head);
        out.emit(
                ROUND,
                counter,
                repeat.min(),
                repeat.max(),
                place,
                0,
                out.set(first.then(follow)),
                out.set(follow),
                lazy ? 1 : 0);
        compiler.add(repeat.body(), first.or(follow));
        out.emit(ROUND_END, head);
        out.patch(head + 5, out.here());
    }

    /** As many rounds as there are; where one is enough, each is final as soon as it has matched. */
    private void addPossessive(Repeat repeat) {
        out.emit(ATOMIC, compiler.slots(repeat.body()));
        FirstBytes first = compiler.first.of(repeat.body());
        if (repeat.max() < 0 && repeat.min() <= 1) {
            addUncounted(repeat.body(), repeat.min(), false, first, FirstBytes.UNKNOWN, true);
        } else {
            addLoop(new Repeat(repeat.body(), repeat.min(), repeat.max(), Greed.GREEDY), FirstBytes.UNKNOWN);
        }
        out.emit(ATOMIC_END);
    }
}
