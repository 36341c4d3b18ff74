// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.resty.servlet.RestyFilter;
import dev.resty.waf.Interruption;
import dev.resty.waf.Transaction;
import dev.resty.waf.WafException;
import dev.resty.waf.WafListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** An application guarded by {@code resty.waf.*}. */
@Timeout(60)
class RestyWafTest {

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(RestyAutoConfiguration.class, RestyWafAutoConfiguration.class))
            .withPropertyValues("resty.waf.enabled=true");

    @TempDir
    Path folder;

    @Configuration(proxyBeanMethods = false)
    static class Registry {

        @Bean
        SimpleMeterRegistry registry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Interruptions interruptions() {
            return new Interruptions();
        }
    }

    static final class Interruptions implements WafListener {

        final List<Integer> rules = new CopyOnWriteArrayList<>();

        @Override
        public void onInterruption(Transaction transaction, Interruption interruption) {
            rules.add(interruption.ruleId());
        }
    }

    private static int get(AssertableWebApplicationContext context, String path, String parameter, String value)
            throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        request.setQueryString(parameter + "=" + value);
        MockHttpServletResponse response = new MockHttpServletResponse();
        context.getBean(FilterRegistrationBean.class).getFilter().doFilter(request, response, new MockFilterChain());
        return response.getStatus();
    }

    private static boolean passes(AssertableWebApplicationContext context, String path, String value) throws Exception {
        return get(context, path, "q", value) != 403;
    }

    @Test
    void rules_guardTheApplication_butWhatIsExcluded() {
        runner.withPropertyValues(
                        "resty.waf.rules=classpath:waf/plain/",
                        "resty.waf.exclusions[0].path=/search",
                        "resty.waf.exclusions[0].parameter=q",
                        "resty.waf.exclusions[0].rules=1")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(FilterRegistrationBean.class).getFilter())
                            .isInstanceOf(RestyFilter.class);
                    assertThat(passes(context, "/x", "good")).isTrue();
                    assertThat(passes(context, "/x", "evil")).isFalse();
                    assertThat(passes(context, "/search", "evil")).isTrue();
                });
    }

    @Test
    void detectionOnly_andCoreRuleSetLikeFolder() {
        runner.withPropertyValues("resty.waf.rules=classpath:waf/crs/")
                .run(context -> assertThat(passes(context, "/x", "bad")).isFalse());
        runner.withPropertyValues("resty.waf.rules=classpath:waf/plain/", "resty.waf.mode=detection-only")
                .run(context -> assertThat(passes(context, "/x", "evil")).isTrue());
    }

    @Test
    void figures_andListeners_tellWhatMatched() {
        runner.withPropertyValues("resty.waf.rules=classpath:waf/plain/")
                .withUserConfiguration(Registry.class)
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    context.getBean(RestyWafMetrics.class).bindTo(registry);

                    passes(context, "/x", "evil");
                    passes(context, "/x", "good");

                    assertThat(registry.get("resty.waf.matches")
                                    .tag("rule", "1")
                                    .counter()
                                    .count())
                            .isEqualTo(1);
                    assertThat(registry.get("resty.waf.interruptions")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(1);
                    assertThat(registry.get("resty.waf.duration")
                                    .functionTimer()
                                    .count())
                            .isEqualTo(2);
                    assertThat(context.getBean(Interruptions.class).rules).containsExactly(1);
                });
    }

    @Test
    void endpoint_tellsCounts_andReadsRulesAgain() throws Exception {
        Path rules = folder.resolve("own.conf");
        Files.writeString(rules, "SecRule ARGS \"@contains evil\" \"id:1,phase:2,deny,log,msg:'Evil'\"\n");
        runner.withPropertyValues("resty.waf.rules=" + rules).run(context -> {
            RestyWafEndpoint endpoint = context.getBean(RestyWafEndpoint.class);
            assertThat(passes(context, "/x", "evil")).isFalse();
            assertThat(endpoint.waf().toString()).contains("transactions=1").contains("Evil");

            Files.writeString(rules, "SecRule ARGS \"@contains bad\" \"id:1,phase:2,deny\"\n");
            assertThat(endpoint.reload()).isEqualTo(Map.of("reloaded", true));
            assertThat(passes(context, "/x", "evil")).isTrue();
            assertThat(passes(context, "/x", "bad")).isFalse();

            Files.writeString(rules, "SecRule ARGS \"@nonsense\" \"id:1,phase:2,deny\"\n");
            assertThat(endpoint.reload().toString()).contains("reloaded=false").contains("own.conf:1");
            assertThat(passes(context, "/x", "bad")).isFalse();
        });
    }

    @Test
    void reloadInterval_noticesChangedFiles() throws Exception {
        Path rules = folder.resolve("own.conf");
        Files.writeString(rules, "SecRule ARGS \"@contains evil\" \"id:1,phase:2,deny\"\n");
        runner.withPropertyValues("resty.waf.rules=" + folder, "resty.waf.reload-interval=20ms")
                .run(context -> {
                    assertThat(passes(context, "/x", "other")).isTrue();
                    Files.writeString(rules, "SecRule ARGS \"@contains other\" \"id:1,phase:2,deny\"\n");
                    await().untilAsserted(() ->
                            assertThat(passes(context, "/x", "other")).isFalse());
                });
    }

    @Test
    void badRule_stopsTheStart() throws Exception {
        Path rules = folder.resolve("own.conf");
        Files.writeString(rules, "\nSecRule ARGS \"@nonsense\" \"id:1,phase:2,deny\"\n");
        runner.withPropertyValues("resty.waf.rules=" + rules).run(context -> assertThat(context)
                .getFailure()
                .hasStackTraceContaining(WafException.class.getName())
                .hasStackTraceContaining("own.conf:2"));
    }

    @Test
    void notEnabled_hasNoneOfIt() {
        runner.withPropertyValues("resty.waf.enabled=false")
                .run(context ->
                        assertThat(context).doesNotHaveBean(RestyWaf.class).doesNotHaveBean(RestyWafEndpoint.class));
    }

    @Test
    void health_reloadThatFails_staysUpAndTellsWhy() throws Exception {
        Path rules = folder.resolve("rules.conf");
        Files.writeString(rules, "SecRule ARGS \"@streq evil\" \"id:1,deny\"");
        runner.withPropertyValues("resty.waf.rules=" + rules).run(context -> {
            Boot3WafHealth health = context.getBean(Boot3WafHealth.class);
            int before = (int) health.health().getDetails().get("rules");
            assertThat(before).isPositive();
            assertThat(health.health().getDetails()).containsEntry("reload", "current");

            Files.writeString(rules, "SecRule ARGS \"@nothing\" \"id:1,deny\"");
            RestyWaf waf = context.getBean(RestyWaf.class);
            assertThatThrownBy(waf::reload).isInstanceOf(WafException.class);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            assertThat(health.health().getDetails())
                    .containsEntry("rules", before)
                    .containsEntry("reload", "failed, the rules before are in force");
            assertThat(health.health().getDetails().get("error").toString()).contains("rules.conf:1");

            Files.writeString(rules, "SecRule ARGS \"@streq bad\" \"id:1,deny\"");
            waf.reload();
            assertThat(waf.failedReload()).isNull();
            assertThat(health.health().getDetails()).doesNotContainKey("error");
        });
        runner.withPropertyValues("management.health.resty-waf.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(Boot3WafHealth.class));
    }

    @Test
    void programs_onlyWithATimeout_areAllowed() throws Exception {
        Path rules = folder.resolve("rules.conf");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Files.writeString(rules, "SecRule ARGS \"@inspectFile " + java + "\" \"id:1,pass\"");
        runner.withPropertyValues("resty.waf.rules=" + rules)
                .run(context -> assertThat(context).hasFailed());
        runner.withPropertyValues("resty.waf.rules=" + rules, "resty.waf.program-timeout=5s")
                .run(context -> assertThat(context).hasNotFailed());
    }
}
