// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSetTest {

    private static PatternSet set(String options, String... patterns) {
        List<Pattern> compiled = new ArrayList<>();
        for (String pattern : patterns) {
            compiled.add(Pattern.compile(pattern, options));
        }
        return PatternSet.of(compiled);
    }

    private static List<Integer> hits(PatternSet set, String subject) {
        byte[] bytes = ("union" + subject + "select").getBytes(ISO_8859_1);
        long[] hits = new long[set.size() + 63 >> 6];
        java.util.Arrays.fill(hits, -1);
        boolean any = set.find(bytes, 5, bytes.length - 6, hits);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            if ((hits[i >> 6] >>> i & 1) != 0) {
                numbers.add(i);
            }
        }
        assertThat(any).isEqualTo(!numbers.isEmpty());
        assertThat(set.first(bytes, 5, bytes.length - 6)).isEqualTo(any ? numbers.get(0) : -1);
        return numbers;
    }

    /** Without a prefilter; null for an irregular pattern. */
    private static @Nullable Engine automaton(String text, String options) {
        return AutomatonEngine.of(PatternParser.parse(text, PatternOptions.parse(text, options)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20, 64, 65, 300})
    void find_patternsAtRandom_findsWhatEachPatternFinds(int size) {
        Random random = new Random(size);
        RandomPatterns patterns = new RandomPatterns(random);
        for (int round = 0; round < 3_000 / size + 5; round++) {
            List<Pattern> list = new ArrayList<>();
            List<Engine> plain = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                String options = List.of("", "i", "s").get(random.nextInt(3));
                String text = patterns.next(2);
                Engine engine = automaton(text, options);
                while (engine == null) {
                    text = patterns.next(2);
                    engine = automaton(text, options);
                }
                list.add(Pattern.compile(text, options));
                plain.add(engine);
            }
            PatternSet set = PatternSet.of(list);
            for (int i = 0; i < 20; i++) {
                String subject = patterns.subject();
                List<Integer> expected = new ArrayList<>();
                for (int number = 0; number < size; number++) {
                    byte[] bytes = subject.getBytes(ISO_8859_1);
                    if (plain.get(number).find(bytes, 0, bytes.length, 0, new int[0])) {
                        expected.add(number);
                    }
                }
                assertThat(hits(set, subject)).as("\"%s\"", subject).isEqualTo(expected);
            }
        }
    }

    private static final List<String> PARTS = List.of(
            "union",
            "sel",
            "or",
            "(?:and|xor)",
            "(?:=|like)",
            "[\"'`]",
            "\\s+",
            "\\s*",
            "\\d{1,3}",
            ".{0,4}",
            ".*?",
            "\\b",
            "^",
            "$",
            "\\G",
            "(?=u)",
            "(?<!e)",
            "(?<=\\s)",
            "\\K",
            "[^s]*",
            "(?:un|on)?",
            "(o|\u00e9)",
            "\u00e9",
            "(?>u.)",
            "\\W");

    private static final List<String> WORDS = List.of(
            "union", "Sel", "or ", "AND ", "xor", "=", "like", "\"", "'", " ", "\t", "12", "un", "on", "s", "\u00e9",
            "\n", "u", "\u00ff");

    private static String some(Random random, List<String> of, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i >= 0; i--) {
            text.append(of.get(random.nextInt(of.size())));
        }
        return text.toString();
    }

    /** Literals at known and unknown distances, once and more often, in front of and behind what matters to a match. */
    @ParameterizedTest
    @ValueSource(strings = {"", "i", "s", "u", "U", "iU"})
    void find_literalsWithWhatIsAroundThem_findsWhatEachPatternFinds(String options) {
        Random random = new Random(options.hashCode());
        Charset charset = options.matches("(?i).*u.*") ? UTF_8 : ISO_8859_1;
        for (int round = 0; round < 60; round++) {
            List<Pattern> list = new ArrayList<>();
            while (list.size() < 20) {
                byte[] text = some(random, PARTS, 5).getBytes(charset);
                list.add(Pattern.compile(new String(text, ISO_8859_1), options));
            }
            PatternSet set = PatternSet.of(list);
            for (int i = 0; i < 40; i++) {
                byte[] bytes = some(random, WORDS, 25).getBytes(charset);
                int begin = charset == UTF_8 ? 0 : random.nextInt(1 + Math.min(3, bytes.length));
                long[] hits = new long[1];
                long[] candidates = new long[1];
                set.find(bytes, begin, bytes.length, hits);
                set.candidates(bytes, begin, bytes.length, candidates);
                for (int number = 0; number < list.size(); number++) {
                    boolean expected = list.get(number).find(bytes, begin, bytes.length, begin, new int[0]);
                    assertThat((hits[0] >>> number & 1) != 0)
                            .as("%d in \"%s\"", number, new String(bytes, ISO_8859_1))
                            .isEqualTo(expected);
                    assertThat(!expected || (candidates[0] >>> number & 1) != 0).isTrue();
                }
            }
        }
    }

    @Test
    void find_literalsOfAllLengths_areFoundAtBothEnds() {
        PatternSet set = set("i", "x", "qz", "{{", "jzk", "union", "x-forwarded", "\\x00", "\\.\\.[\\\\/]", "^$");
        assertThat(hits(set, "")).containsExactly(8);
        assertThat(hits(set, "X")).containsExactly(0);
        assertThat(hits(set, ".x")).containsExactly(0);
        assertThat(hits(set, "QZ")).containsExactly(1);
        assertThat(hits(set, ".{{")).containsExactly(2);
        assertThat(hits(set, ".[{")).isEmpty();
        assertThat(hits(set, "aJzK")).containsExactly(3);
        assertThat(hits(set, "UNION")).containsExactly(4);
        assertThat(hits(set, "UNIO")).isEmpty();
        assertThat(hits(set, "a\0")).containsExactly(6);
        assertThat(hits(set, "../")).containsExactly(7);
    }

    @Test
    void find_thousandsOfWords_findsEach() {
        String[] words = new String[3_000];
        for (int i = 0; i < words.length; i++) {
            words[i] = "word" + Integer.toString(i * 7919, 36) + (i % 2 == 0 ? "\\d*" : "\\b");
        }
        PatternSet set = set("i", words);
        for (int i = 0; i < words.length; i += 97) {
            assertThat(hits(set, "a WORD" + Integer.toString(i * 7919, 36) + " b"))
                    .contains(i);
        }
        assertThat(hits(set, "nothing of all that")).isEmpty();
    }

    @Test
    void find_utf8PatternOnOtherBytes_givesUpThoughItsLiteralIsntThere() {
        PatternSet set = PatternSet.of(List.of(Pattern.compile("union", "u")));
        assertThatThrownBy(() -> hits(set, "\u00ff")).hasMessage("pcre_exec() failed: -10");
    }

    @Test
    void first_noPatterns_isNone() {
        assertThat(hits(PatternSet.of(List.of()), "x")).isEmpty();
    }

    private static List<byte[]> phrases(String... phrases) {
        return Stream.of(phrases).map(phrase -> phrase.getBytes(ISO_8859_1)).toList();
    }

    @Test
    void build_patternsAndPhrases_areFoundByTheirNumbers() {
        PatternSet.Builder builder = new PatternSet.Builder();
        assertThat(builder.add(Pattern.compile("union\\s+select", "i"))).isZero();
        assertThat(builder.addPhrases(phrases("/etc/passwd", "%", ".htaccess"), true))
                .isEqualTo(1);
        assertThat(builder.addPhrases(phrases("Nikto", "sqlmap"), false)).isEqualTo(2);
        assertThat(builder.addAlways()).isEqualTo(3);
        assertThat(builder.addPhrases(phrases("no", ""), false)).isEqualTo(4);
        assertThat(builder.addPhrases(phrases(), false)).isEqualTo(5);
        PatternSet set = builder.build();
        assertThat(hits(set, "")).containsExactly(3, 4);
        assertThat(hits(set, "/ETC/PassWD")).containsExactly(1, 3, 4);
        assertThat(hits(set, "5%")).containsExactly(1, 3, 4);
        assertThat(hits(set, "nikto")).containsExactly(3, 4);
        assertThat(hits(set, "a Nikto scan: UNION  select")).containsExactly(0, 2, 3, 4);
        assertThat(List.of(0, 1, 2, 3, 4, 5).stream().map(set::isDecided))
                .containsExactly(false, true, true, true, true, true);
        assertThatThrownBy(() -> set.pattern(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void candidates_literalWithoutTheRestOfAMatch_isACandidateAndNoHit() {
        PatternSet set = set("i", "union\\s+select", "sleep\\(", "foo\\d+", "evil");
        byte[] subject = "Union of sleepers, food, evil".getBytes(ISO_8859_1);
        long[] bits = {-1};
        set.candidates(subject, 0, subject.length, bits);
        assertThat(bits[0] & 0b1000).isNotZero();
        assertThat(set.isDecided(3)).isTrue();
        assertThat(set.find(subject, 0, subject.length, bits)).isTrue();
        assertThat(bits[0]).isEqualTo(0b1000);
    }
}
