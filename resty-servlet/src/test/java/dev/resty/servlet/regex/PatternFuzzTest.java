// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Whatever the pattern, the options and the subject are: a pattern is refused with a {@link PatternSyntaxException} or
 * searched for, and a search ends, with a {@link RegexExecException} at worst. Others with {@code -Dregex.seed=N}, more of
 * them with {@code -Dregex.times=N}.
 */
class PatternFuzzTest {

    private static final long SEED = Long.getLong("regex.seed", 2026);

    private static final int TIMES = Integer.getInteger("regex.times", 1);

    private static final int MATCH_LIMIT = 5_000;

    private static final String[] PIECES = {
        "(",
        ")",
        "(?:",
        "(?=",
        "(?!",
        "(?<=",
        "(?<!",
        "(?>",
        "(?|",
        "(?<n>",
        "(?P<m>",
        "(?'k'",
        "(?(1)",
        "(?(R)",
        "(?(<n>)",
        "(?(DEFINE)",
        "(?R)",
        "(?1)",
        "(?-1)",
        "(?+1)",
        "(?&n)",
        "(?P>n)",
        "\\1",
        "\\g{-1}",
        "\\k<n>",
        "\\g<1>",
        "(?P=n)",
        "[",
        "]",
        "[^",
        "-",
        "[:alpha:]",
        "\\d",
        "\\W",
        "\\s",
        "\\h",
        "\\v",
        "\\R",
        "\\X",
        "\\C",
        "\\N",
        "\\p{L}",
        "\\P{Lu}",
        "\\pN",
        "\\Q",
        "\\E",
        "\\b",
        "\\B",
        "\\A",
        "\\Z",
        "\\z",
        "\\G",
        "\\K",
        "^",
        "$",
        ".",
        "|",
        "*",
        "+",
        "?",
        "{2}",
        "{0,3}",
        "{1,}",
        "{",
        "}",
        "*?",
        "++",
        "(?i)",
        "(?x)",
        "(?s-m)",
        "(?J)",
        "(?U)",
        "(?#",
        "#",
        " ",
        "\n",
        "a",
        "b",
        "ab",
        "A",
        "0",
        "\\x41",
        "\\x{e9}",
        "\\o{101}",
        "\\007",
        "\\e",
        "\\c[",
        "\\",
        "(*UTF8)",
        "(*UCP)",
        "(*LIMIT_MATCH=9)",
        "(*F)",
        "(*ACCEPT)",
        "(*COMMIT)",
        "(*SKIP)",
        "(*SKIP:n)",
        "(*MARK:n)",
        "(*PRUNE)",
        "(*THEN)",
        "(?C1)",
        "\u00c3\u00a9",
        "\u00ff",
        "\u0000",
        "{65535}",
        "(?<="
    };

    private static final String OPTIONS = "adijmosuxDJU";

    private final SplittableRandom random = new SplittableRandom(SEED);

    private int compiled;

    private int searched;

    private int gaveUp;

    private String pattern() {
        StringBuilder pattern = new StringBuilder();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            if (random.nextInt(8) == 0) {
                pattern.append((char) random.nextInt(256));
            } else {
                pattern.append(PIECES[random.nextInt(PIECES.length)]);
            }
        }
        for (int open = count(pattern, '(') - count(pattern, ')'); open > 0 && random.nextInt(8) > 0; open--) {
            pattern.append(')');
        }
        return pattern.toString();
    }

    private static int count(CharSequence text, char wanted) {
        return (int) text.chars().filter(c -> c == wanted).count();
    }

    private String options() {
        StringBuilder options = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            options.append(OPTIONS.charAt(random.nextInt(OPTIONS.length())));
        }
        return options.toString();
    }

    private byte[] subject() {
        byte[] subject = new byte[random.nextInt(random.nextInt(10) == 0 ? 300 : 16)];
        boolean few = random.nextInt(3) > 0;
        for (int i = 0; i < subject.length; i++) {
            subject[i] = few ? (byte) "ab A0\n\u00e9(".charAt(random.nextInt(8)) : (byte) random.nextInt(256);
        }
        return subject;
    }

    private void search(Pattern pattern, byte[] subject) {
        searched++;
        int from = random.nextInt(4) == 0 ? random.nextInt(subject.length + 1) : 0;
        int[] groups = new int[2 * (pattern.groupCount() + 1)];
        try {
            if (pattern.find(subject, from, groups)) {
                for (int i = 0; i < groups.length; i++) {
                    assertThat(groups[i]).isBetween(-1, subject.length);
                }
                assertThat(pattern.find(subject, 0, subject.length, from, new int[0]))
                        .isTrue();
            }
        } catch (RegexExecException e) {
            gaveUp++;
        }
    }

    private void fuzz(String text, String options) {
        try {
            Pattern pattern = Pattern.compile(text, options, MATCH_LIMIT);
            compiled++;
            for (int i = 0; i < 4; i++) {
                search(pattern, subject());
            }
        } catch (PatternSyntaxException e) {
            assertThat(e.offset()).isBetween(0, text.length());
            assertThat(e.getMessage()).isNotEmpty();
        } catch (RuntimeException | StackOverflowError e) {
            fail("/" + text + "/" + options, e);
        }
    }

    @Test
    void anyPattern_compilesAndSearches_orSaysWhyNot() {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(120L * TIMES), () -> {
            for (int i = 0; i < 40_000 * TIMES; i++) {
                fuzz(pattern(), options());
            }
        });
        assertThat(compiled).isGreaterThan(5_000);
        assertThat(gaveUp).isLessThan(searched / 2);
    }

    @Test
    void deepAndLongPatterns_areRefusedOrSearched() {
        for (String piece :
                new String[] {"(", "(?:", "(?=", "[", "(?>a|", "a{100}", "(a{0,9}", "(?(1)", "\\x{10ffff}"}) {
            for (int times : new int[] {200, 3_000}) {
                String text = piece.repeat(times);
                fuzz(text, "u");
                fuzz(text + ")".repeat(times), "");
            }
        }
        assertThat(searched).isPositive();
    }
}
