// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.resty.waf.Interruption;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.RuleProfile;
import dev.resty.waf.RuleStatistics;
import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each embedded rule stops an attack and lets a request through that only looks like it. */
class EmbeddedRulesTest {

    /** The first id of a rule that judges; those below set things up. */
    private static final int FIRST = 22_111_000;

    private static final Map<RuleProfile, Waf> BLOCKING = new EnumMap<>(RuleProfile.class);

    private static final Map<RuleProfile, Waf> DETECTING = new EnumMap<>(RuleProfile.class);

    @BeforeAll
    static void load() {
        for (RuleProfile profile : RuleProfile.values()) {
            BLOCKING.put(profile, Waf.builder().embeddedRules(profile).build());
            DETECTING.put(
                    profile,
                    Waf.builder()
                            .embeddedRules(profile)
                            .rules("SecRuleEngine DetectionOnly", "test")
                            .build());
        }
    }

    @AfterAll
    static void close() {
        BLOCKING.values().forEach(Waf::close);
        DETECTING.values().forEach(Waf::close);
    }

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        return EmbeddedRuleCase.all().stream().map(c -> dynamicTest(c.toString(), () -> check(c)));
    }

    private static void check(EmbeddedRuleCase c) {
        Interruption interruption = send(BLOCKING.get(c.profile()), c.request(), null);
        Set<Integer> matched = new TreeSet<>();
        send(DETECTING.get(c.profile()), c.request(), matched);
        if (c.stops()) {
            assertThat(matched).contains(c.rule());
            assertThat(interruption).isNotNull();
            assertThat(interruption.status()).isBetween(400, 415);
        } else {
            assertThat(matched).isEmpty();
            assertThat(interruption).isNull();
        }
    }

    @Test
    void everyRule_hasAnAttackItStopsAndARequestItLetsThrough() throws IOException {
        Set<Integer> rules = BLOCKING.values().stream()
                .flatMap(waf -> waf.rules().stream())
                .map(RuleStatistics::id)
                .filter(id -> id >= FIRST)
                .collect(Collectors.toCollection(TreeSet::new));
        for (boolean stops : new boolean[] {true, false}) {
            Set<Integer> exercised = EmbeddedRuleCase.all().stream()
                    .filter(c -> c.stops() == stops)
                    .map(EmbeddedRuleCase::rule)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(exercised).isEqualTo(rules);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/vnd.a_b+json",
                "application/a!b+json; charset=utf-8",
                "application/x-json",
                "text/x-json",
                "any/json",
                "application/vnd.a_b+xml"
            })
    void body_ofAnyTypeThatEndsWithJsonOrXml_isTakenApart(String type) {
        String body = type.contains("json")
                ? "{\"q\":\"\\u003cscript\\u003ealert(1)\\u003c/script\\u003e\"}"
                : "<q>&#60;script&#62;alert(1)&#60;/script&#62;</q>";
        String request = "POST / HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: test\r\nAccept: */*\r\nContent-Type: "
                + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;

        Interruption interruption = send(BLOCKING.get(RuleProfile.WEB), request, null);

        assertThat(interruption).isNotNull();
        assertThat(interruption.phase()).isEqualTo(2);
        assertThat(interruption.status()).isEqualTo(403);
    }

    @Test
    void profiles_shareTheRulesOnAttacks() {
        Set<Integer> web = ids(RuleProfile.WEB);
        Set<Integer> api = ids(RuleProfile.API);
        web.removeAll(ids(RuleProfile.API));
        api.removeAll(ids(RuleProfile.WEB));
        assertThat(web).allMatch(id -> id / 1000 == 22_145 || id == 22_110_001);
        assertThat(api).allMatch(id -> id / 1000 == 22_150 || id == 22_110_002 || id == 22_110_003);
    }

    private static Set<Integer> ids(RuleProfile profile) {
        return BLOCKING.get(profile).rules().stream()
                .map(RuleStatistics::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void api_letsThroughWhatRestGraphQlAndODataUse() {
        for (String request : List.of(
                "GET /odata/Products?$filter=Price%20gt%2010%20and%20Category%20eq%20'Milk'&$select=Id,Name&$top=20"
                        + " HTTP/1.1\r\nHost: a\r\n\r\n",
                json(
                        "PATCH",
                        "/items/5",
                        "application/json-patch+json",
                        "[{\"op\":\"replace\",\"path\":\"/a/b\",\"value\":1}]"),
                json("PUT", "/items/5", "application/json", "{\"name\":\"O'Brien & Sons\"}"),
                json("MERGE", "/odata/Products(5)", "application/json", "{\"Price\":9.5}"),
                json(
                        "POST",
                        "/graphql",
                        "application/json",
                        "{\"query\":\"query Orders($id: ID!, $n: Int = 10) { user(id: $id) { orders(first: $n,"
                                + " orderBy: {field: DATE, direction: DESC}) { edges { node { id } } } } }\","
                                + "\"variables\":{\"id\":\"5\"}}"),
                json(
                        "POST",
                        "/graphql",
                        "application/json",
                        "{\"query\":\"mutation { addItem(input: {name: \\\"a\\\"}) { id } }\"}"),
                "DELETE /items/5 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /session?sessionid=5 HTTP/1.1\r\nHost: a\r\n\r\n")) {
            Set<Integer> matched = new TreeSet<>();
            send(DETECTING.get(RuleProfile.API), request, matched);
            assertThat(matched).as(request).isEmpty();
        }
    }

    private static String json(String method, String target, String type, String body) {
        return method + ' ' + target + " HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void methods_setBeforeTheRules_replaceThoseOfTheProfile() {
        try (Waf waf = Waf.builder()
                .rules("SecAction \"id:1,phase:1,pass,nolog,setvar:'tx.resty_methods=GET PROPFIND'\"", "before")
                .embeddedRules(RuleProfile.WEB)
                .build()) {
            assertThat(send(waf, "PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n", null))
                    .isNull();
            assertThat(send(waf, "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", null)).isNotNull();
        }
    }

    @Test
    void brokenJson_isRefusedAsABadRequest() {
        for (RuleProfile profile : RuleProfile.values()) {
            Interruption interruption =
                    send(BLOCKING.get(profile), json("POST", "/", "application/json", "{\"a\":"), null);
            assertThat(interruption).isNotNull();
            assertThat(interruption.status()).isEqualTo(400);
        }
    }

    @Test
    void anExclusionBehindTheRules_letsOneParameterThrough() {
        try (Waf waf = Waf.builder()
                .embeddedRules(RuleProfile.WEB)
                .rules("SecRuleUpdateTargetByTag resty/sql \"!ARGS:comment\"", "exclusions")
                .build()) {
            String attack = "=1%20union%20select%20a HTTP/1.1\r\nHost: a\r\n\r\n";
            assertThat(send(waf, "GET /?comment" + attack, null)).isNull();
            assertThat(send(waf, "GET /?q" + attack, null)).isNotNull();
        }
    }

    /** Runs the first two phases; adds the ids of the rules that matched. */
    private static @Nullable Interruption send(Waf waf, String request, @Nullable Set<Integer> matched) {
        int end = request.indexOf("\r\n\r\n");
        String[] lines = request.substring(0, end).split("\r\n", -1);
        byte[] body = request.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        try (Transaction transaction = waf.newTransaction()) {
            transaction.connection("192.0.2.1", 40000, "192.0.2.2", 80);
            String[] line = lines[0].split(" ", -1);
            transaction.requestLine(line[0], line[1], line[2]);
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                transaction.addRequestHeader(
                        lines[i].substring(0, colon),
                        lines[i].substring(colon + 1).strip());
            }
            if (transaction.processRequestHeaders() == null) {
                transaction.appendRequestBody(body, 0, body.length);
                transaction.processRequestBody();
            }
            if (matched != null) {
                transaction.matchedRules().stream().map(MatchedRule::id).forEach(matched::add);
            }
            return transaction.interruption();
        }
    }
}
