// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static dev.resty.servlet.regex.BacktrackCode.*;

/** Matches at one place, for one thread at a time. Doesn't use the Java stack for what the pattern or the subject nest. */
final class BacktrackMachine extends BacktrackControl {

    private static final Anchor[] ANCHORS = Anchor.values();

    private int from;

    BacktrackMachine(BacktrackCode program) {
        super(program);
    }

    void reset(byte[] subject, int begin, int end, int from, long steps) {
        this.bytes = subject;
        this.begin = begin;
        this.end = end;
        this.from = from;
        this.steps = steps;
        clear();
    }

    /** Forgets the subject, and room that only this search needed. */
    void release() {
        bytes = NONE;
        shrink();
    }

    /** Whether the pattern matches at a place. Otherwise verbs may have told how the search goes on. */
    boolean matchesAt(int start) {
        skipsIgnored = 0;
        do {
            clearVerdict();
            empty();
            registers[0] = start;
            step();
            if (search(start)) {
                return true;
            }
            skipsIgnored = skipsMet;
        } while (skipUnknown);
        return false;
    }

    private boolean search(int start) {
        byte[] subject = bytes;
        int subjectEnd = end;
        int[] program = code;
        long[] words = sets;
        int at = start;
        int pc = 0;
        while (true) {
            switch (program[pc]) {
                case BYTE -> {
                    if (at < subjectEnd && subject[at] == program[pc + 1]) {
                        at++;
                        pc += 2;
                        continue;
                    }
                    at = -1;
                }
                case SET -> {
                    if (at < subjectEnd && isIn(words, program[pc + 1], subject[at])) {
                        at++;
                        pc += 2;
                        continue;
                    }
                    at = -1;
                }
                case SPLIT -> {
                    boolean second =
                            program[pc + 4] < 0 || at < subjectEnd && isIn(words, program[pc + 4], subject[at]);
                    if (program[pc + 2] < 0 || at < subjectEnd && isIn(words, program[pc + 2], subject[at])) {
                        if (second) {
                            push(BRANCH, program[pc + 3], at);
                        }
                        pc = program[pc + 1];
                        continue;
                    }
                    if (second) {
                        pc = program[pc + 3];
                        continue;
                    }
                    at = -1;
                }
                case JUMP -> {
                    pc = program[pc + 1];
                    continue;
                }
                case AGAIN -> {
                    step();
                    pc = program[pc + 1];
                    continue;
                }
                case OPEN -> {
                    open(program[pc + 1], at);
                    pc += 2;
                    continue;
                }
                case CLOSE -> {
                    close(program[pc + 1], at);
                    pc += 2;
                    continue;
                }
                default -> {
                    at = program[pc] < FIRST_RARE ? common(pc, at) : rare(pc, at);
                    pc = this.pc;
                }
            }
            if (at < 0) {
                if (at == MATCHED) {
                    return true;
                }
                step();
                at = resume();
                if (at < 0) {
                    return false;
                }
                pc = this.pc;
            }
        }
    }

    /** An instruction: the place behind it, and {@link #pc}; -1 where it doesn't match. */
    private int common(int pc, int at) {
        this.pc = pc + 4;
        switch (code[pc]) {
            case TEXT -> {
                this.pc = pc + 3;
                return text(code[pc + 1], code[pc + 2], at);
            }
            case DISPATCH -> {
                int[] table = program.tables().get(code[pc + 1]);
                this.pc = table[at < end ? bytes[at] & 0xff : 256];
                return at;
            }
            case RUN -> {
                return run(pc, at);
            }
            case RUN_LAZY -> {
                return runLazy(pc, at);
            }
            case RUN_ALL -> {
                return runAll(pc, at);
            }
            case CHARS -> {
                return chars(pc, at);
            }
            case CHARS_LAZY -> {
                return charsLazy(pc, at);
            }
            case CHARS_ALL -> {
                return charsAll(pc, at);
            }
            case CHAR -> {
                this.pc = pc + 2;
                return program.classes().get(code[pc + 1]).end(bytes, at, end);
            }
            case ASSERT -> {
                this.pc = pc + 2;
                return ANCHORS[code[pc + 1]].holds(bytes, begin, end, from, at) ? at : -1;
            }
            case MATCH -> {
                return match(at);
            }
            default -> {
                return -1;
            }
        }
    }

    private int match(int at) {
        if (call != 0) {
            returnFromCall();
            return at;
        }
        matchEnd = at;
        return MATCHED;
    }

    private int text(int offset, int length, int at) {
        if (length > end - at) {
            return -1;
        }
        byte[] texts = program.texts();
        for (int i = 0; i < length; i++) {
            if (bytes[at + i] != texts[offset + i]) {
                return -1;
            }
        }
        return at + length;
    }

    private int rare(int pc, int at) {
        this.pc = pc + 2;
        switch (code[pc]) {
            case COUNT -> {
                set(code[pc + 1], 0);
                this.pc = pc + 4;
            }
            case ROUND -> {
                return round(pc, at);
            }
            case TAKE_ROUND -> takeRound(code[pc + 1], at);
            case ROUND_END -> endRound(code[pc + 1], at);
            case PLACE -> set(code[pc + 1], at);
            case PROGRESS -> this.pc = registers[code[pc + 1]] == at ? code[pc + 2] : pc + 3;
            case ATOMIC, LOOK -> {
                step();
                pushBarrier(pc, at);
                this.pc = code[pc] == LOOK ? pc + 5 : pc + 2;
            }
            case ATOMIC_END -> {
                passBarrier(mark);
                this.pc = pc + 1;
            }
            case CUT -> {
                top = mark + 1;
                this.pc = pc + 1;
            }
            case LOOK_END -> {
                return lookEnd(at);
            }
            case BACK -> {
                return back(pc, at);
            }
            case KEEP -> {
                set(0, at);
                this.pc = pc + 1;
            }
            default -> {
                return irregular(pc, at);
            }
        }
        return at;
    }

    private int irregular(int pc, int at) {
        switch (code[pc]) {
            case REFERENCE -> {
                return reference(pc, at);
            }
            case CALL -> {
                call(pc, at);
                this.pc = code[pc + 2];
            }
            case RETURN -> {
                if (isCalled(code[pc + 1])) {
                    returnFromCall();
                }
            }
            case TOOK -> this.pc = tookPart(pc) ? pc + 3 : code[pc + 2];
            case RECURSING -> this.pc = isCalled(code[pc + 1]) ? pc + 3 : code[pc + 2];
            case VERB -> {
                verb(pc, at);
                this.pc = pc + 3;
            }
            case SCOPE -> push(SCOPE_MET, code[pc + 1]);
            case ACCEPT -> {
                return accept(at);
            }
            case GRAPHEME -> {
                this.pc = pc + 1;
                int next = Graphemes.end(bytes, at, end, program.utf());
                stepOver(next - at);
                return next;
            }
            default -> throw new IllegalStateException("instruction " + code[pc]);
        }
        return at;
    }

    private int round(int pc, int at) {
        int count = registers[code[pc + 1]];
        int max = code[pc + 3];
        if (count < code[pc + 2]) {
            takeRound(pc, at);
            return at;
        }
        boolean more = (max < 0 || count < max) && canFollow(code[pc + 6], at);
        boolean enough = canFollow(code[pc + 7], at);
        if (!more && !enough) {
            return -1;
        }
        boolean lazy = code[pc + 8] != 0;
        if (more && enough) {
            push(BRANCH, lazy ? pc - 2 : code[pc + 5], at);
        }
        if (more && !(lazy && enough)) {
            takeRound(pc, at);
        } else {
            this.pc = code[pc + 5];
        }
        return at;
    }

    private void takeRound(int pc, int at) {
        int counter = code[pc + 1];
        set(counter, registers[counter] + 1);
        if (code[pc + 4] >= 0) {
            set(code[pc + 4], at);
        }
        this.pc = pc + 9;
    }

    private void endRound(int pc, int at) {
        step();
        int place = code[pc + 4];
        boolean idle = place >= 0 && registers[place] == at && registers[code[pc + 1]] >= code[pc + 2];
        this.pc = idle ? code[pc + 5] : pc;
    }
}
