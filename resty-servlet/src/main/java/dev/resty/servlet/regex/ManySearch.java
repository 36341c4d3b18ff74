// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Up to 64 regular patterns in one automaton: one pass tells which of them have a match anywhere in a subject. States are
 * made when a search meets them, within a bound of memory; where too many of them are needed, it gives up, and says that all
 * may match. Safe for concurrent use.
 *
 * <p>A state is the instructions that can be reached, and the patterns that match before the last byte read and didn't before.
 * It has a number, and a row of an array for what the symbols lead to: the next state's number, with {@link #EVENT} if
 * patterns match or none can any more.
 * Arrays are read without a lock, as those of {@link DfaTable} are: a larger one takes over what is known, and the smaller one
 * is no longer written to.
 */
final class ManySearch {

    /** How many patterns there can be. */
    static final int MOST = Long.SIZE;

    /** What is told of patterns when it gives up. */
    static final long ALL = -1;

    private static final int UNKNOWN = 0;

    private static final int EVENT_BIT = 15;

    /** Beside a number: there is something to be told of the state. */
    private static final int EVENT = 1 << EVENT_BIT;

    private static final int NUMBER = EVENT - 1;

    private static final int FIRST_ROWS = 8;

    private static final int STATE_BYTES = 64;

    /** Of a hash, the bits that are mixed least. */
    private static final int PLACE_SHIFT = 14;

    /** How many bytes are to be read for each state that is made, lest there are too many. */
    private static final long THRIFT = 200;

    /** What a state stands for. */
    private record State(int kind, long matches, char[] list) {

        int hash() {
            return ((Arrays.hashCode(list) * 31 + kind) * 31 + Long.hashCode(matches)) * 0x9E37_79B1;
        }

        boolean isSame(State that) {
            return kind == that.kind && matches == that.matches && Arrays.equals(list, that.list);
        }
    }

    private final Symbols symbols;

    private final ManySteps steps;

    private final int stride;

    private final int maxBytes;

    private final ReentrantLock lock = new ReentrantLock();

    private volatile boolean tooManyStates;

    private volatile Generation current;

    /**
     * Makes one.
     *
     * @param programs of the patterns
     * @param unanchored whether matches may start at each place, and not only where the subject starts
     * @param maxBytes how much memory the states may take, about
     */
    ManySearch(List<Program> programs, boolean unanchored, int maxBytes) {
        steps = new ManySteps(programs, unanchored);
        symbols = steps.symbols;
        stride = symbols.count();
        this.maxBytes = maxBytes;
        current = new Generation();
    }

    /**
     * How far a search came that goes through a subject, maybe beside others: a state waits for the one before it, so that
     * three at a time take little longer than one. To be used again and again; not for several threads.
     */
    static final class Walk {

        /** A state that is never left. */
        private static final char[] REST = {0, 1};

        private static final byte[] NO_CLASSES = new byte[256];

        private @Nullable ManySearch search;

        private @Nullable Generation generation;

        private char[] next = REST;

        private int stride = 1;

        private byte[] classOf = NO_CLASSES;

        private int state = 1;

        private int noted;

        private long wanted;

        private long found;

        /**
         * Which patterns have a match, a bit for each, those that weren't asked for being undefined; {@link ManySearch#ALL}
         * where the search was given up.
         */
        long found() {
            return found;
        }

        /**
         * Begins a search.
         *
         * @param wanted the patterns that are asked for
         */
        void begin(ManySearch by, byte[] bytes, int begin, long wanted) {
            this.wanted = wanted;
            found = 0;
            noted = begin;
            if (by.tooManyStates) {
                end(ALL);
                return;
            }
            search = by;
            Generation known = by.current;
            generation = known;
            classOf = by.symbols.classOf;
            stride = by.stride;
            int kind = by.symbols.startKind(bytes, begin, begin);
            state = known.starts[kind];
            next = known.next;
            if (state == UNKNOWN || next.length <= state * stride) {
                state = by.start(known, kind);
                next = known.next;
            }
        }

        private void end(long told) {
            found = told;
            search = null;
            generation = null;
            next = REST;
            stride = 1;
            classOf = NO_CLASSES;
            state = 1;
        }

        private boolean isOver() {
            return search == null;
        }

        private void read(byte value, int at) {
            read(classOf[value & 0xff] & 0xff, at);
        }

        private void readFinalNewline(int at) {
            if (search != null && search.symbols.tellsFinalNewline()) {
                read(search.symbols.finalNewline(), at);
            } else {
                read((byte) '\n', at);
            }
        }

        private void readEnd(int at) {
            if (search != null) {
                read(search.symbols.end(), at);
                end(found);
            }
        }

        private void read(int symbol, int at) {
            ManySearch by = search;
            Generation known = generation;
            if (by == null || known == null) {
                return;
            }
            int reached = next[state * stride + symbol];
            if (reached == UNKNOWN) {
                reached = by.step(known, state, symbol, at - noted);
                if (reached == UNKNOWN) {
                    end(ALL);
                    return;
                }
                next = known.next;
                noted = at;
            }
            if (reached >= EVENT) {
                reached &= NUMBER;
                State told = by.state(known, reached);
                found |= told.matches;
                if ((found & wanted) == wanted || told.list.length == 0) {
                    end(found);
                    return;
                }
            }
            state = reached;
        }
    }

    /** Ends three searches that have begun, or were over before. */
    static void finish(Walk one, Walk two, Walk three, byte[] bytes, int begin, int end) {
        int limit = begin < end && bytes[end - 1] == '\n' ? end - 1 : end;
        int at = begin;
        while (at < limit && !(one.isOver() && two.isOver() && three.isOver())) {
            at = two.isOver() && three.isOver() ? run(one, bytes, at, limit) : run(one, two, three, bytes, at, limit);
            if (at < limit) {
                one.read(bytes[at], at);
                two.read(bytes[at], at);
                three.read(bytes[at], at);
                at++;
            }
        }
        if (limit < end) {
            one.readFinalNewline(limit);
            two.readFinalNewline(limit);
            three.readFinalNewline(limit);
        }
        one.readEnd(end);
        two.readEnd(end);
        three.readEnd(end);
    }

    /** Goes on as long as no state is unknown or tells of a match; returns the first place that wasn't read. */
    private static int run(Walk one, byte[] bytes, int from, int limit) {
        char[] next = one.next;
        byte[] classOf = one.classOf;
        int stride = one.stride;
        int state = one.state;
        int at = from;
        while (at < limit) {
            int reached = next[state * stride + (classOf[bytes[at] & 0xff] & 0xff)];
            if (reached - 1 >>> EVENT_BIT != 0) {
                break;
            }
            state = reached;
            at++;
        }
        one.state = state;
        return at;
    }

    private static int run(Walk one, Walk two, Walk three, byte[] bytes, int from, int limit) {
        char[] firstNext = one.next;
        char[] secondNext = two.next;
        char[] thirdNext = three.next;
        byte[] firstClass = one.classOf;
        byte[] secondClass = two.classOf;
        byte[] thirdClass = three.classOf;
        int firstStride = one.stride;
        int secondStride = two.stride;
        int thirdStride = three.stride;
        int first = one.state;
        int second = two.state;
        int third = three.state;
        int at = from;
        while (at < limit) {
            int value = bytes[at] & 0xff;
            int firstReached = firstNext[first * firstStride + (firstClass[value] & 0xff)];
            int secondReached = secondNext[second * secondStride + (secondClass[value] & 0xff)];
            int thirdReached = thirdNext[third * thirdStride + (thirdClass[value] & 0xff)];
            if ((firstReached - 1 | secondReached - 1 | thirdReached - 1) >>> EVENT_BIT != 0) {
                break;
            }
            first = firstReached;
            second = secondReached;
            third = thirdReached;
            at++;
        }
        one.state = first;
        two.state = second;
        three.state = third;
        return at;
    }

    private State state(Generation of, int number) {
        @Nullable State[] known = of.states;
        State state = number < known.length ? known[number] : null;
        if (state != null) {
            return state;
        }
        lock.lock();
        try {
            return of.state(number);
        } finally {
            lock.unlock();
        }
    }

    private int start(Generation of, int kind) {
        lock.lock();
        try {
            if (of.starts[kind] == UNKNOWN) {
                char[] list = steps.start();
                of.starts[kind] = (char) of.number(steps.startKind(kind), 0, list);
            }
            return of.starts[kind];
        } finally {
            lock.unlock();
        }
    }

    /** Finds where a symbol leads; {@link #UNKNOWN} where there is no room. */
    private int step(Generation of, int number, int symbol, int further) {
        lock.lock();
        try {
            of.read += further;
            int place = number * stride + symbol;
            if (of.next[place] != UNKNOWN) {
                return of.next[place];
            }
            State state = of.state(number);
            long matches = steps.step(state.list, state.kind, symbol);
            char[] list = symbols.member(symbol) < 0 ? new char[0] : steps.reached();
            int kind = list.length == 0 ? Symbols.OTHER : steps.kindAfter(state.kind, symbol);
            if (of.isFull()) {
                renew(of);
                return UNKNOWN;
            }
            int reached = of.number(kind, matches, list);
            of.next[place] = (char) (matches == 0 && list.length > 0 ? reached : reached | EVENT);
            return of.next[place];
        } finally {
            lock.unlock();
        }
    }

    private void renew(Generation full) {
        if (full == current) {
            tooManyStates = full.read < THRIFT * full.count();
            current = new Generation();
        }
    }

    /** Whether it has given up for good, since states had to be made all the time. */
    boolean hasTooManyStates() {
        return tooManyStates;
    }

    /** The states of a time; all but reading its arrays is with the lock. */
    private final class Generation {

        final char[] starts = new char[Symbols.KINDS];

        char[] next = new char[FIRST_ROWS * stride];

        @Nullable State[] states = new State[FIRST_ROWS];

        /** By hash, the numbers; a state that isn't in its place is in one of the next. */
        private char[] places = new char[4 * FIRST_ROWS];

        private int count;

        private int bytes;

        /** How many bytes were read. */
        long read;

        int count() {
            return count;
        }

        boolean isFull() {
            return bytes > maxBytes || count == NUMBER;
        }

        State state(int number) {
            return Objects.requireNonNull(states[number], "numbers are of states");
        }

        int number(int kind, long matches, char[] list) {
            State made = new State(kind, matches, list);
            int place = place(made);
            if (places[place] != 0) {
                return places[place];
            }
            if (++count == states.length) {
                grow();
                place = place(made);
            }
            states[count] = made;
            places[place] = (char) count;
            bytes += Character.BYTES * (stride + list.length) + STATE_BYTES;
            return count;
        }

        /** Where a state is, or where it belongs. */
        private int place(State wanted) {
            int place = wanted.hash() >>> PLACE_SHIFT & places.length - 1;
            while (places[place] != 0 && !state(places[place]).isSame(wanted)) {
                place = place + 1 & places.length - 1;
            }
            return place;
        }

        private void grow() {
            states = Arrays.copyOf(states, states.length + Math.max(FIRST_ROWS, states.length >> 2));
            next = Arrays.copyOf(next, states.length * stride);
            if (places.length < 2 * states.length) {
                char[] before = places;
                places = new char[2 * before.length];
                for (char number : before) {
                    if (number != 0) {
                        places[place(state(number))] = number;
                    }
                }
            }
        }
    }
}
