// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pattern on our own engines. What can be told without them is: most subjects lack a literal that each match needs. So the
 * automata are made when a subject first gets past that.
 */
final class CompiledPattern implements Pattern {

    private static final int[] EXISTENCE = {};

    /** How many places are tried one by one before the automaton takes the rest of the subject in one go. */
    private static final int MOST_TRIES = 8;

    private final ParsedPattern parsed;
    private final int matchLimit;
    private final boolean regular;
    private final Prefilter prefilter;

    /** For a set that it is soon put in. */
    private final WeakReference<Facts> facts;

    private volatile @Nullable Engine engine;

    private CompiledPattern(ParsedPattern parsed, int matchLimit) {
        this.parsed = parsed;
        this.matchLimit = matchLimit;
        this.regular = Analysis.isRegular(parsed.root());
        Facts facts = Analysis.of(parsed.root());
        this.facts = new WeakReference<>(facts);
        this.prefilter = new Prefilter(parsed, facts, regular);
        if (!regular) {
            engine = new Backtracker(parsed, matchLimit);
        }
    }

    static Pattern compile(String pattern, PatternOptions options, int matchLimit) {
        CompiledPattern compiled = new CompiledPattern(PatternParser.parse(pattern, options), matchLimit);
        return options.longest() ? new LongestPattern(compiled) : compiled;
    }

    /** What is known of all matches; null where each subject has to be looked at, because it may not be UTF-8. */
    @Nullable Facts facts() {
        if (parsed.checked()) {
            return null;
        }
        Facts known = facts.get();
        return known == null ? Analysis.of(parsed.root()) : known;
    }

    /** Whether automata search for it, if it isn't too large, and each subject may be searched. */
    boolean isGroupable() {
        return regular && !parsed.checked();
    }

    /** Whether it matches only where the subject starts. */
    boolean startsSubject() {
        return prefilter.startOnly;
    }

    /** Whether matches may start anywhere, and whether one does there doesn't depend on where the search starts. */
    boolean startsAnywhere() {
        return !prefilter.anchored && !Analysis.asksForSearchStart(parsed.root());
    }

    /** The most bytes that a subject with a match may have; {@link Integer#MAX_VALUE} for no limit. */
    int longestSubject() {
        return prefilter.startOnly ? prefilter.tail : Integer.MAX_VALUE;
    }

    /** What a subject with a match starts with; null where that isn't known. */
    @Nullable ByteSet startsOfSubject() {
        return prefilter.first;
    }

    /** The bytes each of which is a match, if all matches are; null if there are others, or each subject has to be looked at. */
    @Nullable ByteSet anyByteOf() {
        Node node = parsed.root();
        while (node instanceof Node.Capture capture) {
            node = capture.body();
        }
        return node instanceof Node.OneByte one && !parsed.checked() ? one.set() : null;
    }

    /** Sets of bytes of each of which every match has one. */
    List<ByteSet> requiredBytes() {
        return RequiredBytes.of(parsed.root());
    }

    @Override
    public int groupCount() {
        return parsed.groupCount();
    }

    @Override
    public Map<String, List<Integer>> groupNames() {
        return parsed.names();
    }

    @Override
    public boolean find(String subject) {
        byte[] bytes = subject.getBytes(StandardCharsets.ISO_8859_1);
        return find(bytes, 0, bytes.length, 0, EXISTENCE);
    }

    @Override
    public boolean find(byte[] subject, int from, int[] groups) {
        return find(subject, 0, subject.length, from, groups);
    }

    @Override
    public boolean find(byte[] bytes, int begin, int end, int from, int[] groups) {
        Prefilter known = prefilter;
        if (known.checked) {
            check(bytes, begin, end, from);
        }
        if (end - from < known.min) {
            return false;
        }
        int at = Math.max(from, end - known.tail);
        if (at != begin) {
            if (known.startOnly) {
                return false;
            }
            at = at == from ? at : known.characterFrom(bytes, at, end);
        }
        int place = known.look.next(bytes, at + known.lookNearest, end);
        return place >= 0 && findFrom(known, bytes, begin, end, at, place, groups);
    }

    /**
     * Searches a subject that may have a match at the first look.
     *
     * @param at where the search starts
     * @param place what the first look told
     */
    private boolean findFrom(Prefilter known, byte[] bytes, int begin, int end, int at, int place, int[] groups) {
        LiteralFinder finder = known.finder;
        if (finder == null) {
            return engine().find(bytes, begin, end, at, groups);
        }
        int literal = finder == known.look ? place : finder.next(bytes, at + known.nearest, end);
        if (literal < 0) {
            return false;
        }
        if (known.decides && groups.length == 0) {
            return true;
        }
        if (known.literal >= 0 && (groups.length == 2 || parsed.groupCount() == 0)) {
            return fill(groups, literal, literal + known.literal);
        }
        if (known.startKnown && engine() instanceof AutomatonEngine automaton) {
            return findNear(automaton, finder, bytes, begin, end, literal, groups);
        }
        int start = known.farthest >= 0 && literal - known.farthest > at
                ? known.characterFrom(bytes, literal - known.farthest, end)
                : at;
        return engine().find(bytes, begin, end, start, groups);
    }

    /**
     * Tells whether there is a match in a subject, of a pattern that {@link #startsAnywhere}.
     *
     * @param required what its matches need, with a limit to the distance
     * @param literal where the first of these strings begins in the subject
     * @param again whether there may be others
     */
    boolean find(byte[] bytes, int begin, int end, Requirement required, int literal, boolean again) {
        int from = Math.max(begin, literal - required.farthest());
        if (required.nearest() == required.farthest()
                && literal - required.nearest() >= begin
                && engine() instanceof AutomatonEngine automaton) {
            int found = automaton.matchAt(bytes, begin, end, from, EXISTENCE);
            if (found > 0 || found == LazyDfa.NONE && !again) {
                return found > 0;
            }
            from += found == LazyDfa.NONE ? 1 : 0;
        }
        return find(bytes, begin, end, prefilter.characterFrom(bytes, from, end), EXISTENCE);
    }

    /** Tries the places where a match can start, by the literals that matches have at a known distance. */
    private boolean findNear(
            AutomatonEngine automaton,
            LiteralFinder finder,
            byte[] bytes,
            int begin,
            int end,
            int firstLiteral,
            int[] groups) {
        int literal = firstLiteral;
        int distance = prefilter.nearest;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            int found = automaton.matchAt(bytes, begin, end, literal - distance, groups);
            if (found != LazyDfa.NONE) {
                return found > 0 || automaton.find(bytes, begin, end, literal - distance, groups);
            }
            literal = finder.next(bytes, literal + 1, end);
            if (literal < 0) {
                return false;
            }
        }
        return automaton.find(bytes, begin, end, literal - distance, groups);
    }

    private static boolean fill(int[] groups, int start, int matchEnd) {
        Arrays.fill(groups, -1);
        groups[0] = start;
        groups[1] = matchEnd;
        return true;
    }

    private static void check(byte[] bytes, int begin, int end, int from) {
        if (!Utf8Check.isValid(bytes, begin, end)) {
            throw new RegexExecException(RegexExecException.BAD_UTF8);
        }
        if (from > begin && from < end && (bytes[from] & 0xc0) == 0x80) {
            throw new RegexExecException(RegexExecException.BAD_UTF8_OFFSET);
        }
    }

    /** What an automaton of it and others would search by; null where it is too large. Of one that is groupable. */
    @Nullable Program program() {
        return engine instanceof AutomatonEngine automaton ? automaton.program() : AutomatonEngine.program(parsed);
    }

    /** What searches where the prefilter doesn't decide. */
    Engine engine() {
        Engine known = engine;
        if (known == null) {
            known = AutomatonEngine.of(parsed);
            known = known == null ? new Backtracker(parsed, matchLimit) : known;
            engine = known;
        }
        return known;
    }
}
