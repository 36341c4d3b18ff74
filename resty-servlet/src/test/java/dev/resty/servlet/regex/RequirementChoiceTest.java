// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which literals of a pattern are looked for, and in which order. */
class RequirementChoiceTest {

    private static RequirementChoice choice(String pattern) {
        Node root =
                PatternParser.parse(pattern, PatternOptions.parse(pattern, "i")).root();
        return RequirementChoice.of(Analysis.of(root), true, Analysis.startsSubject(root));
    }

    private static String names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "name" + i).collect(Collectors.joining("|"));
    }

    @Test
    void of_oneRareLiteral_isLookedForAlone() {
        RequirementChoice choice = choice("<script[^>]*>");
        assertThat(choice.gate()).isNull();
        assertThat(choice.required().any()).containsExactly(Literal.of("<script", true));
    }

    @Test
    void of_namesBeforeAParenthesis_looksForTheParenthesisFirst() {
        RequirementChoice choice = choice("\\b(?:abs|asin|chr|cos|count|date|each|exec|link|log|mail|min|rand)\\s*\\(");
        assertThat(choice.gate()).isNotNull();
        assertThat(choice.gate().any()).containsExactly(Literal.of("(", false));
        assertThat(choice.required().any()).hasSizeGreaterThan(5);
    }

    @Test
    void of_moreNamesThanCanBeLookedFor_looksForTheParenthesisAlone() {
        RequirementChoice choice = choice("\\b(?:" + names(LiteralFinder.MOST_LITERALS + 1) + ")\\s*\\(");
        assertThat(choice.gate()).isNull();
        assertThat(choice.required().any()).containsExactly(Literal.of("(", false));
    }

    @Test
    void of_matchesThatStartTheSubject_looksForNothingFirst() {
        assertThat(choice("^(?:get|put|post|head)\\s+.*<!--").gate()).isNull();
    }

    @Test
    void of_nothingButWords_looksForNothing() {
        assertThat(choice("\\w+\\s\\w+")).isEqualTo(RequirementChoice.NOTHING);
    }

    @Test
    void find_firstLiteralThereAndSecondNot_findsNothing() {
        Pattern pattern =
                Pattern.compile("\\b(?:abs|asin|chr|cos|count|date|each|exec|link|log|mail|min|rand)\\s*\\(", "i");
        assertThat(pattern.find("a value (of no interest)")).isFalse();
        assertThat(pattern.find("count of values")).isFalse();
        assertThat(pattern.find("(x) COUNT  (values)")).isTrue();
    }
}
