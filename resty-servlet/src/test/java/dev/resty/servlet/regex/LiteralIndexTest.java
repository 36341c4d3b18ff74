// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralIndexTest {

    private static final String ALPHABET = "aAbzZ[{@`\0 *\n=\u00c0\u00e0\u00ff";

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static boolean contains(String subject, Literal literal) {
        for (int at = 0; at <= subject.length() - literal.length(); at++) {
            if (Literal.of(subject.substring(at, at + literal.length()), literal.caseless())
                    .text()
                    .equals(literal.text())) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 12, 64})
    void find_literalsOfAnyLengthAtAnyPlace_findsThoseThatAreThere(int count) {
        Random random = new Random(count);
        for (int round = 0; round < 4_000 / count; round++) {
            Map<Literal, List<Integer>> owners = new LinkedHashMap<>();
            while (owners.size() < count) {
                owners.putIfAbsent(
                        Literal.of(text(random, 1 + random.nextInt(12)), random.nextBoolean()), List.of(owners.size()));
            }
            LiteralIndex index = new LiteralIndex(owners);
            List<Literal> literals = List.copyOf(owners.keySet());
            for (int i = 0; i < 20; i++) {
                String literal = literals.get(random.nextInt(count)).text();
                String subject = text(random, random.nextInt(20)) + literal + text(random, random.nextInt(12));
                int begin = random.nextInt(4);
                byte[] bytes = (text(random, begin) + subject + text(random, i % 3)).getBytes(ISO_8859_1);
                Sightings found = new Sightings(1, 1, new long[0]);
                index.find(bytes, begin, begin + subject.length(), found);
                for (int number = 0; number < count; number++) {
                    assertThat((found.met[0] >>> number & 1) != 0)
                            .as("%s in %s", literals.get(number), subject)
                            .isEqualTo(contains(subject, literals.get(number)));
                }
            }
        }
    }
}
