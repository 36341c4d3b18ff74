// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Other engines find the same, all groups of it, for patterns and subjects that are made at random: always the same ones
 * here, others with {@code -Dregex.seed=N} and more of them with {@code -Dregex.times=N}.
 */
class DifferentialTest {

    private static final long SEED = Long.getLong("regex.seed", 2026);

    private static final int TIMES = Integer.getInteger("regex.times", 1);

    private static final int SUBJECTS = 8;

    /** How many steps java.util.regex may take. */
    private static final int STEPS = 20_000;

    private static final int OUR_STEPS = 20_000;

    /** A search by another engine. */
    private interface Other {

        /** The bounds of all groups, or of the first ones, which are then compared; null without a match. */
        int @Nullable [] find(byte[] subject, int from);
    }

    /** An engine to compare with. */
    private interface OtherEngine {

        /** Compiles; null for a pattern that means something else there. */
        @Nullable Other compile(String pattern, String options);
    }

    /** The other engine gave up. */
    private static final class GaveUp extends RuntimeException {

        private static final long serialVersionUID = 1L;

        GaveUp() {
            super(null, null, false, false);
        }
    }

    private int pairs;

    private int matches;

    private void compare(int patterns, Set<RandomPattern.Feature> features, OtherEngine engine, boolean fromInside) {
        RandomPattern random = new RandomPattern(SEED, features);
        for (int i = 0; i < patterns * TIMES; i++) {
            String text = random.next();
            String options = random.options();
            Other other = engine.compile(text, options);
            if (other != null) {
                ParsedPattern parsed = PatternParser.parse(text, PatternOptions.parse(text, options));
                List<Engine> ours = ours(parsed);
                for (int j = 0; j < SUBJECTS; j++) {
                    byte[] subject = random.subject();
                    int from = fromInside && j % 4 == 3 ? subject.length / 3 : 0;
                    int size = 2 * (parsed.groupCount() + 1);
                    compare("/" + text + "/" + options, ours, size, other, subject, from);
                }
            }
        }
    }

    /** What is chosen for the pattern, and the backtracker, which knows all patterns. */
    private static List<Engine> ours(ParsedPattern parsed) {
        Backtracker backtracker = new Backtracker(parsed, OUR_STEPS);
        AutomatonEngine automata = AutomatonEngine.of(parsed);
        return automata == null ? List.of(backtracker) : List.of(automata, backtracker);
    }

    private void compare(String what, List<Engine> ours, int size, Other other, byte[] subject, int from) {
        int[] wanted;
        try {
            wanted = other.find(subject, from);
        } catch (GaveUp e) {
            return;
        }
        pairs++;
        matches += wanted == null ? 0 : 1;
        for (Engine engine : ours) {
            String where = "%s of %s on \"%s\" from %d"
                    .formatted(
                            what,
                            engine.getClass().getSimpleName(),
                            new String(subject, StandardCharsets.ISO_8859_1),
                            from);
            try {
                compare(where, engine, size, subject, from, wanted);
            } catch (RegexExecException e) {
                assertThat(engine).as(where).isInstanceOf(Backtracker.class);
            }
        }
    }

    /** In a part of an array: all groups, only the bounds, and whether there is a match. */
    private static void compare(
            String where, Engine engine, int size, byte[] subject, int from, int @Nullable [] wanted) {
        byte[] bytes = new byte[subject.length + 5];
        Arrays.fill(bytes, (byte) 'a');
        System.arraycopy(subject, 0, bytes, 2, subject.length);
        int end = 2 + subject.length;
        int[] groups = new int[size];
        int[] bounds = new int[2];
        boolean found = engine.find(bytes, 2, end, 2 + from, groups);
        for (int i = 0; i < size; i++) {
            groups[i] -= groups[i] < 0 ? 0 : 2;
        }
        if (found != (wanted != null)
                || wanted != null && !Arrays.equals(Arrays.copyOf(groups, wanted.length), wanted)) {
            fail("%s: %s, wanted %s", where, found ? Arrays.toString(groups) : "nothing", Arrays.toString(wanted));
        }
        if (found != engine.find(bytes, 2, end, 2 + from, new int[0])
                || found != engine.find(bytes, 2, end, 2 + from, bounds)
                || wanted != null && (bounds[0] - 2 != wanted[0] || bounds[1] - 2 != wanted[1])) {
            fail("%s: other bounds %s, wanted %s", where, Arrays.toString(bounds), Arrays.toString(wanted));
        }
    }

    private void assertCompared(int atLeast) {
        assertThat(pairs).isGreaterThan(atLeast);
        assertThat(matches).isBetween(pairs / 4, pairs * 19 / 20);
    }

    /**
     * Differs in java.util.regex: {@code ^} with the option m doesn't match in an empty subject; of what an atomic group
     * captured before it failed, some stays; a possessive repetition doesn't let its body backtrack.
     */
    @Test
    void find_randomPatterns_isWhatJavaUtilRegexFinds() {
        Set<RandomPattern.Feature> features = EnumSet.of(
                RandomPattern.Feature.LAZY,
                RandomPattern.Feature.ATOMIC,
                RandomPattern.Feature.ANCHORS,
                RandomPattern.Feature.LINE_ENDS,
                RandomPattern.Feature.WORD_EDGES,
                RandomPattern.Feature.SPACE,
                RandomPattern.Feature.LOOK,
                RandomPattern.Feature.BACK_REFERENCE,
                RandomPattern.Feature.INLINE_OPTIONS);
        compare(20_000, features, DifferentialTest::javaUtilRegex, true);
        assertCompared(150_000);
    }

    private static @Nullable Other javaUtilRegex(String pattern, String options) {
        boolean lines = options.indexOf('m') >= 0 && pattern.indexOf('^') >= 0;
        boolean forgets = pattern.contains("(?>");
        if (forgets && pattern.matches("(?s).*\\\\[1-9].*")) {
            return null;
        }
        JdkPattern compiled = JdkPattern.compile(pattern, PatternOptions.parse(pattern, options), STEPS);
        return (subject, from) -> {
            int[] groups = new int[2 * (compiled.groupCount() + 1)];
            try {
                if (lines && subject.length == 0) {
                    throw new GaveUp();
                }
                return !compiled.find(subject, from, groups) ? null : forgets ? Arrays.copyOf(groups, 2) : groups;
            } catch (RegexExecException e) {
                throw new GaveUp();
            }
        };
    }

    /**
     * Differs in RE2/J: case of characters that aren't ASCII, {@code \s} without VT, {@code $} that isn't before a newline
     * at the end, and {@code ^} with the option m that is behind it; it has no way to start within a subject and see what
     * is before.
     */
    @Test
    void find_randomPatterns_isWhatRe2Finds() {
        Set<RandomPattern.Feature> features =
                EnumSet.of(RandomPattern.Feature.LAZY, RandomPattern.Feature.ANCHORS, RandomPattern.Feature.WORD_EDGES);
        compare(20_000, features, DifferentialTest::re2, false);
        assertCompared(50_000);
    }

    private static @Nullable Other re2(String pattern, String options) {
        boolean caseless = options.indexOf('i') >= 0;
        if (options.indexOf('a') >= 0 || caseless && pattern.contains("\\xe9")) {
            return null;
        }
        com.google.re2j.Pattern compiled = com.google.re2j.Pattern.compile(
                pattern,
                (caseless ? com.google.re2j.Pattern.CASE_INSENSITIVE : 0)
                        | (options.indexOf('s') >= 0 ? com.google.re2j.Pattern.DOTALL : 0)
                        | (options.indexOf('m') >= 0 ? com.google.re2j.Pattern.MULTILINE : 0));
        boolean lines = options.indexOf('m') >= 0 && pattern.indexOf('^') >= 0;
        return (subject, from) -> {
            if (lines && subject.length > 0 && subject[subject.length - 1] == '\n') {
                throw new GaveUp();
            }
            com.google.re2j.Matcher matcher = compiled.matcher(new String(subject, StandardCharsets.ISO_8859_1));
            if (!matcher.find()) {
                return null;
            }
            int[] groups = new int[2 * (matcher.groupCount() + 1)];
            for (int i = 0; i <= matcher.groupCount(); i++) {
                groups[2 * i] = matcher.start(i);
                groups[2 * i + 1] = matcher.end(i);
            }
            return groups;
        };
    }
}
