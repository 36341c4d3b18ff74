// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnalysisTest {

    private static Node letters(String text) {
        return new Node.Sequence(text.chars()
                .mapToObj(c -> (Node) new Node.OneByte(ByteSet.of(c).caseless()))
                .toList());
    }

    private static Node choice(String... words) {
        return new Node.Choice(
                java.util.Arrays.stream(words).map(AnalysisTest::letters).toList());
    }

    private static boolean is(String text, int at, Literal literal) {
        if (at < 0 || at + literal.length() > text.length()) {
            return false;
        }
        Needle needle = new Needle(literal, 0);
        return needle.isAround(text.getBytes(ISO_8859_1), 0, text.length(), at);
    }

    private static void check(Facts facts, String subject, int start, int end) {
        String match = subject.substring(start, end);
        assertThat(match.length()).isGreaterThanOrEqualTo(facts.min());
        if (facts.max() >= 0) {
            assertThat(match.length()).isLessThanOrEqualTo(facts.max());
        }
        if (!match.isEmpty()) {
            assertThat(facts.first().contains(match.charAt(0))).isTrue();
        }
        if (facts.exact() != null) {
            assertThat(facts.exact()).anyMatch(literal -> literal.length() == match.length() && is(match, 0, literal));
        }
        assertThat(facts.prefixes()).anyMatch(literal -> is(match, 0, literal));
        assertThat(facts.suffixes()).anyMatch(literal -> is(match, match.length() - literal.length(), literal));
        for (Requirement requirement : facts.all()) {
            assertThat(requirement.any())
                    .as("%s", requirement)
                    .anyMatch(literal -> isWithin(match, literal, requirement.nearest(), requirement.farthest()));
        }
    }

    private static boolean isWithin(String match, Literal literal, int nearest, int farthest) {
        for (int at = nearest; at <= (farthest < 0 ? match.length() : farthest); at++) {
            if (is(match, at, literal)) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void of_patternsAtRandom_holdsForAllMatches(int seed) {
        Random random = new Random(seed);
        RandomNodes nodes = new RandomNodes(random, seed % 2 == 0 ? "aAb\n" : "abcdE_ \n\u00e9");
        for (int round = 0; round < 5_000; round++) {
            Node node = nodes.next(4);
            Facts facts = Analysis.of(node);
            boolean startsSubject = Analysis.startsSubject(node);
            for (int i = 0; i < 5; i++) {
                String subject = nodes.subject(9);
                byte[] bytes = subject.getBytes(ISO_8859_1);
                for (int start = 0; start <= bytes.length; start++) {
                    for (int end : RandomNodes.ends(node, bytes, 0, start)) {
                        check(facts, subject, start, end);
                        assertThat(startsSubject && start > 0).isFalse();
                    }
                }
            }
        }
    }

    @Test
    void of_patternsAtRandom_matchesWhatItIsPreciseOn() {
        Random random = new Random(9);
        RandomNodes nodes = new RandomNodes(random, "aAb");
        int precise = 0;
        for (int round = 0; round < 5_000; round++) {
            Node node = nodes.next(3);
            Facts facts = Analysis.of(node);
            if (!facts.precise()) {
                continue;
            }
            precise++;
            for (Literal literal : facts.exact()) {
                byte[] bytes = literal.bytes();
                assertThat(RandomNodes.ends(node, bytes, 0, 0)).contains(bytes.length);
            }
        }
        assertThat(precise).isGreaterThan(500);
    }

    @Test
    void of_wordsWithSpaceBetween_requiresTheFirstOrTheSecond() {
        Node spaces = new Node.Repeat(
                new Node.OneByte(ByteSet.of(' ').or(ByteSet.range('\t', '\r'))),
                1,
                Node.Repeat.UNBOUNDED,
                Node.Greed.GREEDY);
        Node node = new Node.Choice(List.of(
                new Node.Sequence(List.of(letters("insert"), spaces, letters("into"))),
                new Node.Sequence(List.of(letters("delete"), spaces, letters("from")))));
        Requirement best = Analysis.of(node).best();
        assertThat(best).isNotNull();
        assertThat(best.any()).hasSize(2).allMatch(literal -> literal.length() >= 6);
        assertThat(Analysis.of(node).min()).isEqualTo(11);
        assertThat(Analysis.of(node).max()).isEqualTo(Facts.UNBOUNDED);
    }

    @Test
    void of_wordsWithOneInAnother_requiresTheShorter() {
        Node node = new Node.Sequence(
                List.of(choice("https", "http"), new Node.Repeat(choice("x"), 0, -1, Node.Greed.GREEDY)));
        assertThat(Analysis.of(node).best().any()).containsExactly(Literal.of("http", true));
    }

    @Test
    void startsSubject_startOfTheSubjectOrASign_isNotSure() {
        Node node = new Node.Sequence(List.of(
                new Node.Choice(List.of(new Node.Assertion(Anchor.SUBJECT_START), new Node.OneByte(ByteSet.of(';')))),
                letters("cat")));
        assertThat(Analysis.startsSubject(node)).isFalse();
        assertThat(Analysis.of(node).first())
                .isEqualTo(ByteSet.of(';').or(ByteSet.of('c').caseless()));
    }

    @Test
    void startsSubject_subjectStartInFrontOfAllAlternatives_isSure() {
        Node one = new Node.Sequence(List.of(new Node.Assertion(Anchor.SUBJECT_START), letters("a")));
        Node other = new Node.Capture(1, new Node.Sequence(List.of(new Node.Assertion(Anchor.SUBJECT_START))));
        assertThat(Analysis.startsSubject(new Node.Choice(List.of(one, other)))).isTrue();
        assertThat(Analysis.startsSubject(new Node.Repeat(one, 0, 1, Node.Greed.GREEDY)))
                .isFalse();
    }

    @Test
    void of_manyWords_isDoneInAFewSteps() {
        String[] words = new String[3_000];
        for (int i = 0; i < words.length; i++) {
            words[i] = "word" + i;
        }
        assertThat(Analysis.of(choice(words)).min()).isEqualTo(5);
    }

    @Test
    void of_acceptVerb_knowsNothing() {
        Node node = new Node.Sequence(List.of(letters("a"), new Node.Verb(Node.Verb.Kind.ACCEPT, ""), letters("b")));
        assertThat(Analysis.of(node).min()).isZero();
        assertThat(Analysis.of(node).best()).isNull();
    }
}
