// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.dict.SharedDict;
import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.CollectionStore;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.OpenCollections;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.store.DictSettings;
import dev.resty.store.Ticker;
import dev.resty.store.heap.HeapStoreProvider;
import dev.resty.waf.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EffectsTest {

    private final SharedDict dict = new HeapStoreProvider(Ticker.system()).openDict(DictSettings.of("waf", 1 << 20));

    private final Variables variables = new Variables();

    private final OpenCollections collections =
            new OpenCollections(new CollectionStore(dict), variables, Bytes.EMPTY, Duration.ofHours(1));

    private final RecordedControl control = new RecordedControl();

    private final List<String> problems = new ArrayList<>();

    private final EffectScope scope = new EffectScope() {
        @Override
        public Variables variables() {
            return variables;
        }

        @Override
        public OpenCollections collections() {
            return collections;
        }

        @Override
        public Transaction transaction() {
            throw new IllegalStateException("there is none");
        }

        @Override
        public void failed(String problem) {
            problems.add(problem);
        }

        @Override
        public Control control() {
            return control;
        }
    };

    private void run(String name, @Nullable String value) {
        Effect effect = Effects.of(name, value);
        assertThat(effect).as(name).isNotNull();
        effect.apply(scope);
    }

    private @Nullable String value(Variable collection, String name) {
        Entry entry = variables.first(collection, Bytes.of(name));
        return entry == null ? null : entry.value().text();
    }

    private static void assertRefused(String name, @Nullable String value, String message) {
        assertThatThrownBy(() -> Effects.of(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void setvar_setsCountsAndRemoves() {
        run("setvar", "tx.score=5");
        run("setvar", "TX.Score=+3");
        assertThat(value(Variable.TX, "score")).isEqualTo("8");
        run("setvar", "tx.score=-10");
        assertThat(value(Variable.TX, "score")).isEqualTo("-2");
        run("setvar", "tx.new=+4");
        assertThat(value(Variable.TX, "new")).isEqualTo("4");
        run("setvar", "tx.flag");
        assertThat(value(Variable.TX, "flag")).isEqualTo("1");
        run("setvar", "!tx.flag");
        assertThat(value(Variable.TX, "flag")).isNull();
        run("setvar", "tx.empty=");
        assertThat(value(Variable.TX, "empty")).isEmpty();
    }

    @Test
    void setvar_macrosInNameAndValue_areExpandedWhenItRuns() {
        run("setvar", "tx.weight=3");
        run("setvar", "tx.total=+%{tx.weight}");
        run("setvar", "tx.weight=4");
        run("setvar", "tx.total=+%{tx.weight}");
        run("setvar", "tx.of_%{tx.total}=a=%{tx.weight}");

        assertThat(value(Variable.TX, "of_7")).isEqualTo("a=4");
        run("setvar", "tx.total=-%{tx.weight}");
        assertThat(value(Variable.TX, "total")).isEqualTo("3");
    }

    @Test
    void setvar_persistentCollection_isKeptOnceItIsOpen() {
        variables.set(Variable.REMOTE_ADDR, Bytes.of("10.0.0.1"));
        run("setvar", "ip.hits=+1");
        assertThat(value(Variable.IP, "hits")).isNull();

        run("initcol", "ip=%{REMOTE_ADDR}_app");
        run("setvar", "ip.hits=+2");
        run("setvar", "ip.note=x");
        run("setvar", "!ip.note");
        run("expirevar", "ip.hits=60");
        run("deprecatevar", "ip.hits=1/10");

        assertThat(value(Variable.IP, "hits")).isEqualTo("2");
        assertThat(value(Variable.IP, "note")).isNull();
        assertThat(value(Variable.IP, "KEY")).isEqualTo("10.0.0.1_app");
    }

    @Test
    void setsidSetuidSetrsc_openTheirCollections() {
        run("setsid", "s1");
        run("setuid", "u1");
        run("setrsc", "/r");
        run("setvar", "session.a=1");
        run("setvar", "user.a=2");
        run("setvar", "resource.a=3");

        assertThat(variables.value(Variable.SESSIONID)).hasToString("s1");
        assertThat(variables.value(Variable.USERID)).hasToString("u1");
        assertThat(value(Variable.SESSION, "a")).isEqualTo("1");
        assertThat(value(Variable.USER, "a")).isEqualTo("2");
        assertThat(value(Variable.RESOURCE, "a")).isEqualTo("3");
    }

    @Test
    void setenv_setsAVariableOfThisTransaction() {
        run("setenv", "waf_score=%{tx.none}7");
        run("setenv", "WAF_SCORE=8");
        run("setenv", "flag");

        assertThat(value(Variable.ENV, "waf_score")).isEqualTo("8");
        assertThat(value(Variable.ENV, "flag")).isEqualTo("1");
        assertThat(new Variables().first(Variable.ENV, Bytes.of("waf_score"))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "ruleRemoveById=942100                         > removeRules 942100 942100",
                "ruleRemoveById=942100-942199                  > removeRules 942100 942199",
                "RuleRemoveByTag=attack-sqli                   > removeRulesByTag attack-sqli",
                "ruleRemoveByMsg=SQL Injection                 > removeRulesByMessage SQL Injection",
                "ruleRemoveTargetById=942100;ARGS:pw           > removeTarget 942100 942100 ARGS:pw",
                "ruleRemoveTargetByTag=OWASP_CRS;ARGS:/^a;b,c/ > removeTargetByTag OWASP_CRS ARGS:/^a;b,c/",
                "ruleRemoveTargetByMsg=x y;REQUEST_BODY        > removeTargetByMessage x y REQUEST_BODY",
                "ruleEngine=DetectionOnly                      > ruleEngine DETECTION_ONLY",
                "ruleEngine=off                                > ruleEngine OFF",
                "requestBodyAccess=On                          > requestBodyAccess true",
                "responseBodyAccess=Off                        > responseBodyAccess false",
                "requestBodyProcessor=json                     > requestBodyProcessor JSON",
                "forceRequestBodyVariable=On                   > forceRequestBodyVariable true",
                "forceResponseBodyVariable=On                  > forceResponseBodyVariable true",
                "requestBodyLimit=1048576                      > requestBodyLimit 1048576",
                "responseBodyLimit=524288                      > responseBodyLimit 524288",
                "parseXmlIntoArgs=OnlyArgs                     > parseXmlIntoArgs ONLY_ARGS",
                "auditEngine=RelevantOnly                      > auditEngine RELEVANT_ONLY",
                "auditLogParts=+E                              > auditLogParts +E",
                "auditLogParts=-ce                             > auditLogParts -CE",
                "auditLogParts=ABHZ                            > auditLogParts ABHZ",
            })
    void ctl_everyOption(String value, String call) {
        run("ctl", value);

        assertThat(control.calls).containsExactly(call);
    }

    @Test
    void ctl_debugLogLevelAndHashEngineOff_haveNoEffect() {
        run("ctl", "debugLogLevel=3");
        run("ctl", "hashEngine=Off");

        assertThat(control.calls).isEmpty();
    }

    @Test
    void sanitise_masksNamedAndMatchedValues() {
        run("sanitiseArg", "password");
        run("sanitizeRequestHeader", "Authorization");
        run("sanitiseResponseHeader", "Set-Cookie");
        variables.addMatch(new Entry(Variable.ARGS, Bytes.of("card"), Bytes.of("4111")), Bytes.of("4111"));
        variables.addMatch(new Entry(Variable.REQUEST_BODY, Bytes.EMPTY, Bytes.of("x")), Bytes.of("x"));
        run("sanitiseMatched", null);
        run("sanitiseMatchedBytes", "1/4");

        assertThat(control.calls)
                .containsExactly(
                        "sanitise ARGS password",
                        "sanitise REQUEST_HEADERS Authorization",
                        "sanitise RESPONSE_HEADERS Set-Cookie",
                        "sanitise ARGS card",
                        "sanitise REQUEST_BODY ",
                        "sanitise ARGS card",
                        "sanitise REQUEST_BODY ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "msg", "deny", "capture", "status", "xmlns", "nonsense"})
    void of_whatIsNoEffect_isNull(String name) {
        assertThat(Effects.of(name, "1")).isNull();
    }

    @Test
    void of_badValues_saysWhatToWrite() {
        String writable = ": write tx.name, ip.name, global.name, session.name, user.name or resource.name";
        assertRefused("setvar", null, "setvar needs a value behind a colon");
        assertRefused("setvar", "args.a=1", "setvar can't change \"args.a\"" + writable);
        assertRefused("setvar", "score=1", "setvar can't change \"score\"" + writable);
        assertRefused("setvar", "tx.=1", "setvar can't change \"tx.\"" + writable);
        assertRefused("setvar", "tx.a=%{nothing.b}", "unknown variable in macro %{nothing.b}");
        assertRefused(
                "expirevar",
                "tx.a=60",
                "expirevar can't change \"tx.a\": write ip.name, global.name, session.name, user.name or resource.name");
        assertRefused("expirevar", "ip.a=soon", "expirevar:ip.a=soon needs seconds: write expirevar:ip.name=60");
        assertRefused("expirevar", "ip.a", "expirevar:ip.a needs seconds: write expirevar:ip.name=60");
        assertRefused(
                "deprecatevar",
                "session.a=60",
                "deprecatevar:session.a=60 needs an amount and seconds: write deprecatevar:session.score=60/300");
        assertRefused(
                "initcol",
                "tx=a",
                "initcol:tx=a names no collection and key: write initcol:ip=%{REMOTE_ADDR}, or global, session, user,"
                        + " resource");
        assertRefused("setenv", "=1", "setenv:=1 needs a name: write setenv:name=value");
        assertRefused("ctl", "ruleRemove=1", "unknown option ctl:ruleRemove");
        assertRefused("ctl", "ruleEngine", "ctl:ruleEngine needs a value behind =");
        assertRefused("ctl", "ruleEngine=yes", "ctl:ruleEngine takes On, Off, DetectionOnly, not \"yes\"");
        assertRefused(
                "ctl",
                "ruleRemoveById=abc",
                "ctl:ruleRemoveById takes ids or ranges of ids such as 942100-942199, not \"abc\"");
        assertRefused(
                "ctl",
                "ruleRemoveTargetById=1",
                "ctl:ruleRemoveTargetById takes rules, a semicolon and a variable such as ARGS:name, not \"1\"");
        assertRefused("ctl", "ruleRemoveTargetById=1;ARG:a", "ctl:ruleRemoveTargetById: unknown variable ARG");
        assertRefused(
                "ctl",
                "requestBodyProcessor=YAML",
                "ctl:requestBodyProcessor takes URLENCODED, MULTIPART, JSON, XML, not \"YAML\"");
        assertRefused("ctl", "requestBodyLimit=1k", "ctl:requestBodyLimit takes a number of bytes, not \"1k\"");
        assertRefused(
                "ctl",
                "auditLogParts=+",
                "ctl:auditLogParts takes letters from A to Z, or + or - and letters, not \"+\"");
        assertRefused("ctl", "hashEngine=On", "ctl:hashEngine can only be Off: there is no hash engine");
        assertRefused(
                "append",
                "x",
                "append isn't supported, nor by ModSecurity v3: change the response's body in body_filter_by_lua*");
        assertRefused(
                "proxy",
                "http://a/",
                "proxy isn't supported, nor by ModSecurity v3: set a variable, and choose the upstream by it in the"
                        + " location");
        assertRefused(
                "pause",
                "100",
                "pause isn't supported, nor by ModSecurity v3, as waiting requests cost the server more than the client:"
                        + " delay it by ngx.sleep in access_by_lua*");
        assertRefused("sanitiseMatched", "x", "sanitisematched takes no value");
    }
}
