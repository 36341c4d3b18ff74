// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlInjectionTest {

    private static final String[] PIECES = {
        "'",
        "\"",
        "`",
        "--",
        "-- ",
        "#",
        "/*",
        "*/",
        "/*!",
        "(",
        ")",
        ",",
        ";",
        "@",
        "@@`",
        "$",
        "$$",
        "$a$",
        "\\",
        "\\N",
        "{",
        "}",
        "[",
        "]",
        ".",
        "::",
        "<=>",
        "||",
        "!",
        "~",
        "+",
        "*",
        "%",
        "1",
        "0x",
        "0b1",
        "1e",
        "1.5f",
        "x'1f'",
        "b'",
        "nq'(",
        "u&'",
        "q'[",
        "select",
        "union",
        "union all",
        "not",
        "in",
        "like",
        "if",
        "user",
        "@user(",
        "collate",
        "_utf8",
        "int",
        "and",
        "or",
        " ",
        "\n",
        "\0",
        "\u00a0",
        "\u00e9"
    };

    private static @Nullable String fingerprint(String input) {
        byte[] bytes = input.getBytes(ISO_8859_1);
        return SqlInjection.fingerprint(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "'",
                "a",
                "42",
                "-17.5e3",
                "O'Brien",
                "d'Artagnan and the three musketeers",
                "Rock 'n' Roll",
                "the union of select committees",
                "Please select all from the list, and drop me a line",
                "It's 5 o'clock somewhere",
                "\"quoted\" and 'quoted'",
                "2026-11-22T09:41:00Z",
                "550e8400-e29b-41d4-a716-446655440000",
                "jane.doe@example.org",
                "https://example.org/a/b?c=d&e=f#g",
                "Ben & Jerry's",
                "C# or C++",
                "price < 100",
                "1 union",
                "1-2",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
                "na\u00efve caf\u00e9"
            })
    void fingerprint_ordinaryText_isNone(String text) {
        assertThat(fingerprint(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\u0001',
            value = {
                "1 OR 1=1 -- x~1&1c",
                "7 union select card, pin from customers~1UEnk",
                "9; drop table customers~1;Tnn",
                "9 and sleep(9)~1&f(1",
                "-1 procedure analyse(extractvalue(7,8))~1f(f("
            })
    void fingerprint_unquotedInjection_tellsItsTokens(String attack, String types) {
        assertThat(fingerprint(attack)).isEqualTo(types);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\u0001',
            value = {
                "admin' or 'x'='x~s&sos",
                "x' union all select pin from cards-- ~sUEnk",
                "x\" or 7=7 or \"y\"=\"y~s&sos",
                "x'; delete from cards; --~s;Tkn"
            })
    void fingerprint_injectionOutOfQuotes_tellsItsTokens(String attack, String types) {
        assertThat(fingerprint(attack)).isEqualTo(types);
    }

    @Test
    void fingerprint_lettersOfEitherCase_matchTheSameWords() {
        assertThat(fingerprint("7 uNiOn SeLeCt pin FrOm cards"))
                .isEqualTo(fingerprint("7 UNION SELECT pin FROM cards"))
                .isNotNull();
    }

    @Test
    void fingerprint_plainCommentBetweenWords_isLikeWhiteSpace() {
        assertThat(fingerprint("7/**/union/* */select/**/pin from cards")).isEqualTo("1UEnk");
    }

    @Test
    void fingerprint_conditionalCommentOfMySql_isEvilByItself() {
        assertThat(fingerprint("7 /*!50000 union*/ select 8")).isEqualTo("X");
    }

    @Test
    void fingerprint_nestedComment_isEvilByItself() {
        assertThat(fingerprint("7 /* a /* b */ c */ 8")).isEqualTo("X");
    }

    @Test
    void fingerprint_hashThatOnlyMySqlTakesForAComment_isTriedAsMySql() {
        assertThat(fingerprint("x' < 7 # rest")).isEqualTo("so1c");
    }

    @Test
    void fingerprint_escapedQuote_doesNotEndTheString() {
        assertThat(fingerprint("a\\' or 7=7 -- ")).isNull();
        assertThat(fingerprint("a\\\\' or 7=7 -- ")).isEqualTo("s&1c");
        assertThat(fingerprint("a'' or 7=7 -- ")).isNull();
    }

    @Test
    void fingerprint_span_readsNothingOutsideIt() {
        byte[] bytes = "7 union select pin from cards".getBytes(ISO_8859_1);
        assertThat(SqlInjection.fingerprint(bytes, 15, bytes.length)).isNull();
        assertThat(SqlInjection.fingerprint(bytes, 0, 7)).isNull();
        byte[] framed = ("select '" + "7 or 7=7 -- " + "' and").getBytes(ISO_8859_1);
        assertThat(SqlInjection.fingerprint(framed, 8, 20)).isEqualTo("1&1c");
    }

    @Test
    void fingerprint_spanOutsideTheBytes_isRefused() {
        assertThatThrownBy(() -> SqlInjection.fingerprint(new byte[3], 1, 4))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "and.", "select.", "1,", "((", "'\\", "''", "1+", "/**/", "--", "#", "$a$b", "[", "`", "@@", "a b ",
                "\\", "{a", "1;;", "b'0", "not ", "\0", "0x", "u&'", "-'", "!!", "\"'`"
            })
    void fingerprint_megabytesOfARepeatedPiece_takesLinearTime(String piece) {
        byte[] bytes = piece.repeat(2_000_000 / piece.length()).getBytes(ISO_8859_1);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> SqlInjection.fingerprint(bytes, 0, bytes.length));
    }

    @Test
    void fingerprint_wordsAndNumbersWithoutAnythingBetween_wouldHaveNoneIfScannedToo() {
        String[] parts = {
            "0x", "0b", "1", "12", "1e", "0b1", "0x1f", "f", "d", "u", "n", "q", "_", "and", "or", "union", "select",
            "int", "not", "in", "if", "user", "\u00e9", "$"
        };
        Random random = new Random(9);
        SqlVerdict verdict = new SqlVerdict();
        int plain = 0;
        for (int round = 0; round < 60_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i >= 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            byte[] bytes = text.toString().getBytes(ISO_8859_1);
            int signs = SqlBytes.signs(bytes, 0, bytes.length);
            if (SqlBytes.isPlain(bytes[0], signs)) {
                plain++;
                assertThat(verdict.fingerprint(bytes, 0, bytes.length, signs))
                        .as("%s", text)
                        .isNull();
            }
        }
        assertThat(plain).isGreaterThan(20_000);
    }

    @Test
    void fingerprint_anyBytes_neverFails() {
        Random random = new Random(5);
        for (int round = 0; round < 60_000; round++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            isWellFormed(SqlInjection.fingerprint(bytes, 0, bytes.length));
        }
    }

    @Test
    void fingerprint_anyMixOfPieces_neverFailsAndIsTheSameAgain() {
        Random random = new Random(6);
        for (int round = 0; round < 60_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]).append(random.nextBoolean() ? " " : "");
            }
            byte[] bytes = text.toString().getBytes(ISO_8859_1);
            String found = SqlInjection.fingerprint(bytes, 0, bytes.length);
            isWellFormed(found);
            byte[] framed = ("'--" + text + "--'").getBytes(ISO_8859_1);
            assertThat(SqlInjection.fingerprint(framed, 3, framed.length - 3))
                    .as("%s", text)
                    .isEqualTo(found);
        }
    }

    private static void isWellFormed(@Nullable String found) {
        if (found != null) {
            assertThat(found).hasSizeBetween(1, 5).matches("[kUBEtfn1vso&cA(){}.,:;T?X\\\\]+");
        }
    }
}
