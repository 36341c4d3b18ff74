// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorsTest {

    private static final OperatorFiles NO_FILES = name -> {
        throw new IOException("no files here");
    };

    private final Captures captures = new Captures(true);

    private static Operator named(String name, String argument) {
        return Operators.named(name, argument, NO_FILES);
    }

    @Test
    void named_anyCase_isTheOperator() {
        assertThat(named("BEGINSWITH", "a").matches(Bytes.of("ab"), captures)).isTrue();
    }

    @Test
    void named_fileThatCantBeRead_saysWhichAndWhy() {
        assertThatThrownBy(() -> named("pmFromFile", "words.data"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("@pmFromFile: can't read the file words.data: no files here");
    }

    @Test
    void beside_ruleFile_readsItsNeighbours(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("words.data"), "needle\n");
        Operator operator = Operators.named("pmf", "words.data", OperatorFiles.beside(directory.resolve("rules.conf")));
        assertThat(operator.matches(Bytes.of("a NEEDLE"), captures)).isTrue();
    }

    @Test
    void macro_inAnArgument_isExpandedForEachTransaction() {
        Operator operator = named("streq", "%{REQUEST_METHOD}-x");
        captures.variables().set(Variable.REQUEST_METHOD, Bytes.of("GET"));
        assertThat(operator.matches(Bytes.of("GET-x"), captures)).isTrue();
        captures.variables().set(Variable.REQUEST_METHOD, Bytes.of("PUT"));
        assertThat(operator.matches(Bytes.of("GET-x"), captures)).isFalse();
        assertThat(operator.indexed()).isNull();
    }

    @Test
    void macro_asANumber_isReadAsOne() {
        Operator operator = named("ge", "%{RESPONSE_STATUS}");
        captures.variables().set(Variable.RESPONSE_STATUS, Bytes.of("10"));
        assertThat(operator.matches(Bytes.of("9"), captures)).isFalse();
        assertThat(operator.matches(Bytes.of("10"), captures)).isTrue();
    }

    @Test
    void rx_macroInThePattern_isPartOfThePattern() {
        Operator operator = named("rx", "^%{REQUEST_METHOD}$");
        captures.variables().set(Variable.REQUEST_METHOD, Bytes.of("G.T"));
        assertThat(operator.matches(Bytes.of("GET"), captures)).isTrue();
        captures.variables().set(Variable.REQUEST_METHOD, Bytes.of("P"));
        assertThat(operator.matches(Bytes.of("GET"), captures)).isFalse();
    }

    @Test
    void rx_macroThatMakesNoPattern_isGivenUp() {
        Operator operator = named("rx", "%{REQUEST_METHOD}");
        captures.variables().set(Variable.REQUEST_METHOD, Bytes.of("("));
        assertThatThrownBy(() -> operator.matches(Bytes.of("x"), captures)).isInstanceOf(OperatorException.class);
    }

    @Test
    void rx_moreExpansionsThanAreKept_allMatch() {
        Operator operator = named("rx", "^%{REQUEST_METHOD}$");
        for (int i = 0; i < 300; i++) {
            captures.variables().set(Variable.REQUEST_METHOD, Bytes.of(i));
            assertThat(operator.matches(Bytes.of(i), captures)).isTrue();
        }
    }

    @Test
    void rx_backtrackerAtItsLimit_isGivenUpAndNotNoMatch() {
        Operator operator = Operators.named("rx", "(a+)+\\1b", OperatorSettings.of(NO_FILES, 1_000));
        assertThatThrownBy(() -> operator.matches(Bytes.of("a".repeat(40) + "cb"), captures))
                .isInstanceOf(OperatorException.class)
                .hasMessageStartingWith("@rx was given up: ");
    }

    @Test
    void rx_withoutCapture_capturesNothing() {
        Captures none = new Captures(false);
        assertThat(named("rx", "(a)").matches(Bytes.of("a"), none)).isTrue();
        assertThat(none.captured()).isEmpty();
    }

    @Test
    void pm_randomPhrases_findsWhatALookAtEachPhraseFinds() {
        Random random = new Random(1);
        for (int round = 0; round < 400; round++) {
            List<byte[]> phrases = new ArrayList<>();
            for (int i = random.nextInt(40); i >= 0; i--) {
                phrases.add(random(random, 1 + random.nextInt(6)));
            }
            PhraseSearch search = new PhraseSearch(phrases);
            for (int k = 0; k < 40; k++) {
                byte[] value = random(random, random.nextInt(30));
                int found = search.first(value, 0, value.length);
                assertThat(found < 0 ? "none" : lower(phrases.get(found)))
                        .as("in %s", lower(value))
                        .isEqualTo(expected(phrases, lower(value)));
            }
        }
    }

    /** The phrase that ends first, and of those the longest. */
    private static String expected(List<byte[]> phrases, String value) {
        for (int end = 1; end <= value.length(); end++) {
            String best = "";
            for (byte[] phrase : phrases) {
                String text = lower(phrase);
                if (text.length() > best.length() && value.substring(0, end).endsWith(text)) {
                    best = text;
                }
            }
            if (!best.isEmpty()) {
                return best;
            }
        }
        return "none";
    }

    private static String lower(byte[] bytes) {
        return Bytes.of(bytes).text().toLowerCase(Locale.ROOT);
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) "abcABC\u0000z".charAt(random.nextInt(8));
        }
        return bytes;
    }

    @Test
    void pm_manyLongPhrases_areFoundEach() {
        Random random = new Random(2);
        List<byte[]> phrases = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] phrase = new byte[4 + random.nextInt(30)];
            for (int k = 0; k < phrase.length; k++) {
                phrase[k] = (byte) (32 + random.nextInt(95));
            }
            phrases.add(phrase);
        }
        PhraseSearch search = new PhraseSearch(phrases);
        for (byte[] phrase : phrases) {
            assertThat(search.first(phrase, 0, phrase.length)).isNotNegative();
        }
        byte[] allBytes = new byte[256];
        for (int i = 0; i < 256; i++) {
            allBytes[i] = (byte) i;
        }
        assertThat(new PhraseSearch(List.of(allBytes)).first(allBytes, 0, 256)).isZero();
    }
}
