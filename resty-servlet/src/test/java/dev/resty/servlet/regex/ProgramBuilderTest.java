// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProgramBuilderTest {

    private static final int LARGE = 10_000;

    private static final Node A = new Node.OneByte(ByteSet.of('a'));

    private static final Node B = new Node.OneByte(ByteSet.of('b'));

    @Test
    void forward_randomTrees_matchesAsBacktrackingDoes() {
        Random random = new Random(42);
        RandomTree trees = new RandomTree(random, true);
        for (int i = 0; i < 20_000; i++) {
            Node root = trees.next();
            Program program = Objects.requireNonNull(ProgramBuilder.forward(root, trees.groupCount(), LARGE));
            for (int length = 0; length < 6; length++) {
                check(root, program, trees.subject(length), random);
            }
        }
    }

    private static void check(Node root, Program program, byte[] subject, Random random) {
        int[] expected = new int[2 * program.groupCount + 2];
        int[] actual = expected.clone();
        int from = random.nextInt(subject.length + 1);
        boolean found = new NaiveMatcher(root, program.groupCount).find(subject, 0, subject.length, from, expected);
        assertThat(new Walk(program, subject, from).find(actual))
                .describedAs("%s on %s from %s", root, Arrays.toString(subject), from)
                .isEqualTo(found);
        if (found) {
            assertThat(actual)
                    .describedAs("%s on %s from %s", root, Arrays.toString(subject), from)
                    .isEqualTo(expected);
        }
    }

    @Test
    void forward_emptyIteration_endsTheLoop() {
        Node emptyInTheMiddle = new Node.Choice(List.of(A, new Node.Empty(), B));
        Node loop = new Node.Repeat(emptyInTheMiddle, 0, Node.Repeat.UNBOUNDED, Node.Greed.GREEDY);

        assertThat(find(loop, 0, "aab")).containsExactly(0, 2);
    }

    @Test
    void forward_emptyLastIteration_isCaptured() {
        Node inner = new Node.Repeat(A, 0, Node.Repeat.UNBOUNDED, Node.Greed.GREEDY);
        Node outer = new Node.Repeat(new Node.Capture(1, inner), 1, Node.Repeat.UNBOUNDED, Node.Greed.GREEDY);

        assertThat(find(outer, 1, "aa")).containsExactly(0, 2, 2, 2);
    }

    @Test
    void forward_keepOut_storesTheStart() {
        assertThat(find(new Node.Sequence(List.of(A, new Node.KeepOut(), B)), 0, "aab"))
                .containsExactly(2, 3);
    }

    @Test
    void forward_countedRepeatsBeyondTheBound_tellsThatItIsTooLarge() {
        Node many = A;
        for (int i = 0; i < 5; i++) {
            many = new Node.Repeat(many, 1000, 1000, Node.Greed.GREEDY);
        }

        assertThat(ProgramBuilder.forward(many, 0, LARGE)).isNull();
        Node few = new Node.Repeat(A, 8, 8, Node.Greed.GREEDY);
        assertThat(ProgramBuilder.forward(few, 0, 9)).isNotNull();
        assertThat(ProgramBuilder.forward(few, 0, 8)).isNull();
    }

    @Test
    void forward_irregularTree_isRefused() {
        Node possessive = new Node.Repeat(A, 0, 1, Node.Greed.POSSESSIVE);
        Node look = new Node.Look(false, false, A);

        assertThatThrownBy(() -> ProgramBuilder.forward(look, 0, LARGE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProgramBuilder.forward(possessive, 0, LARGE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reversed_sequence_consumesInReversedOrderAndStoresNoPlaces() {
        Node node = new Node.Sequence(List.of(A, new Node.Capture(1, B), new Node.KeepOut()));
        Program program = Objects.requireNonNull(ProgramBuilder.forward(node, 1, LARGE));
        Program reversed = ReversedProgram.of(program);
        byte[] subject = "ba".getBytes(ISO_8859_1);
        int[] groups = new int[2];

        assertThat(reversed.op).doesNotContain(Program.SAVE);
        assertThat(new Walk(reversed, subject, 0).find(groups)).isTrue();
        assertThat(groups).containsExactly(0, 2);
        assertThat(new Walk(program, subject, 0).find(new int[4])).isFalse();
    }

    @Test
    void reversed_whatNeverMatches_neverMatches() {
        Node node = new Node.Sequence(List.of(A, new Node.OneByte(ByteSet.NONE)));
        Program reversed = ReversedProgram.of(Objects.requireNonNull(ProgramBuilder.forward(node, 0, LARGE)));

        assertThat(new Walk(reversed, new byte[] {'a'}, 0).find(new int[2])).isFalse();
    }

    private static int[] find(Node root, int groupCount, String subject) {
        Program program = Objects.requireNonNull(ProgramBuilder.forward(root, groupCount, LARGE));
        int[] groups = new int[2 * groupCount + 2];
        assertThat(new Walk(program, subject.getBytes(ISO_8859_1), 0).find(groups))
                .isTrue();
        return groups;
    }

    /** Follows a program in order of preference, each instruction once at each place. */
    private static final class Walk {

        private final Program program;

        private final byte[] subject;

        private final int from;

        private final boolean[][] visited;

        private final int[] slots;

        Walk(Program program, byte[] subject, int from) {
            this.program = program;
            this.subject = subject;
            this.from = from;
            this.visited = new boolean[subject.length + 1][program.size()];
            this.slots = new int[2 * program.groupCount + 2];
            Arrays.fill(slots, -1);
        }

        boolean find(int[] groups) {
            for (int start = from; start <= subject.length; start++) {
                slots[0] = start;
                if (matches(program.start, start)) {
                    System.arraycopy(slots, 0, groups, 0, groups.length);
                    return true;
                }
            }
            return false;
        }

        private boolean matches(int pc, int at) {
            if (visited[at][pc]) {
                return false;
            }
            visited[at][pc] = true;
            int arg = program.arg[pc];
            int out = program.out[pc];
            switch (program.op[pc]) {
                case Program.BYTES:
                    return at < subject.length
                            && program.sets[arg].contains(subject[at] & 0xff)
                            && matches(out, at + 1);
                case Program.SPLIT:
                    return matches(out, at) || matches(arg, at);
                case Program.SAVE:
                    int before = slots[arg];
                    slots[arg] = at;
                    if (matches(out, at)) {
                        return true;
                    }
                    slots[arg] = before;
                    return false;
                case Program.ASSERT:
                    return Anchor.values()[arg].holds(subject, 0, subject.length, from, at) && matches(out, at);
                case Program.MATCH:
                    slots[1] = at;
                    return true;
                default:
                    return false;
            }
        }
    }
}
