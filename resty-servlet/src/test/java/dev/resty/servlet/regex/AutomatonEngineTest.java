// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AutomatonEngineTest {

    private static final int AMPLE = 1 << 20;

    private static final Node A = new Node.OneByte(ByteSet.of('a'));

    private static final Node B = new Node.OneByte(ByteSet.of('b'));

    private static final Node ANY = new Node.OneByte(ByteSet.ALL);

    @Test
    void find_randomTrees_agreesWithBacktracking() {
        checkRandomTrees(new Random(1), AMPLE, 12_000);
    }

    @Test
    void find_tinyTable_agreesWithBacktracking() {
        checkRandomTrees(new Random(2), 1_000, 6_000);
        checkRandomTrees(new Random(3), 2_000, 6_000);
    }

    @Test
    void find_noRoomAtAll_agreesWithBacktracking() {
        checkRandomTrees(new Random(4), 0, 500);
    }

    private static void checkRandomTrees(Random random, int maxBytes, int rounds) {
        RandomTree plain = new RandomTree(random, false);
        RandomTree anchored = new RandomTree(random, true);
        for (int i = 0; i < rounds; i++) {
            RandomTree trees = i % 3 == 0 ? plain : anchored;
            Node root = trees.next();
            int groupCount = trees.groupCount();
            AutomatonEngine engine = Objects.requireNonNull(AutomatonEngine.of(root, groupCount, maxBytes));
            Engine naive = new NaiveMatcher(root, groupCount);
            for (int length = 0; length < 8; length++) {
                check(root, engine, naive, groupCount, trees.subject(length), random);
            }
            check(root, engine, naive, groupCount, trees.subject(60), random);
        }
    }

    private static void check(Node root, Engine engine, Engine naive, int groupCount, byte[] bytes, Random random) {
        int begin = random.nextInt(bytes.length + 1) / 3;
        int end = bytes.length - random.nextInt(bytes.length + 1 - begin) / 3;
        int from = begin + random.nextInt(end - begin + 1) / 2;
        int[] expected = new int[2 * groupCount + 2];
        boolean found;
        try {
            found = naive.find(bytes, begin, end, from, expected);
        } catch (NaiveMatcher.TooHard e) {
            return;
        }
        String description = root + " on " + Arrays.toString(bytes) + " " + begin + "," + from + "," + end;
        assertThat(engine.find(bytes, begin, end, from, new int[0]))
                .describedAs(description)
                .isEqualTo(found);
        int[] bounds = new int[2];
        assertThat(engine.find(bytes, begin, end, from, bounds))
                .describedAs(description)
                .isEqualTo(found);
        int[] actual = new int[2 * groupCount + 2];
        assertThat(engine.find(bytes, begin, end, from, actual))
                .describedAs(description)
                .isEqualTo(found);
        if (found) {
            assertThat(bounds).describedAs(description).containsExactly(expected[0], expected[1]);
            assertThat(actual).describedAs(description).isEqualTo(expected);
        }
    }

    @Test
    void find_eachAnchorAtEachPlace_holdsAsItIsDefined() {
        byte[][] subjects = {
            {}, bytes("\n"), bytes("a"), bytes("a\n"), bytes("\n\n"), bytes("a\nb\n"), bytes(" a b"), bytes("xa\nb\n\n")
        };
        for (Anchor anchor : Anchor.values()) {
            Node place = new Node.Assertion(anchor);
            Node behind = new Node.Sequence(List.of(ANY, place));
            AutomatonEngine atPlace = Objects.requireNonNull(AutomatonEngine.of(place, 0, AMPLE));
            AutomatonEngine behindByte = Objects.requireNonNull(AutomatonEngine.of(behind, 0, AMPLE));
            for (byte[] subject : subjects) {
                checkPlaces(anchor, atPlace, behindByte, subject);
            }
        }
    }

    private static void checkPlaces(Anchor anchor, Engine atPlace, Engine behindByte, byte[] bytes) {
        for (int begin = 0; begin <= bytes.length; begin++) {
            for (int end = begin; end <= bytes.length; end++) {
                for (int from = begin; from <= end; from++) {
                    int[] groups = {-1, -1};
                    atPlace.find(bytes, begin, end, from, groups);
                    assertThat(groups[0])
                            .describedAs("%s in %s %s,%s,%s", anchor, Arrays.toString(bytes), begin, from, end)
                            .isEqualTo(first(anchor, bytes, begin, end, from, from));
                    int[] behind = {-1, -1};
                    behindByte.find(bytes, begin, end, from, behind);
                    assertThat(behind[1])
                            .describedAs("%s in %s %s,%s,%s", anchor, Arrays.toString(bytes), begin, from, end)
                            .isEqualTo(first(anchor, bytes, begin, end, from, from + 1));
                }
            }
        }
    }

    private static int first(Anchor anchor, byte[] bytes, int begin, int end, int from, int at) {
        for (int place = at; place <= end; place++) {
            if (anchor.holds(bytes, begin, end, from, place)) {
                return place;
            }
        }
        return -1;
    }

    @Test
    void find_longRunsOfBytes_matchBeginsAndEndsExactly() {
        Node digits =
                new Node.Repeat(new Node.OneByte(ByteSet.range('0', '9')), 1, Node.Repeat.UNBOUNDED, Node.Greed.GREEDY);
        Node quoted = new Node.Sequence(List.of(
                new Node.OneByte(ByteSet.of('"')),
                new Node.Repeat(new Node.OneByte(ByteSet.of('"').not()), 0, Node.Repeat.UNBOUNDED, Node.Greed.GREEDY)));
        AutomatonEngine number = Objects.requireNonNull(AutomatonEngine.of(digits, 0, AMPLE));
        AutomatonEngine string = Objects.requireNonNull(AutomatonEngine.of(quoted, 0, AMPLE));
        for (int before = 0; before < 100; before += 7) {
            for (int length = 1; length < 200; length += 13) {
                byte[] text = bytes("x".repeat(before) + "7".repeat(length) + "y".repeat(before));
                int[] groups = new int[2];
                assertThat(number.find(text, 0, text.length, 0, groups)).isTrue();
                assertThat(groups).containsExactly(before, before + length);
                byte[] quote = bytes("x".repeat(before) + '"' + "z".repeat(length) + '"' + "y".repeat(before));
                assertThat(string.find(quote, 0, quote.length, 0, groups)).isTrue();
                assertThat(groups).containsExactly(before, before + length + 1);
            }
        }
    }

    @Test
    void of_irregularOrTooLarge_isNotItsTask() {
        Node irregular = new Node.Atomic(A);
        Node large = new Node.Repeat(new Node.Repeat(A, 1000, 1000, Node.Greed.GREEDY), 1000, 1000, Node.Greed.GREEDY);

        assertThat(AutomatonEngine.of(irregular, 0, AMPLE)).isNull();
        assertThat(AutomatonEngine.of(large, 0, AMPLE)).isNull();
    }

    @Test
    void find_statesThatMultiply_staysWithinItsMemory() {
        Node tail = new Node.Repeat(ANY, 12, 12, Node.Greed.GREEDY);
        Node root = new Node.Sequence(List.of(A, tail, B));
        AutomatonEngine engine = Objects.requireNonNull(AutomatonEngine.of(root, 0, 16_000));
        Random random = new Random(5);
        byte[] bytes = new byte[20_000];
        for (int i = 0; i < bytes.length - 14; i++) {
            bytes[i] = (byte) (random.nextBoolean() ? 'a' : 'c');
        }
        bytes[bytes.length - 14] = 'a';
        bytes[bytes.length - 1] = 'b';
        int[] groups = new int[2];

        assertThat(engine.find(bytes, 0, bytes.length, 0, groups)).isTrue();
        assertThat(groups).containsExactly(bytes.length - 14, bytes.length);
    }

    @Test
    void find_manyThreadsOnOneTable_agreeWithBacktracking() throws Exception {
        Random random = new Random(6);
        RandomTree trees = new RandomTree(random, true);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 60; i++) {
                Node root = trees.next();
                int groupCount = trees.groupCount();
                Engine engine =
                        Objects.requireNonNull(AutomatonEngine.of(root, groupCount, i % 2 == 0 ? AMPLE : 3_000));
                List<Future<?>> runs = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    long seed = random.nextLong();
                    runs.add(threads.submit(() -> checkSubjects(root, engine, groupCount, seed)));
                }
                for (Future<?> run : runs) {
                    run.get();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void checkSubjects(Node root, Engine engine, int groupCount, long seed) {
        Random random = new Random(seed);
        RandomTree subjects = new RandomTree(random, true);
        Engine naive = new NaiveMatcher(root, groupCount);
        for (int i = 0; i < 100; i++) {
            check(root, engine, naive, groupCount, subjects.subject(random.nextInt(20)), random);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
