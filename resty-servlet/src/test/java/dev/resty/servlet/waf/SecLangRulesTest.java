// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.waf.EngineMode;
import dev.resty.waf.Interruption;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.MatchedValue;
import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import dev.resty.waf.WafException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rules do to transactions, in SecLang's words. */
class SecLangRulesTest {

    private static Waf waf(String rules) {
        return Waf.builder().rules("SecRequestBodyAccess On\n" + rules, "rules").build();
    }

    private static Transaction get(Waf waf, String target) {
        Transaction transaction = waf.newTransaction();
        transaction.connection("127.0.0.1", 1234, "127.0.0.2", 80);
        transaction.requestLine("GET", target, "HTTP/1.1");
        transaction.addRequestHeader("Host", "localhost");
        return transaction;
    }

    private static @Nullable Interruption request(Transaction transaction) {
        Interruption interruption = transaction.processRequestHeaders();
        return interruption == null ? transaction.processRequestBody() : interruption;
    }

    private static List<Integer> ids(Transaction transaction) {
        return transaction.matchedRules().stream().map(MatchedRule::id).toList();
    }

    @Test
    void deny_match_interruptsWithStatusAndLeavesLaterRulesOut() {
        Waf waf = waf("SecRule ARGS:a \"@streq x\" \"id:1,phase:1,deny,status:418,msg:'no %{MATCHED_VAR}'\"\n"
                + "SecRule ARGS \"@rx .\" \"id:2,phase:1,pass\"");
        Transaction transaction = get(waf, "/?a=x");
        Interruption interruption = request(transaction);
        assertThat(interruption).isEqualTo(new Interruption(1, Interruption.Kind.DENY, 418, null, 1));
        assertThat(ids(transaction)).containsExactly(1);
        assertThat(transaction.matchedRules().get(0).message()).isEqualTo("no x");
        assertThat(request(get(waf, "/?a=y"))).isNull();
        assertThat(waf.statistics().interruptions()).isEqualTo(1);
    }

    @Test
    void block_defaultAction_doesWhatItSays() {
        Waf waf = waf("SecDefaultAction \"phase:2,log,auditlog,redirect:/stop?%{UNIQUE_ID}\"\n"
                + "SecRule ARGS \"@streq x\" \"id:1,phase:2,block\"");
        Transaction transaction = get(waf, "/?a=x");
        assertThat(request(transaction))
                .isEqualTo(new Interruption(1, Interruption.Kind.REDIRECT, 302, "/stop?" + transaction.id(), 2));
    }

    @Test
    void detectionOnly_match_tellsButDoesNotInterrupt() {
        Waf waf = waf("SecRuleEngine DetectionOnly\nSecRule ARGS \"@streq x\" \"id:1,phase:1,deny\"");
        Transaction transaction = get(waf, "/?a=x");
        assertThat(request(transaction)).isNull();
        assertThat(transaction.matchedRules().get(0).disruptive()).isTrue();
        assertThat(waf.statistics().detections()).isEqualTo(1);
    }

    @Test
    void detectionOnly_allow_leavesNothingOut() {
        for (String allow : List.of("allow", "allow:phase", "allow:request")) {
            Waf waf = waf(
                    "SecRuleEngine DetectionOnly\nSecAction \"id:1,phase:1," + allow + "\"\n"
                            + "SecRule ARGS \"@streq x\" \"id:2,phase:1,deny\"\nSecRule ARGS \"@streq x\" \"id:3,phase:2,pass\"");
            Transaction transaction = get(waf, "/?a=x");
            request(transaction);
            assertThat(ids(transaction)).as(allow).containsExactly(1, 2, 3);
        }
    }

    @Test
    void matches_ofManyRulesOnALongValue_areKeptInPart() {
        StringBuilder rules = new StringBuilder("SecRuleEngine DetectionOnly\n");
        for (int id = 1; id <= 200; id++) {
            rules.append("SecRule ARGS \"@contains x\" \"id:")
                    .append(id)
                    .append(",phase:1,block,msg:'%{MATCHED_VAR_NAME}',logdata:'%{MATCHED_VAR}'\"\n");
        }
        Transaction transaction = get(
                waf(rules.toString()),
                "/?a=" + "x".repeat(50_000) + "&b=12x&" + "n".repeat(50_000) + '=' + "x".repeat(50_000));
        request(transaction);

        List<MatchedRule> matched = transaction.matchedRules();
        assertThat(matched).hasSize(200);
        assertThat(matched.get(0).matches())
                .extracting(MatchedValue::variable)
                .startsWith("ARGS:a", "ARGS:b")
                .hasSize(3);
        assertThat(matched.get(0).matches().get(0).value()).isEqualTo("x".repeat(2048));
        assertThat(matched.get(199).matches()).extracting(MatchedValue::value).contains("12x");
        long kept = 0;
        for (MatchedRule rule : matched) {
            kept += rule.message().length() + rule.data().length();
            for (MatchedValue match : rule.matches()) {
                kept += match.variable().length() + match.value().length();
            }
        }
        assertThat(kept).isLessThan(1_100_000);
        assertThat(transaction.describe(matched.get(0)))
                .contains("1948 or more characters omitted")
                .hasSizeLessThan(2000);
    }

    @Test
    void responseBodies_ofConfiguredTypesAreLookedAt_neverThoseOfStreamsUpgradesOrWithoutABody() {
        Waf waf = waf("SecResponseBodyAccess On\nSecResponseBodyMimeType text/event-stream text/html\n"
                + "SecRule STATUS \"@streq 200\" \"id:1,phase:3,pass\"");
        assertThat(looksAtBody(waf, "GET", 200, "text/html; charset=utf-8")).isTrue();
        assertThat(looksAtBody(waf, "GET", 200, "application/json")).isFalse();
        assertThat(looksAtBody(waf, "GET", 200, "text/event-stream")).isFalse();
        assertThat(looksAtBody(waf, "GET", 101, "text/html")).isFalse();
        assertThat(looksAtBody(waf, "GET", 204, "text/html")).isFalse();
        assertThat(looksAtBody(waf, "HEAD", 200, "text/html")).isFalse();
    }

    private static boolean looksAtBody(Waf waf, String method, int status, String type) {
        try (Transaction transaction = waf.newTransaction()) {
            transaction.requestLine(method, "/", "HTTP/1.1");
            request(transaction);
            assertThat(transaction.looksAtResponseBodies()).isTrue();
            transaction.addResponseHeader("Content-Type", type);
            transaction.processResponseHeaders(status, "HTTP/1.1");
            assertThat(ids(transaction)).isEqualTo(status == 200 ? List.of(1) : List.of());
            return transaction.responseBodyAccess();
        }
    }

    @Test
    void chain_everyLink_mustMatch() {
        Waf waf = waf("SecRule ARGS:a \"@rx ^x(.)\" \"id:1,phase:1,deny,capture,chain,setvar:tx.first=+1\"\n"
                + "SecRule TX:1 \"@streq y\" \"setvar:tx.last=%{TX.0}\"");
        Transaction transaction = get(waf, "/?a=xz");
        assertThat(request(transaction)).isNull();
        assertThat(transaction.variable("tx.first")).isEqualTo("1");
        assertThat(transaction.variable("tx.last")).isNull();
        Transaction other = get(waf, "/?a=xy");
        assertThat(request(other)).isNotNull();
        assertThat(other.variable("TX.Last")).isEqualTo("xy");
    }

    @Test
    void setvar_eachMatchedValue_countsOnce() {
        Waf waf = waf("SecRule ARGS \"@rx x\" \"id:1,phase:1,pass,setvar:tx.n=+2\"");
        Transaction transaction = get(waf, "/?a=x&b=y&c=xx");
        request(transaction);
        assertThat(transaction.variable("tx.n")).isEqualTo("4");
        assertThat(transaction.matchedRules()).hasSize(1);
        assertThat(transaction.matchedRules().get(0).matches()).hasSize(2);
    }

    @Test
    void skipAfter_match_continuesBehindTheMarker() {
        Waf waf = waf("SecAction \"id:1,phase:1,nolog,pass,skipAfter:END\"\nSecAction \"id:2,phase:1,deny\"\n"
                + "SecMarker END\nSecAction \"id:3,phase:1,pass,skip:1\"\nSecAction \"id:4,phase:1,pass\"\n"
                + "SecAction \"id:5,phase:1,pass\"");
        Transaction transaction = get(waf, "/");
        assertThat(request(transaction)).isNull();
        assertThat(ids(transaction)).containsExactly(3, 5);
    }

    @Test
    void allow_kinds_leaveOutPhasePhasesOrRequest() {
        for (String allow : List.of("allow", "allow:phase", "allow:request")) {
            Waf waf = waf(
                    "SecAction \"id:1,phase:1,nolog," + allow + "\"\nSecAction \"id:2,phase:1,pass\"\n"
                            + "SecAction \"id:3,phase:2,pass\"\nSecAction \"id:4,phase:3,pass\"\nSecAction \"id:5,phase:5,pass\"");
            Transaction transaction = get(waf, "/");
            request(transaction);
            transaction.processResponseHeaders(200, "HTTP/1.1");
            transaction.close();
            assertThat(ids(transaction))
                    .as(allow)
                    .isEqualTo(
                            allow.equals("allow")
                                    ? List.of(5)
                                    : allow.endsWith("phase") ? List.of(3, 4, 5) : List.of(4, 5));
        }
    }

    @Test
    void targets_countsExclusionsAndPatterns_namesInAnyCase() {
        Waf waf = waf("SecRule &ARGS \"@eq 3\" \"id:1,phase:1,pass\"\n"
                + "SecRule ARGS|!ARGS:B \"@streq 2\" \"id:2,phase:1,pass\"\n"
                + "SecRule ARGS:/^b$/ \"@streq 2\" \"id:3,phase:1,pass,msg:'%{MATCHED_VAR_NAME}'\"\n"
                + "SecRule &ARGS:none \"@eq 0\" \"id:4,phase:1,pass\"\n"
                + "SecRule ARGS:none \"!@rx x\" \"id:5,phase:1,pass\"");
        Transaction transaction = get(waf, "/?a=1&b=2&c=3");
        request(transaction);
        assertThat(ids(transaction)).containsExactly(1, 3, 4);
        assertThat(transaction.matchedRules().get(1).message()).isEqualTo("ARGS:b");
    }

    @Test
    void updates_targetsActionsRemovals_applyWhereverTheyStand() {
        Waf waf = waf("SecRuleRemoveById 3\n"
                + "SecRule ARGS \"@streq x\" \"id:1,phase:1,deny,tag:'one'\"\n"
                + "SecRule ARGS \"@streq x\" \"id:2,phase:1,deny,tag:'two'\"\n"
                + "SecRule ARGS \"@streq x\" \"id:3,phase:1,deny\"\n"
                + "SecRule ARGS \"@streq x\" \"id:4,phase:1,deny,msg:'gone'\"\n"
                + "SecRuleUpdateTargetById 1 \"!ARGS:a\"\nSecRuleUpdateActionById 2 \"pass\"\nSecRuleRemoveByMsg gone");
        Transaction transaction = get(waf, "/?a=x");
        assertThat(request(transaction)).isNull();
        assertThat(ids(transaction)).containsExactly(2);
        assertThat(waf.rules()).hasSize(2);
    }

    @Test
    void exclusionsFromJava_rulesTagsTargets_changePhasesToCome() {
        Waf waf = waf("SecRule ARGS \"@streq x\" \"id:1,phase:2,deny,tag:'t/one'\"\nSecAction \"id:2,phase:2,pass\"");
        Transaction byId = get(waf, "/?a=x");
        byId.removeRule("1-1");
        assertThat(request(byId)).isNull();
        Transaction byTag = get(waf, "/?a=x");
        byTag.removeRulesByTag("t/one");
        assertThat(request(byTag)).isNull();
        Transaction target = get(waf, "/?a=x");
        target.removeTarget("1", "ARGS:A");
        assertThat(request(target)).isNull();
        Transaction other = get(waf, "/?a=x&b=x");
        other.removeTargetByTag("t/one", "ARGS:a");
        assertThat(request(other)).isNotNull();
    }

    @Test
    void addRules_oneTransaction_runBehindTheOthers() {
        Waf waf = waf("SecAction \"id:1,phase:2,nolog,pass,setvar:tx.a=1\"");
        Transaction transaction = get(waf, "/?a=x");
        transaction.addRules("SecRule TX:a \"@eq 1\" \"id:1,phase:2,deny\"", "script");
        assertThat(request(transaction)).isNotNull();
        assertThat(request(get(waf, "/?a=x"))).isNull();
        assertThatThrownBy(() -> transaction.addRules("SecRule ARGS x", "script"))
                .isInstanceOf(WafException.class)
                .hasMessageStartingWith("script:1: ");
    }

    @Test
    void mode_changedByRuleOrCaller_countsAtOnce() {
        Waf waf = waf("SecRule ARGS:off \"@eq 1\" \"id:1,phase:1,nolog,pass,ctl:ruleEngine=Off\"\n"
                + "SecRule ARGS:a \"@streq x\" \"id:2,phase:2,deny\"");
        assertThat(request(get(waf, "/?a=x&off=1"))).isNull();
        Transaction watched = get(waf, "/?a=x");
        watched.mode(EngineMode.DETECTION_ONLY);
        assertThat(request(watched)).isNull();
        assertThat(ids(watched)).containsExactly(2);
    }

    @Test
    void body_formAndLimit_makeArgumentsOrInterrupt() {
        Waf waf = waf("SecRequestBodyLimit 10\nSecRule ARGS_POST:a \"@streq x\" \"id:1,phase:2,deny\"");
        Transaction form = get(waf, "/");
        form.addRequestHeader("Content-Type", "application/x-www-form-urlencoded");
        form.processRequestHeaders();
        byte[] body = "a=x".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(form.appendRequestBody(body, 0, body.length)).isNull();
        assertThat(form.processRequestBody()).isNotNull();
        Transaction large = get(waf, "/");
        large.processRequestHeaders();
        assertThat(large.appendRequestBody(new byte[11], 0, 11))
                .isEqualTo(new Interruption(0, Interruption.Kind.DENY, 413, null, 2));
    }

    @Test
    void ruleError_patternGivesUp_blocksOrLogsAsConfigured() {
        String rule = "SecRule ARGS \"@rx (?=(a+)+$)b|(a+)+\\1c\" \"id:1,phase:1,pass\"";
        String target = "/?a=" + "a".repeat(40) + "!";
        Waf blocking = waf("SecPcreMatchLimit 1000\n" + rule);
        assertThat(request(get(blocking, target))).isNotNull();
        assertThat(blocking.statistics().ruleErrors()).isEqualTo(1);
        Waf logging = waf("SecPcreMatchLimit 1000\nSecRxErrorAction log\n" + rule);
        Transaction transaction = get(logging, target);
        assertThat(request(transaction)).isNull();
        assertThat(transaction.variable("MSC_PCRE_LIMITS_EXCEEDED")).isEqualTo("1");
    }

    @Test
    void load_whatIsNotUnderstood_saysFileAndLine() {
        assertProblem("SecRule ARGS \"@rx x\" \"phase:1\"", "a rule needs an id");
        assertProblem(
                "SecRule ARGS \"@rx x\" \"id:7\"\nSecRule ARGS \"@rx x\" \"id:7\"",
                "the id 7 is taken by the rule at rules:1");
        assertProblem(
                "SecRule PERF_ALL \"@rx x\" \"id:1\"",
                "unknown variable PERF_ALL, nor in ModSecurity v3: meters tell what the rules cost");
        assertProblem("SecRule NOTHING \"@rx x\" \"id:1\"", "unknown variable NOTHING");
        assertProblem("SecRule ARGS \"@none x\" \"id:1\"", "@none");
        assertProblem("SecRule ARGS \"@rx (\" \"id:1\"", "@rx");
        assertProblem("SecRule ARGS \"@rx x\" \"id:1,nonsense\"", "unknown action nonsense");
        assertProblem("SecRule ARGS \"@rx x\" \"id:1,t:nonsense\"", "unknown transformation nonsense");
        assertProblem("SecRule ARGS \"@rx x\" \"id:1,skipAfter:X\"", "skipAfter:X leads nowhere");
        assertProblem("SecRule ARGS \"@rx x\" \"id:1,chain\"", "a chain isn't complete");
        assertProblem(
                "SecRule ARGS \"@rx x\" \"id:1,chain\"\nSecRule ARGS \"@rx x\" \"id:2\"",
                "only the first rule of a chain");
        assertProblem("SecRule ARGS \"@rx x\" \"id:1,phase:9\"", "unknown phase 9");
        assertProblem("SecRule ARGS \"@rx x\" \"id:1,severity:LOUD\"", "unknown severity LOUD");
    }

    private static void assertProblem(String rules, String problem) {
        int line = rules.split("\n").length;
        assertThatThrownBy(() -> Waf.builder().rules(rules, "rules").build())
                .isInstanceOf(WafException.class)
                .hasMessageStartingWith("rules:" + (problem.startsWith("a chain isn't") ? 1 : line) + ": ")
                .hasMessageContaining(problem);
    }

    @Test
    void reload_brokenRules_keepsTheLastGoodOnes(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("a.conf"), "SecAction \"id:1,phase:1,deny\"\n");
        Waf waf = Waf.builder().rulesFile(file).build();
        Transaction before = get(waf, "/");
        Files.writeString(file, "SecRule nonsense");
        assertThatThrownBy(waf::reload).isInstanceOf(WafException.class);
        assertThat(request(get(waf, "/"))).isNotNull();
        Files.writeString(file, "SecAction \"id:1,phase:1,pass\"\n");
        waf.reload();
        assertThat(request(get(waf, "/"))).isNull();
        assertThat(request(before)).isNotNull();
        assertThat(waf.statistics().reloads()).isEqualTo(1);
        assertThat(waf.statistics().failedReloads()).isEqualTo(1);
    }
}
