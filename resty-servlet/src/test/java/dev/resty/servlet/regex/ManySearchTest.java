// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManySearchTest {

    private static final int MEMORY = 1 << 20;

    private static AutomatonEngine engine(String text, String options) {
        AutomatonEngine engine = AutomatonEngine.of(PatternParser.parse(text, PatternOptions.parse(text, options)));
        assertThat(engine).as(text).isNotNull();
        return engine;
    }

    private static ManySearch search(boolean unanchored, String... texts) {
        List<Program> programs = new ArrayList<>();
        for (String text : texts) {
            programs.add(engine(text, "").program());
        }
        return new ManySearch(programs, unanchored, MEMORY);
    }

    private static long find(ManySearch search, String subject) {
        byte[] bytes = ("a" + subject + "b").getBytes(ISO_8859_1);
        return find(search, bytes, 1, bytes.length - 1, ~(-1L << 8));
    }

    private static long find(ManySearch search, byte[] bytes, int begin, int end, long wanted) {
        ManySearch.Walk walk = new ManySearch.Walk();
        walk.begin(search, bytes, begin, wanted);
        ManySearch.finish(walk, new ManySearch.Walk(), new ManySearch.Walk(), bytes, begin, end);
        return walk.found();
    }

    @Test
    void find_anchorsAtBothEnds_seeWhereTheSubjectStartsAndEnds() {
        ManySearch search = search(true, "^x", "x$", "x\\z", "\\bx\\b", "\\Gx", "^$");
        assertThat(find(search, "")).isEqualTo(0b100000);
        assertThat(find(search, "x")).isEqualTo(0b011111);
        assertThat(find(search, "x\n")).isEqualTo(0b011011);
        assertThat(find(search, "yx")).isEqualTo(0b000110);
        assertThat(find(search, "y x")).isEqualTo(0b001110);
        assertThat(find(search, "xy")).isEqualTo(0b010001);
    }

    @Test
    void find_onlyAtTheStart_stopsWhereNoneCanMatch() {
        ManySearch search = search(false, "^x+y", "^xz");
        assertThat(find(search, "xxxy")).isEqualTo(0b01);
        assertThat(find(search, "xz")).isEqualTo(0b10);
        assertThat(find(search, "ax xz xy")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 8})
    void find_patternsAtRandom_findsWhatEachEngineFinds(int size) {
        Random random = new Random(size);
        RandomPatterns patterns = new RandomPatterns(random);
        for (int round = 0; round < 400; round++) {
            List<AutomatonEngine> engines = new ArrayList<>();
            List<Program> programs = new ArrayList<>();
            while (engines.size() < size) {
                String text = patterns.next(2);
                AutomatonEngine engine = AutomatonEngine.of(PatternParser.parse(text, PatternOptions.parse(text, "i")));
                if (engine != null) {
                    engines.add(engine);
                    programs.add(engine.program());
                }
            }
            ManySearch search = new ManySearch(programs, true, MEMORY);
            for (int i = 0; i < 20; i++) {
                byte[] bytes = patterns.subject().getBytes(ISO_8859_1);
                long hits = find(search, bytes, 0, bytes.length, ~(-1L << size));
                for (int number = 0; number < size; number++) {
                    assertThat((hits >>> number & 1) != 0)
                            .isEqualTo(engines.get(number).find(bytes, 0, bytes.length, 0, new int[0]));
                }
            }
        }
    }

    @Test
    void find_moreStatesThanThereIsRoomFor_saysThatAllMayMatchAndGivesUpForGood() {
        Program program = engine("[ab]*a[ab]{12}c", "").program();
        ManySearch search = new ManySearch(List.of(program, engine("x", "").program()), true, 4_000);
        Random random = new Random(1);
        byte[] bytes = new byte[2_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextBoolean() ? 'a' : 'b');
        }
        assertThat(find(search, bytes, 0, bytes.length, 0b11)).isEqualTo(ManySearch.ALL);
        assertThat(search.hasTooManyStates()).isTrue();
        assertThat(find(search, "nothing")).isEqualTo(ManySearch.ALL);
    }

    @Test
    void narrow_groupWithTooManyStates_findsTheSameOneByOne() {
        List<Pattern> patterns = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            patterns.add(Pattern.compile("[ab]*a[ab]{" + (14 + i) + "}[abc]", ""));
        }
        PatternSet set = PatternSet.of(patterns);
        Random random = new Random(1);
        long[] hits = {0};
        for (int round = 0; round < 60; round++) {
            byte[] bytes = new byte[random.nextInt(400)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextBoolean() ? 'a' : 'b');
            }
            set.find(bytes, 0, bytes.length, hits);
            for (int number = 0; number < 8; number++) {
                boolean expected = patterns.get(number).find(bytes, 0, bytes.length, 0, new int[0]);
                assertThat((hits[0] >>> number & 1) != 0).isEqualTo(expected);
            }
        }
    }
}
