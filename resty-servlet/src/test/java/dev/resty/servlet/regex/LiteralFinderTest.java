// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralFinderTest {

    private static final String ALPHABET = "aAbB{[@`\0 \u0080\u00e9\u00c9\u00ff";

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static boolean isThere(Literal literal, String subject, int at) {
        for (int i = 0; i < literal.length(); i++) {
            char wanted = literal.text().charAt(i);
            char there = subject.charAt(at + i);
            boolean other = literal.caseless() && ByteFrequency.isLetter(wanted) && (there ^ 0x20) == wanted;
            if (wanted != there && !other) {
                return false;
            }
        }
        return true;
    }

    private static int naive(List<Literal> literals, String subject, int from, int end) {
        for (int i = from; i < end; i++) {
            for (Literal literal : literals) {
                if (i + literal.length() <= end && isThere(literal, subject, i)) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static void check(LiteralFinder finder, List<Literal> literals, String subject, int from, int end) {
        int expected = naive(literals, subject, from, end);
        int found = finder.next(subject.getBytes(ISO_8859_1), from, end);
        if (expected < 0 || finder.isExact()) {
            assertThat(found)
                    .as("%s in %s from %d to %d", literals, subject, from, end)
                    .isEqualTo(expected);
        } else {
            assertThat(found)
                    .as("%s in %s from %d to %d", literals, subject, from, end)
                    .isBetween(from, expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 12, 30, 90, 150})
    void next_literalsAndSubjectsAtRandom_isAsWithEachLiteralAtEachPlace(int count) {
        Random random = new Random(count);
        for (int round = 0; round < 2_000; round++) {
            Set<Literal> distinct = new LinkedHashSet<>();
            for (int i = 0; i < count; i++) {
                distinct.add(Literal.of(text(random, 1 + random.nextInt(6)), random.nextBoolean()));
            }
            List<Literal> literals = new ArrayList<>(distinct);
            LiteralFinder finder = LiteralFinder.of(literals, round % 2 == 0);
            assertThat(finder).isNotNull();
            for (int i = 0; i < 20; i++) {
                String subject = text(random, random.nextInt(40));
                int from = random.nextInt(subject.length() + 1);
                check(finder, literals, subject, from, from + random.nextInt(subject.length() - from + 1));
            }
        }
    }

    @Test
    void next_literalAtEachPlaceOfEachLength_isFoundThere() {
        for (String text : List.of("x", "xy", "xyz", "union select")) {
            List<Literal> literals = List.of(Literal.of(text, true));
            LiteralFinder finder = LiteralFinder.of(literals, true);
            assertThat(finder).isNotNull();
            for (int length = text.length(); length < 40; length++) {
                for (int at = 0; at <= length - text.length(); at++) {
                    String subject = ".".repeat(at)
                            + text.toUpperCase(java.util.Locale.ROOT)
                            + "x".repeat(length - at - text.length());
                    assertThat(finder.next(subject.getBytes(ISO_8859_1), 0, length))
                            .isEqualTo(at);
                    assertThat(finder.next(subject.getBytes(ISO_8859_1), 0, at + text.length() - 1))
                            .isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void of_severalLiteralsExactly_findsWhereTheFirstBegins() {
        List<Literal> literals = List.of(Literal.of("select", true), Literal.of("elec", true));
        LiteralFinder finder = LiteralFinder.of(literals, true);
        assertThat(finder.isExact()).isTrue();
        assertThat(finder.next("xselect".getBytes(ISO_8859_1), 0, 7)).isEqualTo(1);
    }

    @Test
    void of_wordsThatShareAPair_looksForOne() {
        List<Literal> literals = List.of(Literal.of("javascript", true), Literal.of("vbscript", true));
        assertThat(ProbeChoice.of(literals, false)).hasSize(1);
    }
}
