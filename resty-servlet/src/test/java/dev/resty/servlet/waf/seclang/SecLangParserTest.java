// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.waf.seclang.Statement.ActionSyntax;
import dev.resty.servlet.waf.seclang.Statement.IdRange;
import dev.resty.servlet.waf.seclang.Statement.OperatorSyntax;
import dev.resty.servlet.waf.seclang.Statement.RuleSelection;
import dev.resty.servlet.waf.seclang.Statement.TargetSyntax;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecLangParserTest {

    private static List<Statement> parse(String text) {
        return SecLangParser.parse(RuleSource.text(text, "test.conf", Path.of("")));
    }

    private static Statement.Rule rule(String text) {
        return (Statement.Rule) parse(text).get(0);
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(SecLangSyntaxException.class)
                .hasMessage(message);
    }

    @Test
    void rule_overSeveralLines_isOneStatementWithItsFirstLine() {
        List<Statement> statements = parse("""
                # a comment
                SecRuleEngine On

                SecRule ARGS|!ARGS:token "@rx ^a b$" \\
                    "id:1,\\
                    phase:2,\\
                    deny"
                SecMarker END
                """);

        assertThat(statements).hasSize(3);
        assertThat(statements.get(1).place()).hasToString("test.conf:4");
        assertThat(statements.get(1)).isInstanceOfSatisfying(Statement.Rule.class, rule -> {
            assertThat(rule.targets())
                    .containsExactly(
                            new TargetSyntax("ARGS", null, false, false, false),
                            new TargetSyntax("ARGS", "token", false, false, true));
            assertThat(rule.operator()).isEqualTo(new OperatorSyntax("rx", "^a b$", false));
            assertThat(rule.actions())
                    .containsExactly(
                            new ActionSyntax("id", "1"),
                            new ActionSyntax("phase", "2"),
                            new ActionSyntax("deny", null));
        });
        assertThat(statements.get(2).place()).hasToString("test.conf:8");
    }

    @Test
    void lines_withCarriageReturnsAndByteOrderMark_areAsWithout() {
        List<Statement> statements =
                parse("\u00ef\u00bb\u00bfSecRule ARGS x \\\r\n  \"id:1,\\\r\n  deny\"\r\nSecRuleEngine Off\r\n");

        assertThat(((Statement.Rule) statements.get(0)).actions()).hasSize(2);
        assertThat(((Statement.Directive) statements.get(1)).arguments()).containsExactly("Off");
        assertThat(statements.get(1).place().line()).isEqualTo(4);
    }

    @Test
    void comment_endingInBackslash_goesOnInTheNextLine() {
        assertThat(parse("# one \\\n# two \\\n three\nSecRuleEngine On")).hasSize(1);
    }

    @Test
    void comment_endingInBackslashInFrontOfARule_isRefusedSoThatTheRuleIsNotLost() {
        assertRefused(
                "# why \\\nSecRule ARGS x \"id:1\"",
                "test.conf:2: the comment above ends in a backslash, so that this line would belong to it: take the"
                        + " backslash away, or put # in front of this line");
    }

    @Test
    void words_escapedQuote_losesItsBackslashAndNoOtherDoes() {
        assertThat(rule("SecRule ARGS \"@rx [\\\"'`]\\\\d\\\\\\\"\" \"id:1\"")
                        .operator()
                        .argument())
                .isEqualTo("[\"'`]\\\\d\\\\\"");
        assertThat(rule("SecRule ARGS '@rx \\'\\d\"' 'id:1'").operator().argument())
                .isEqualTo("'\\d\"");
        assertThat(rule("SecRule ARGS `@rx \\\"'` `id:1`").operator().argument())
                .isEqualTo("\\\"'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "@pm a b; pm; a b; false",
                "!@rx ^\\d+$; rx; ^\\d+$; true",
                "! @streq x; streq; x; true",
                "^foo; rx; ^foo; false",
                "!^foo; rx; ^foo; true",
                "@detectSQLi; detectSQLi; ~~; false",
                "user@example; rx; user@example; false",
            })
    void operator_asWritten(String text, String name, String argument, boolean negated) {
        assertThat(rule("SecRule ARGS \"" + text + "\" \"id:1\"").operator())
                .isEqualTo(new OperatorSyntax(name, argument, negated));
    }

    @Test
    void operator_withSpaceInFrontOfPattern_keepsItWhereNoNameIsWritten() {
        assertThat(rule("SecRule ARGS \" x \" \"id:1\"").operator().argument()).isEqualTo(" x ");
        assertThat(rule("SecRule ARGS \"@rx x \" \"id:1\"").operator().argument())
                .isEqualTo("x ");
    }

    @Test
    void targets_allKinds() {
        assertThat(rule("SecRule \"&args , !REQUEST_COOKIES:/__utm/|REQUEST_COOKIES:/a\\/b|c/|ARGS:'/x|y, \\' z/'"
                                + "|XML:/*|XML://@*|REQUEST_HEADERS:'a b'|TX:/^a/b$/|ARGS:/p/q|!&TX:x\" x \"id:1\"")
                        .targets())
                .containsExactly(
                        new TargetSyntax("ARGS", null, false, true, false),
                        new TargetSyntax("REQUEST_COOKIES", "__utm", true, false, true),
                        new TargetSyntax("REQUEST_COOKIES", "a\\/b|c", true, false, false),
                        new TargetSyntax("ARGS", "x|y, ' z", true, false, false),
                        new TargetSyntax("XML", "/*", false, false, false),
                        new TargetSyntax("XML", "//@*", false, false, false),
                        new TargetSyntax("REQUEST_HEADERS", "a b", false, false, false),
                        new TargetSyntax("TX", "^a/b$", true, false, false),
                        new TargetSyntax("ARGS", "/p/q", false, false, false),
                        new TargetSyntax("TX", "x", false, true, true));
    }

    @Test
    void targets_withoutQuotesAndQuotedSelector_areOneWord() {
        assertThat(rule("SecRule ARGS:'a b'|ARGS:'/c d/' x \"id:1\"").targets())
                .containsExactly(
                        new TargetSyntax("ARGS", "a b", false, false, false),
                        new TargetSyntax("ARGS", "c d", true, false, false));
    }

    @Test
    void actions_quotesCommasColonsAndMacros() {
        assertThat(rule("SecRule ARGS x \"id:1, phase:2 ,t:none,msg:'it\\'s one, two: \\\"three\\\"',"
                                + "logdata:'%{MATCHED_VAR_NAME}: %{MATCHED_VAR}',setvar:'tx.a=+%{tx.b}',setvar:!tx.c,"
                                + "ctl:ruleRemoveTargetById=942100;ARGS:a,skipAfter:END-X,ver:OWASP CRS/4,redirect:http://a/?b=c,\"")
                        .actions())
                .containsExactly(
                        new ActionSyntax("id", "1"),
                        new ActionSyntax("phase", "2"),
                        new ActionSyntax("t", "none"),
                        new ActionSyntax("msg", "it's one, two: \"three\""),
                        new ActionSyntax("logdata", "%{MATCHED_VAR_NAME}: %{MATCHED_VAR}"),
                        new ActionSyntax("setvar", "tx.a=+%{tx.b}"),
                        new ActionSyntax("setvar", "!tx.c"),
                        new ActionSyntax("ctl", "ruleRemoveTargetById=942100;ARGS:a"),
                        new ActionSyntax("skipAfter", "END-X"),
                        new ActionSyntax("ver", "OWASP CRS/4"),
                        new ActionSyntax("redirect", "http://a/?b=c"));
    }

    @Test
    void updatesAndRemovals_ofRules() {
        assertThat(parse("""
                        SecRuleRemoveById 1 2-4 "5,6-7"
                        SecRuleRemoveByTag "attack-.*"
                        SecRuleRemoveByMsg 'SQL injection'
                        SecRuleUpdateTargetById 942100-942200 "!ARGS:q"
                        SecRuleUpdateTargetByTag OWASP_CRS !ARGS:a|!ARGS:b
                        SecRuleUpdateTargetByMsg "x y" ARGS REQUEST_URI
                        SecRuleUpdateActionById 12:1 "pass,nolog"
                        """))
                .extracting(statement -> {
                    if (statement instanceof Statement.RemoveRules removal) {
                        return removal.rules();
                    }
                    if (statement instanceof Statement.UpdateTargets update) {
                        return List.of(
                                update.rules(),
                                update.targets().toString(),
                                update.replaced().toString());
                    }
                    Statement.UpdateActions update = (Statement.UpdateActions) statement;
                    return List.of(update.id(), update.link(), update.actions().size());
                })
                .containsExactly(
                        new RuleSelection.Ids(
                                List.of(new IdRange(1, 1), new IdRange(2, 4), new IdRange(5, 5), new IdRange(6, 7))),
                        new RuleSelection.Tag("attack-.*"),
                        new RuleSelection.Message("SQL injection"),
                        List.of(new RuleSelection.Ids(List.of(new IdRange(942100, 942200))), "[!ARGS:q]", "[]"),
                        List.of(new RuleSelection.Tag("OWASP_CRS"), "[!ARGS:a, !ARGS:b]", "[]"),
                        List.of(new RuleSelection.Message("x y"), "[ARGS]", "[REQUEST_URI]"),
                        List.of(12, 1, 2));
    }

    @Test
    void directive_ofAnyOtherName_keepsItsWords() {
        assertThat(parse("SecUnicodeMapFile unicode.mapping 20127\nSecArgumentSeparator \"&\""))
                .extracting(statement -> ((Statement.Directive) statement).arguments())
                .containsExactly(List.of("unicode.mapping", "20127"), List.of("&"));
    }

    @Test
    void badText_isRefusedWithItsLineAndWhatToDo() {
        assertRefused(
                "\nSecRule ARGS \"@rx a \"b\" \"id:1\"",
                "test.conf:2: SecRule takes targets, an operator and actions, but has 4 words: put quotes around what has"
                        + " spaces");
        assertRefused(
                "SecRule ARGS \"x\" \"id:1,\ndeny\"",
                "test.conf:1: the \" that begins \"id:1, isn't closed: close it, or end the line with a backslash where it"
                        + " goes on in the next");
        assertRefused(
                "SecRule ARGS \"x\" \"id:1,\\ \n  deny\"",
                "test.conf:1: the \" that begins \"id:1,\\ isn't closed: the backslash at the end of the line has white"
                        + " space behind it, take that away");
        assertRefused("SecRule ARGS: x \"id:1\"", "test.conf:1: expected a name behind ARGS: in the targets ARGS:");
        assertRefused(
                "SecRule ARGS||TX x \"id:1\"", "test.conf:1: expected a variable in the targets ARGS||TX at \"|TX\"");
        assertRefused(
                "SecRule \"ARGS TX\" x \"id:1\"", "test.conf:1: expected | in the targets ARGS TX in front of \"TX\"");
        assertRefused("SecRule ARGS \"@ x\" \"id:1\"", "test.conf:1: expected an operator's name behind @ in \"@ x\"");
        assertRefused(
                "SecAction \"id:1,msg:'a'b',deny\"",
                "test.conf:1: expected a comma behind the value of msg, not \"b',deny\"; a quote in a value needs a"
                        + " backslash in front");
        assertRefused(
                "SecAction \"id:1,msg:'a,deny\"",
                "test.conf:1: the ' that begins the value of msg, 'a,deny, isn't closed");
        assertRefused(
                "SecAction \"id:1,deny log\"",
                "test.conf:1: expected a comma or a colon behind the action deny, not \"log\"");
        assertRefused("SecAction \"id:1,=x\"", "test.conf:1: expected an action at \"=x\"");
        assertRefused("SecAction", "test.conf:1: SecAction takes a list of actions, but has 0 words");
        assertRefused(
                "SecMarker a b",
                "test.conf:1: SecMarker takes a name, but has 2 words: put quotes around what has spaces");
        assertRefused("SecRuleRemoveById 9-1", "test.conf:1: the range of ids 9-1 ends before it begins");
        assertRefused(
                "SecRuleRemoveById 1a",
                "test.conf:1: \"1a\" is no id or range of ids: write a number, or two with a dash between");
        assertRefused(
                "SecRuleRemoveById 99999999999",
                "test.conf:1: \"99999999999\" is no id or range of ids: write a number, or two with a dash between");
        assertRefused(
                "SecRuleScript x.lua id:1 more",
                "test.conf:1: SecRuleScript takes a script and actions, but has 3 words: put quotes around what has"
                        + " spaces");
        assertRefused(
                "SecRemoteRules k https://example.com/",
                "test.conf:1: SecRemoteRules isn't supported: load the file when you deploy, and Include it");
        assertRefused(
                "<IfModule security2_module>",
                "test.conf:1: sections of Apache's configuration such as <IfModule security2_module> aren't understood:"
                        + " take this line and its end away, and use the server's own locations where rules differ");
    }
}
