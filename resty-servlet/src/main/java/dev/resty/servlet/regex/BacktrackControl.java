// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import dev.resty.servlet.regex.Node.Verb.Kind;

/** What a search does other than reading bytes: assertions, calls, verbs, and coming back to a frame. */
abstract class BacktrackControl extends BacktrackRuns {

    private static final Kind[] KINDS = Kind.values();

    /** Instead of a place: the pattern has matched. */
    static final int MATCHED = -2;

    /** Where the match ends, for {@link #MATCHED}. */
    int matchEnd;

    /** Whether a verb has ended the whole search. */
    boolean committed;

    /** Where a verb has told to search next; -1 for none. */
    int skipTo;

    /** Whether a SKIP with a name has found no such mark. */
    boolean skipUnknown;

    /** How many SKIPs with a name are left out, from the first. */
    int skipsIgnored;

    /** How many SKIPs with a name the search has met. */
    int skipsMet;

    BacktrackControl(BacktrackCode program) {
        super(program);
    }

    final void clearVerdict() {
        committed = false;
        skipTo = -1;
        skipUnknown = false;
        skipsMet = 0;
    }

    /** An assertion's body has matched. */
    final int lookEnd(int at) {
        int barrier = mark;
        boolean behind = (code[pcOf(barrier) + 2] & BacktrackCode.BEHIND) != 0;
        return behind && at != placeOf(barrier) ? -1 : passLook(barrier);
    }

    private int passLook(int barrier) {
        int start = placeOf(barrier);
        int look = pcOf(barrier);
        if ((code[look + 2] & BacktrackCode.NEGATIVE) != 0) {
            dropBarrier(barrier);
        } else {
            passBarrier(barrier);
        }
        pc = code[look + 3];
        return pc < 0 ? -1 : start;
    }

    /** Goes back by the smallest of some distances. */
    final int back(int pc, int at) {
        int distance = code[pc + 1];
        return distance > at - begin ? -1 : backBy(pc, at, distance);
    }

    private int backBy(int pc, int at, int distance) {
        int most = code[pc + 2];
        if (distance < at - begin && (most < 0 || distance < most)) {
            push(BEHIND, pc, at, distance);
        }
        this.pc = pc + 3;
        return at - distance;
    }

    final void call(int pc, int at) {
        step();
        int group = code[pc + 1];
        for (int c = call; c != 0 && placeOf(c) == at; c = outerCall(c)) {
            if (code[pcOf(c) + 1] == group) {
                throw new RegexExecException(RegexExecException.RECURSE_LOOP);
            }
        }
        pushCall(pc, at);
    }

    final boolean isCalled(int group) {
        return call != 0 && (group < 0 || code[pcOf(call) + 1] == group);
    }

    /** Ends the innermost call; what a {@code \K} in it said stays. */
    final void returnFromCall() {
        int kept = registers[0];
        pc = pcOf(call) + 3;
        dropCall(call);
        if (registers[0] != kept) {
            set(0, kept);
        }
    }

    final boolean tookPart(int pc) {
        return BackReferences.group(program.references().get(code[pc + 1]), registers) >= 0;
    }

    final int reference(int pc, int at) {
        Node.BackReference reference = program.references().get(code[pc + 1]);
        int group = BackReferences.group(reference, registers);
        if (group < 0) {
            return -1;
        }
        int start = registers[2 * group];
        int stop = registers[2 * group + 1];
        stepOver(stop - start);
        return BackReferences.end(reference, start, stop, bytes, at, end);
    }

    /** What contains this is matched: an assertion, a call, or all. */
    final int accept(int at) {
        int barrier = mark;
        while (barrier != 0) {
            if (barrier == call) {
                returnFromCall();
                return at;
            }
            if (code[pcOf(barrier)] == BacktrackCode.LOOK) {
                return passLook(barrier);
            }
            barrier = markOf(barrier);
        }
        matchEnd = at;
        return MATCHED;
    }

    final void verb(int pc, int at) {
        if (KINDS[code[pc + 1]] == Kind.SKIP && code[pc + 2] >= 0 && ++skipsMet <= skipsIgnored) {
            return;
        }
        push(VERB_MET, pc, at);
    }

    /** Goes on with the next thing to try: the place, and {@link #pc}; -1 where there is nothing. */
    final int resume() {
        while (true) {
            int header = stack[--top];
            int argument = header >>> KIND_BITS;
            int at = -1;
            switch (header & KIND) {
                case BOTTOM -> {
                    top++;
                    return -1;
                }
                case BRANCH -> {
                    pc = argument;
                    at = stack[--top];
                }
                case UNDO -> undo(argument);
                case CAPTURE -> undoGroup(argument);
                case RESTORE -> restoreBarrier(top);
                case BARRIER -> at = fallThrough(top);
                case CALLED -> dropCall(top);
                case VERB_MET -> {
                    top++;
                    at = act(argument, stack[top - 2]);
                    if (at < 0 && stack[top - 1] == BOTTOM) {
                        return -1;
                    }
                }
                case SCOPE_MET -> at = -1;
                default -> {
                    top -= 2;
                    at = further(header & KIND, argument, stack[top], stack[top + 1]);
                }
            }
            if (at >= 0) {
                return at;
            }
        }
    }

    private int further(int kind, int pc, int first, int second) {
        return switch (kind) {
            case GIVE -> giveBack(pc, first, second - 1);
            case TAKE -> takeMore(pc, first, second + 1);
            case GIVE_CHARS -> giveCharsBack(pc, first, before(second));
            case TAKE_CHARS -> takeCharAndMore(pc, first, second);
            default -> backBy(pc, first, second + 1);
        };
    }

    /** The body of a barrier hasn't matched. */
    private int fallThrough(int barrier) {
        int barrierPc = pcOf(barrier);
        int start = placeOf(barrier);
        dropBarrier(barrier);
        if (code[barrierPc] == BacktrackCode.LOOK && code[barrierPc + 4] >= 0) {
            pc = code[barrierPc + 4];
            return start;
        }
        return -1;
    }

    /**
     * The search came back to a verb: undoes everything up to what ends the verb's effect. PCRE lets a verb's effect pass
     * positive assertions and atomic groups that haven't ended, but neither negative assertions nor calls.
     *
     * @return where to go on; -1 to go on with the frame on top
     */
    private int act(int verbPc, int verbAt) {
        Kind kind = KINDS[code[verbPc + 1]];
        int name = code[verbPc + 2];
        int target = verbAt;
        if (kind == Kind.MARK) {
            top -= 2;
            return -1;
        }
        while (true) {
            int header = stack[--top];
            int argument = header >>> KIND_BITS;
            switch (header & KIND) {
                case BOTTOM -> {
                    top++;
                    judge(kind, name, target);
                    return -1;
                }
                case UNDO -> undo(argument);
                case CAPTURE -> undoGroup(argument);
                case RESTORE -> restoreBarrier(top);
                case CALLED -> {
                    dropCall(top);
                    return -1;
                }
                case BARRIER -> {
                    boolean ends = endsVerb(code[argument], code[argument + 2], kind);
                    int at = fallThrough(top);
                    if (ends) {
                        return at;
                    }
                }
                case SCOPE_MET -> {
                    if (kind == Kind.THEN && argument == name) {
                        return -1;
                    }
                }
                case VERB_MET -> {
                    top--;
                    if (kind == Kind.SKIP && name >= 0 && isMark(argument, name)) {
                        target = stack[top];
                        name = -1;
                    }
                }
                case BRANCH -> top--;
                default -> top -= 2;
            }
        }
    }

    private static boolean endsVerb(int operation, int flags, Kind kind) {
        if (operation != BacktrackCode.LOOK) {
            return false;
        }
        return (flags & BacktrackCode.NEGATIVE) != 0 || kind == Kind.THEN && (flags & BacktrackCode.CONDITION) != 0;
    }

    private boolean isMark(int pc, int name) {
        return KINDS[code[pc + 1]] == Kind.MARK && code[pc + 2] == name;
    }

    private void judge(Kind kind, int name, int target) {
        if (kind == Kind.COMMIT) {
            committed = true;
        } else if (kind == Kind.SKIP) {
            skipUnknown = name >= 0;
            skipTo = target;
        }
    }
}
