// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CapturesTest {

    private static final int LARGE = 10_000;

    private static final int FOREVER = Node.Repeat.UNBOUNDED;

    private int onePasses;

    private int twoPasses;

    @Test
    void match_randomTrees_groupsAsBacktrackingFindsThem() {
        Random random = new Random(7);
        RandomTree trees = new RandomTree(random, true);
        int matches = 0;
        for (int i = 0; i < 20_000; i++) {
            Node root = trees.next();
            Program program = Objects.requireNonNull(ProgramBuilder.forward(root, trees.groupCount(), LARGE));
            for (int length = 0; length < 7; length++) {
                byte[] subject = trees.subject(length);
                int from = random.nextInt(length + 1);
                matches += check(root, program, subject, from) ? 1 : 0;
            }
        }
        assertThat(matches).isGreaterThan(50_000);
        assertThat(onePasses).isGreaterThan(20_000);
        assertThat(twoPasses).isGreaterThan(20_000);
    }

    private boolean check(Node root, Program program, byte[] subject, int from) {
        int[] expected = new int[2 * program.groupCount + 2];
        int[] bounds = new int[2];
        String what = root + " on " + Arrays.toString(subject) + " from " + from;
        boolean found = new NaiveMatcher(root, program.groupCount).find(subject, 0, subject.length, from, expected);
        checkPikeVm(new PikeVm(program), subject, from, expected, found, what);
        if (!found) {
            return false;
        }
        new NaiveMatcher(withoutKeepOut(root), program.groupCount).find(subject, 0, subject.length, from, bounds);
        int start = bounds[0];
        int end = bounds[1];
        int[] groups = new int[expected.length];
        new PikeVm(program).match(subject, 0, subject.length, from, start, end, groups);
        assertThat(groups).describedAs("PikeVm, %s", what).isEqualTo(expected);
        new BitState(program).match(subject, 0, subject.length, from, start, end, groups);
        assertThat(groups).describedAs("BitState, %s", what).isEqualTo(expected);
        OnePass onePass = OnePass.of(program);
        if (onePass != null) {
            onePasses++;
            assertThat(onePass.match(subject, start, end, groups)).isTrue();
            assertThat(groups).describedAs("OnePass, %s", what).isEqualTo(expected);
        }
        TwoPass twoPass = TwoPass.of(program);
        if (twoPass != null && twoPass.match(subject, start, end, groups)) {
            twoPasses++;
            assertThat(groups).describedAs("TwoPass, %s", what).isEqualTo(expected);
        }
        Captures captures = new Captures(program);
        captures.match(subject, 0, subject.length, from, start, end, groups);
        assertThat(groups).describedAs("Captures, %s", what).isEqualTo(expected);
        captures.match(subject, 0, subject.length, from, start, end, bounds);
        assertThat(bounds).describedAs("Captures, %s", what).isEqualTo(Arrays.copyOf(expected, 2));
        return true;
    }

    private static void checkPikeVm(
            PikeVm pikeVm, byte[] subject, int from, int[] expected, boolean found, String what) {
        for (int length : new int[] {0, 2, expected.length}) {
            int[] groups = new int[length];
            assertThat(pikeVm.find(subject, 0, subject.length, from, groups))
                    .describedAs(what)
                    .isEqualTo(found);
            if (found) {
                assertThat(groups).describedAs("PikeVm, %s", what).isEqualTo(Arrays.copyOf(expected, length));
            }
        }
    }

    private static Node withoutKeepOut(Node node) {
        if (node instanceof Node.KeepOut) {
            return new Node.Empty();
        }
        if (node instanceof Node.Sequence sequence) {
            return new Node.Sequence(
                    sequence.parts().stream().map(CapturesTest::withoutKeepOut).toList());
        }
        if (node instanceof Node.Choice choice) {
            return new Node.Choice(
                    choice.options().stream().map(CapturesTest::withoutKeepOut).toList());
        }
        if (node instanceof Node.Repeat repeat) {
            return new Node.Repeat(withoutKeepOut(repeat.body()), repeat.min(), repeat.max(), repeat.greed());
        }
        if (node instanceof Node.Capture capture) {
            return new Node.Capture(capture.group(), withoutKeepOut(capture.body()));
        }
        return node;
    }

    @Test
    void find_subjectWithinArray_seesOnlyTheSubject() {
        Node line = sequence(place(Anchor.SUBJECT_START), capture(1, many(bytes("ab"))), place(Anchor.SUBJECT_END));
        PikeVm pikeVm = new PikeVm(program(line, 1));
        int[] groups = new int[4];

        assertThat(pikeVm.find(text("xxabxx"), 2, 4, 2, groups)).isTrue();
        assertThat(groups).containsExactly(2, 4, 2, 4);
        assertThat(pikeVm.find(text("ababab"), 2, 5, 3, groups)).isFalse();
    }

    @Test
    void onePass_alternativesByFirstByte_isOnePass() {
        Node date = sequence(capture(1, times(digit(), 4)), bytes("-"), capture(2, times(digit(), 2)));
        Node word = sequence(capture(3, many(bytes("ab"))), bytes(" "));

        assertThat(OnePass.of(program(new Node.Choice(List.of(date, word)), 3))).isNotNull();
    }

    @Test
    void onePass_sameByteTwoWays_isNot() {
        Node anything = new Node.OneByte(ByteSet.ALL);
        Node key = sequence(capture(1, many(anything)), bytes("="), capture(2, many(anything)));

        assertThat(OnePass.of(program(key, 2))).isNull();
    }

    @Test
    void onePass_largeRepeat_staysBounded() {
        Node wide = capture(1, new Node.Repeat(capture(2, digit()), 1, 3_000, Node.Greed.GREEDY));
        OnePass made = OnePass.of(program(wide, 2));
        Node tooWide =
                capture(1, new Node.Repeat(sequence(capture(2, digit()), bytes("a")), 1, 3_000, Node.Greed.GREEDY));

        assertThat(Objects.requireNonNull(made).memory()).isLessThan(1 << 16);
        assertThat(OnePass.of(program(tooWide, 2))).isNull();
    }

    @Test
    void pikeVm_redosPumps_stepsGrowLinearly() {
        for (Node pump : pumps()) {
            PikeVm pikeVm = new PikeVm(program(pump, 1));
            byte[] subject = text("a".repeat(4_000) + "!");
            long half = pikeVm.steps(subject, 2_000, subject.length, 2_000, new int[4]);
            long whole = pikeVm.steps(subject, 0, subject.length, 0, new int[4]);

            assertThat(whole).isLessThan(half * 21 / 10);
            assertThat(whole).isLessThan(4_001L * 60);
        }
    }

    @Test
    void bitState_redosPumps_stepsGrowLinearly() {
        for (Node pump : pumps()) {
            BitState bitState = new BitState(program(pump, 1));
            byte[] subject = text("a".repeat(4_000) + "!");
            long half = bitState.steps(subject, 2_000, subject.length, 2_000, 2_000, 4_000, new int[4]);
            long whole = bitState.steps(subject, 0, subject.length, 0, 0, 4_000, new int[4]);

            assertThat(whole).isLessThan(half * 21 / 10);
            assertThat(whole).isLessThan(4_001L * 60);
        }
    }

    /** Patterns that take a backtracker exponential or cubic time on many a. */
    private static List<Node> pumps() {
        Node as = many(bytes("a"));
        Node end = place(Anchor.SUBJECT_END);
        return List.of(
                sequence(capture(1, many(as)), end),
                sequence(capture(1, many(new Node.Choice(List.of(bytes("a"), bytes("a"))))), end),
                sequence(many(new Node.Choice(List.of(bytes("a"), sequence(bytes("a"), bytes("a"))))), end),
                sequence(capture(1, as), as, as, end),
                sequence(many(capture(1, new Node.Repeat(bytes("a"), 0, FOREVER, Node.Greed.LAZY))), bytes("b")));
    }

    @Test
    void twoPass_manyStates_givesUpAndBeginsAnew() {
        Node any = bytes("ab");
        Node tail = sequence(capture(1, many(any)), times(any, 12), bytes("a"), capture(2, many(any)));
        Program program = program(tail, 2);
        TwoPass twoPass = Objects.requireNonNull(TwoPass.of(program));
        PikeVm pikeVm = new PikeVm(program);
        Random random = new Random(3);
        int found = 0;
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                text.append(random.nextBoolean() ? 'a' : 'b');
            }
            int[] expected = new int[6];
            int[] groups = new int[6];
            pikeVm.find(text(text.toString()), 0, 300, 0, expected);
            if (twoPass.match(text(text.toString()), expected[0], expected[1], groups)) {
                found++;
                assertThat(groups).isEqualTo(expected);
            }
        }

        assertThat(found).isBetween(1, 199);
    }

    @Test
    void match_longSubject_isMatchedWithoutBitmap() {
        Node anything = new Node.OneByte(ByteSet.ALL);
        Captures captures = new Captures(program(sequence(capture(1, many(anything)), bytes("="), many(anything)), 1));
        byte[] subject = text("x".repeat(100_000) + "=" + "x".repeat(100_000));
        int[] groups = new int[4];

        assertThat(captures.match(subject, 0, subject.length, 0, 0, subject.length, groups))
                .isTrue();
        assertThat(groups).containsExactly(0, 200_001, 0, 100_000);
    }

    @Test
    void match_manyThreads_eachGetsItsOwnGroups() throws InterruptedException, ExecutionException {
        Node anything = new Node.OneByte(ByteSet.ALL);
        Program program = program(sequence(capture(1, many(anything)), bytes("="), capture(2, many(anything))), 2);
        Captures captures = new Captures(program);
        PikeVm pikeVm = new PikeVm(program);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                byte[] subject = text("k".repeat(i) + "=" + "v".repeat(i % 7));
                int[] expected = {0, subject.length, 0, i, i + 1, subject.length};
                tasks.add(() -> agrees(captures, pikeVm, subject, expected));
            }
            for (Future<Boolean> task : threads.invokeAll(tasks)) {
                assertThat(task.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean agrees(Captures captures, PikeVm pikeVm, byte[] subject, int[] expected) {
        boolean agrees = true;
        for (int round = 0; round < 200; round++) {
            int[] groups = new int[6];
            captures.match(subject, 0, subject.length, 0, 0, subject.length, groups);
            agrees &= Arrays.equals(groups, expected);
            agrees &= pikeVm.find(subject, 0, subject.length, 0, groups) && Arrays.equals(groups, expected);
        }
        return agrees;
    }

    private static Program program(Node root, int groupCount) {
        return Objects.requireNonNull(ProgramBuilder.forward(root, groupCount, 100_000));
    }

    private static Node sequence(Node... parts) {
        return new Node.Sequence(List.of(parts));
    }

    private static Node capture(int group, Node body) {
        return new Node.Capture(group, body);
    }

    private static Node many(Node body) {
        return new Node.Repeat(body, 0, FOREVER, Node.Greed.GREEDY);
    }

    private static Node times(Node body, int count) {
        return new Node.Repeat(body, count, count, Node.Greed.GREEDY);
    }

    private static Node place(Anchor anchor) {
        return new Node.Assertion(anchor);
    }

    private static Node digit() {
        return new Node.OneByte(ByteSet.range('0', '9'));
    }

    /** One of some bytes. */
    private static Node bytes(String choice) {
        ByteSet set = ByteSet.NONE;
        for (byte value : text(choice)) {
            set = set.or(ByteSet.of(value & 0xff));
        }
        return new Node.OneByte(set);
    }

    private static byte[] text(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
