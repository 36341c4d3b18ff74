// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Some patterns of a {@link PatternSet} that automata search for together, made when first needed: one for each part that
 * {@link AlikePrograms} makes of them. Where a part has too many states, each half of it gets an automaton of its own, and so
 * on, until a pattern is alone and only its own engine searches for it. Safe for concurrent use.
 */
final class PatternGroup {

    /** How many instructions the patterns may have together. */
    private static final int MAX_SIZE = 1 << 15;

    /** A pattern that automata search for. */
    private record Member(int number, Program program) {}

    private final List<CompiledPattern> patterns;

    private final List<Integer> numbers;

    private final boolean anchored;

    private final int partSize;

    private final int bytesEach;

    /** The bits of the numbers. */
    private final long[] bits;

    private final ReentrantLock lock = new ReentrantLock();

    private volatile Part @Nullable [] parts;

    /**
     * Makes one.
     *
     * @param numbers of the patterns in the set, ascending
     * @param anchored whether all match only where the subject starts
     * @param partSize how many patterns an automaton searches for, at most 63
     * @param bytesEach how much memory an automaton's states may take for each pattern, about
     */
    PatternGroup(List<CompiledPattern> patterns, List<Integer> numbers, boolean anchored, int partSize, int bytesEach) {
        this.patterns = patterns;
        this.numbers = numbers;
        this.anchored = anchored;
        this.partSize = partSize;
        this.bytesEach = bytesEach;
        bits = new long[(numbers.get(numbers.size() - 1) >> 6) + 1];
        numbers.forEach(number -> bits[number >> 6] |= 1L << number);
    }

    /**
     * Clears the bits of those of its patterns that have no match, some of them not before {@link Narrowing#end}. Those that
     * are alone in a part are left as they are.
     */
    void narrow(Narrowing narrowing) {
        if (narrowing.count(0, bits) < 2) {
            return;
        }
        Part[] known = parts;
        if (known == null) {
            known = divide();
        }
        for (Part part : known) {
            part.narrow(narrowing);
        }
    }

    private Part[] divide() {
        lock.lock();
        try {
            Part[] known = parts;
            if (known == null) {
                List<Member> members = new ArrayList<>();
                for (int i = 0; i < patterns.size(); i++) {
                    Program program = patterns.get(i).program();
                    if (program != null) {
                        members.add(new Member(numbers.get(i), program));
                    }
                }
                known = parts(members, partSize).toArray(new Part[0]);
                parts = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private List<Part> parts(List<Member> members, int most) {
        List<Part> made = new ArrayList<>();
        List<Program> programs = members.stream().map(Member::program).toList();
        for (List<Integer> places : AlikePrograms.groups(programs, most)) {
            List<Member> some = places.stream().sorted().map(members::get).toList();
            if (some.size() > 1) {
                made.add(new Part(some));
            }
        }
        return made;
    }

    /** Those that share an automaton. */
    final class Part {

        private final List<Member> members;

        private final int firstWord;

        /** The bits of the numbers, from the first word on. */
        private final long[] bits;

        private volatile @Nullable ManySearch search;

        /** What it was divided into; null as long as it is one. */
        private volatile Part @Nullable [] halves;

        Part(List<Member> members) {
            this.members = members;
            firstWord = members.get(0).number >> 6;
            bits = new long[(members.get(members.size() - 1).number >> 6) - firstWord + 1];
            int size = 0;
            for (Member member : members) {
                bits[(member.number >> 6) - firstWord] |= 1L << member.number;
                size += member.program.size();
            }
            if (size > MAX_SIZE) {
                halve();
            } else {
                List<Program> programs = members.stream().map(Member::program).toList();
                search = new ManySearch(programs, !anchored, bytesEach * programs.size());
            }
        }

        void narrow(Narrowing narrowing) {
            if (narrowing.count(firstWord, bits) < 2) {
                return;
            }
            ManySearch known = search;
            Part[] divided = halves;
            if (divided != null) {
                for (Part part : divided) {
                    part.narrow(narrowing);
                }
            } else if (known != null) {
                narrowing.add(this, known);
            }
        }

        /** Which of its members are among some, a bit for each. */
        long among(long[] numbers) {
            long among = 0;
            for (int i = 0; i < members.size(); i++) {
                int number = members.get(i).number;
                among |= (numbers[number >> 6] >>> number & 1) << i;
            }
            return among;
        }

        /** Takes note of what a search told. */
        void settle(ManySearch by, long wanted, long hits, long[] found, long[] settled) {
            if (hits == ManySearch.ALL) {
                if (by.hasTooManyStates()) {
                    halve();
                }
                return;
            }
            for (int word = 0; word < bits.length; word++) {
                settled[firstWord + word] |= bits[word];
            }
            for (long gone = wanted & ~hits; gone != 0; gone &= gone - 1) {
                int number = members.get(Long.numberOfTrailingZeros(gone)).number;
                found[number >> 6] &= ~(1L << number);
            }
        }

        private void halve() {
            lock.lock();
            try {
                if (halves == null) {
                    halves = parts(members, members.size() + 1 >> 1).toArray(new Part[0]);
                    search = null;
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
