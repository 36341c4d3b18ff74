// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns with the results that PCRE gives. */
class PatternTest {

    private static String find(String pattern, String options, String subject) {
        Pattern compiled = Pattern.compile(pattern, options);
        int[] groups = new int[2 * (compiled.groupCount() + 1)];
        byte[] bytes = subject.getBytes(ISO_8859_1);
        if (!compiled.find(bytes, 0, groups)) {
            return "nil";
        }
        StringBuilder found = new StringBuilder();
        for (int i = 0; i <= compiled.groupCount(); i++) {
            found.append(i == 0 ? "" : "|");
            found.append(groups[2 * i] < 0 ? "false" : subject.substring(groups[2 * i], groups[2 * i + 1]));
        }
        return found.toString();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`a{,3}`, ``, `a{,3}`, `a{,3}`",
                "`x{`, ``, `x{`, `x{`",
                "`[\\d-z]`, ``, `-`, `-`",
                "`\\8`, ``, `8`, `8`",
                "`]}`, ``, `]}`, `]}`",
                "`a\\Kb`, ``, `ab`, `b`",
                "`(a)\\K(b)(c)`, ``, `abc`, `bc|a|b|c`",
                "`(a)\\K\\1(b)`, ``, `aab`, `ab|a|b`",
                "`(?i:A)b`, ``, `ab`, `ab`",
                "`\\y`, ``, `y`, `y`",
                "`[]a]+`, ``, `a]`, `a]`",
                "`[^]a]`, ``, `b`, `b`",
                "`[a&&b]+`, ``, `&a`, `&a`",
                "`[[a]+`, ``, `[a`, `[a`",
                "`\\Qa.b\\E.`, ``, `a.bc`, `a.bc`",
                "`[\\Q^]\\E]+`, ``, `^]`, `^]`",
                "`a b`, `x`, `ab`, `ab`",
                "`[a b]`, `x`, ` `, ` `",
                "`\\#`, `x`, `#`, `#`",
                "`[[:^alpha:]]`, ``, `a1`, `1`",
                "`[[:upper:]]+`, `i`, `aBc`, `aBc`",
                "`[[:punct:]]+`, ``, `a!~b`, `!~`",
                "`(?U)a+`, ``, `aaa`, `a`",
                "`(?U)a+?`, ``, `aaa`, `aaa`",
                "`(?<a_1>x)`, ``, `x`, `x|x`",
                "`(?P<n>x)(?P=n)`, ``, `xx`, `xx|x`",
                "`(?'n'x)\\k<n>\\k'n'\\k{n}\\g{n}`, ``, `xxxxx`, `xxxxx|x`",
                "`(a)(b)\\g{-1}\\g1`, ``, `abba`, `abba|a|b`",
                "`\\1(a)`, ``, `a`, `nil`",
                "`(a)\\10`, ``, `a\b`, `a\b|a`",
                "`(a)|(b)`, ``, `b`, `b|false|b`",
                "`(?>a+)a`, ``, `aaa`, `nil`",
                "`a++a`, ``, `aaa`, `nil`",
                "`\\x41\\x{42}\\103\\o{104}`, ``, `ABCD`, `ABCD`",
                "`(?<=a|bc)x`, ``, `bcx`, `x`",
                "`(?i)abc(?-i)d`, ``, `ABCd`, `ABCd`",
                "`(a(?i)b|c)D`, ``, `CD`, `CD|C`",
                "`b`, `a`, `ab`, `nil`",
                "`a#c\nb`, `x`, `ab`, `ab`",
                "`a(?#c)+`, ``, `aa`, `aa`",
                "`\\p{Lu}+`, ``, `aBC`, `BC`",
                "`\\pL`, ``, `1a`, `a`",
                "`\\p{^L}`, ``, `a1`, `1`",
                "`\\D\\W\\S`, ``, `a-b`, `a-b`",
                "`[^\\W_]+`, ``, `_ab_`, `ab`",
                "`.+`, ``, `a\rb\nc`, `a\rb`",
            })
    void find_syntaxThatDiffersFromJavas_matchesAsPcreDoes(
            String pattern, String options, String subject, String expected) {
        assertThat(find(pattern, options, subject)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`(abc`, `missing )`, 4",
                "`abc)`, `unmatched parentheses`, 3",
                "`[abc`, `missing terminating ] for character class`, 4",
                "`a{2,1}`, `numbers out of order in {} quantifier`, 5",
                "`*a`, `nothing to repeat`, 0",
                "`a**`, `nothing to repeat`, 2",
                "`a{2}{3}`, `nothing to repeat`, 6",
                "`^*x`, `nothing to repeat`, 1",
                "`(|*)`, `nothing to repeat`, 2",
                "`\\`, `\\ at end of pattern`, 1",
                "`[z-a]`, `range out of order in character class`, 3",
                "`[a-\\d]`, `invalid range in character class`, 4",
                "`[[:foo:]]`, `unknown POSIX class name`, 3",
                "`[:alpha:]`, `POSIX named classes are supported only within a class`, 0",
                "`[[.a.]]`, `POSIX collating elements are not supported`, 1",
                "`(?<n>a)(?<n>b)`, `two named subpatterns have the same name`, 11",
                "`(?P<1a>x)`, `group name must start with a non-digit`, 4",
                "`(?<n`, `syntax error in subpattern name (missing terminator)`, 4",
                "`(?<n-a>x)`, `syntax error in subpattern name (missing terminator)`, 4",
                "`(?z)`, `unrecognized character after (? or (?-`, 2",
                "`(?i`, `unrecognized character after (? or (?-`, 3",
                "`(?`, `unrecognized character after (? or (?-`, 2",
                "`(?P`, `unrecognized character after (?P`, 3",
                "`(?<`, `unrecognized character after (?<`, 3",
                "`(?#`, `missing ) after comment`, 3",
                "`\\1`, `reference to non-existent subpattern`, 2",
                "`(?P=n)`, `reference to non-existent subpattern`, 5",
                "`\\k<n>`, `reference to non-existent subpattern`, 4",
                "`a{70000}`, `number too big in {} quantifier`, 7",
                "`x{99999999}`, `number too big in {} quantifier`, 7",
                "`\\c`, `\\c at end of pattern`, 2",
                "`\\L`, `PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u`, 1",
                "`\\x{100}`, `character value in \\x{} or \\o{} is too large`, 6",
                "`\\x{zz`, `non-hex character in \\x{} (closing brace missing?)`, 3",
                "`[\\N]`, `\\N is not supported in a class`, 2",
                "`\\p{Foo}`, `unknown property name after \\P or \\p`, 6",
                "`\\p{`, `malformed \\P or \\p sequence`, 3",
                "`(?<=a+)b`, `lookbehind assertion is not fixed length`, 6",
            })
    void compile_brokenPattern_saysWhatPcreSays(String pattern, String reason, int offset) {
        PatternSyntaxException error =
                catchThrowableOfType(PatternSyntaxException.class, () -> Pattern.compile(pattern, ""));
        assertThat(error).isNotNull().hasMessage(reason);
        assertThat(error.offset()).isEqualTo(offset);
        assertThat(error.pattern()).isEqualTo(pattern);
    }

    @Test
    void compile_optionDuplicateNames_givesAllGroupsOfAName() {
        Pattern pattern = Pattern.compile("(?<n>a)|(?<n>b)", "D");
        assertThat(pattern.groupNames()).containsOnly(java.util.Map.entry("n", List.of(1, 2)));
    }

    @Test
    void find_optionLongest_takesTheLongestOfTheLeftmost() {
        assertThat(find("a|ab|abc", "", "xxabcd")).isEqualTo("a");
        assertThat(find("a|ab|abc", "d", "xxabcd")).isEqualTo("abc");
        assertThat(find("a+?", "d", "xaaa")).isEqualTo("aaa");
        int[] groups = new int[4];
        assertThat(Pattern.compile("(a)|ab", "d").find("ab".getBytes(ISO_8859_1), 0, groups))
                .isTrue();
        assertThat(groups).containsExactly(0, 2, -1, -1);
    }

    @Test
    void find_dollarAndEnds_knowOnlyTheLineFeed() {
        assertThat(find("a$", "", "a\n")).isEqualTo("a");
        assertThat(find("a$", "", "a\r")).isEqualTo("nil");
        assertThat(find("a\\Z", "", "a\n")).isEqualTo("a");
        assertThat(find("a\\z", "", "a\n")).isEqualTo("nil");
        assertThat(find("^b$", "m", "a\nb\nc")).isEqualTo("b");
        assertThat(find("a.b", "s", "a\nb")).isEqualTo("a\nb");
        assertThat(find("a.b", "", "a\u0085b")).isEqualTo("a\u0085b");
    }

    @Test
    void find_bytes_areNotLetters() {
        assertThat(find("\\w", "", "\u00e9")).isEqualTo("nil");
        assertThat(find("a\\b", "", "a\u00e9")).isEqualTo("a");
        assertThat(find("\u00e9", "i", "\u00c9")).isEqualTo("nil");
        assertThat(find("\\h+", "", " \t\u00a0")).isEqualTo(" \t\u00a0");
    }

    @Test
    void find_utf8_givesOffsetsInBytes() {
        byte[] subject = "h\u00e9\ud83d\ude00x".getBytes(StandardCharsets.UTF_8);
        String pattern = new String("(\u00c9)(.)x".getBytes(StandardCharsets.UTF_8), ISO_8859_1);
        int[] groups = new int[6];
        assertThat(Pattern.compile(pattern, "iu").find(subject, 0, groups)).isTrue();
        assertThat(groups).containsExactly(1, 8, 1, 3, 3, 7);
    }

    @Test
    void find_utf8ModeOnOtherBytes_givesUp() {
        assertThatThrownBy(() -> find(".", "u", "\u00ff")).hasMessage("pcre_exec() failed: -10");
        Pattern dot = Pattern.compile(".", "u");
        assertThatThrownBy(() -> dot.find("\u00e9".getBytes(StandardCharsets.UTF_8), 1, new int[2]))
                .hasMessage("pcre_exec() failed: -11");
    }

    @Test
    void find_exponentialPattern_givesUp() {
        Pattern pattern = Pattern.compile("(x?)(?:a|a|aa)+\\1$", "");
        assertThatThrownBy(() -> pattern.find("a".repeat(40) + "b")).hasMessage("pcre_exec() failed: -8");
    }

    @Test
    void find_matchLimit_bindsOneSearch() {
        Pattern pattern = Pattern.compile("(a?)a*\\1b", "", 1_000);
        assertThat(pattern.find("aaaab")).isTrue();
        assertThatThrownBy(() -> pattern.find("a".repeat(200) + "cb")).hasMessage("pcre_exec() failed: -8");
    }

    @Test
    void find_longSubjectForRecursion_matchesAllTheSame() {
        assertThat(Pattern.compile("^(?:a|b)*c$", "").find("ab".repeat(50_000) + "c"))
                .isTrue();
    }

    @Test
    void find_deeperThanAnyStack_matchesAllTheSame() {
        Pattern pattern = Pattern.compile("^(?:a|b)*c$", "");
        assertThat(pattern.find("ab".repeat(8_000_000) + "c")).isTrue();
    }

    @Test
    void find_fromOffset_looksBehindIt() {
        int[] groups = new int[2];
        byte[] subject = "aab".getBytes(ISO_8859_1);
        assertThat(Pattern.compile("(?<=a)b", "").find(subject, 2, groups)).isTrue();
        assertThat(groups).containsExactly(2, 3);
        assertThat(Pattern.compile("^b", "").find(subject, 2, groups)).isFalse();
        assertThat(Pattern.compile("\\Gb", "").find(subject, 2, groups)).isTrue();
    }

    @Test
    void groupNames_threeSpellings_haveNumbers() {
        Pattern pattern = Pattern.compile("(a)(?<first_1>b)(?P<_2>c)(?'third'd)", "");
        assertThat(pattern.groupCount()).isEqualTo(4);
        assertThat(pattern.groupNames())
                .containsOnly(
                        java.util.Map.entry("first_1", List.of(2)),
                        java.util.Map.entry("_2", List.of(3)),
                        java.util.Map.entry("third", List.of(4)));
    }
}
