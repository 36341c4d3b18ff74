// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.Resty;
import dev.resty.cache.HitLevel;
import dev.resty.cache.TwoLevelCache;
import dev.resty.dict.SharedDict;
import dev.resty.lock.RestyLock;
import dev.resty.servlet.RestyEngine;
import dev.resty.servlet.RestyFilter;
import dev.resty.servlet.conf.ConfException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class RestyAutoConfigurationTest {

    private final WebApplicationContextRunner runner =
            new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(RestyAutoConfiguration.class));

    @Test
    void withoutAnyConfiguration_filterIsThereAndDoesNothing() {
        runner.run(context -> {
            assertThat(context).hasSingleBean(Resty.class).hasSingleBean(RestyEngine.class);
            assertThat(context).doesNotHaveBean(SharedDict.class);
        });
    }

    @Test
    void registration_coversAsyncAndErrorsAndComesBeforeSpringSecurity() {
        runner.run(context -> {
            FilterRegistrationBean<?> registration = context.getBean(FilterRegistrationBean.class);
            assertThat(registration.getFilter()).isInstanceOf(RestyFilter.class);
            assertThat(registration.getOrder()).isLessThan(-100);
            assertThat(registration.isAsyncSupported()).isTrue();
            assertThat(registration)
                    .extracting("dispatcherTypes")
                    .asInstanceOf(InstanceOfAssertFactories.collection(DispatcherType.class))
                    .containsExactlyInAnyOrder(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        });
        runner.withPropertyValues("resty.order=7").run(context -> {
            assertThat(context.getBean(FilterRegistrationBean.class).getOrder()).isEqualTo(7);
        });
    }

    @Test
    void disabled_leavesNothingBehind() {
        runner.withPropertyValues("resty.enabled=false", "resty.conf=classpath:no-such.conf")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Resty.class)
                        .doesNotHaveBean(FilterRegistrationBean.class));
    }

    @Test
    void applicationWithoutServlets_isLeftAlone() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(RestyAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Resty.class));
    }

    @Test
    void dicts_areBeansByName() {
        runner.withPropertyValues("resty.dicts.my_cache=1m", "resty.conf=classpath:conf/dicts.conf")
                .run(context -> {
                    SharedDict fromProperty = context.getBean("my_cache", SharedDict.class);
                    assertThat(fromProperty.capacity()).isEqualTo(1 << 20);
                    assertThat(context.getBean("from_file", SharedDict.class).capacity())
                            .isEqualTo(2 << 20);
                    assertThat(context.getBean(Resty.class).dict("my_cache")).isSameAs(fromProperty);
                });
    }

    @Test
    void dictOfFile_propertyGivesItAnotherSize() {
        runner.withPropertyValues("resty.dicts.from_file=3m", "resty.conf=classpath:conf/dicts.conf")
                .run(context -> assertThat(
                                context.getBean("from_file", SharedDict.class).capacity())
                        .isEqualTo(3 << 20));
    }

    @Test
    void dictNamedLikeAnotherBean_isFoundByItsQualifier() {
        runner.withPropertyValues("resty.dicts.users=1m")
                .withUserConfiguration(BeanNamedUsers.class, TakesUsers.class)
                .run(context -> {
                    assertThat(context.getBean("users")).isEqualTo("another bean");
                    assertThat(context.getBean(TakesUsers.class).dict.name()).isEqualTo("users");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class BeanNamedUsers {
        @Bean
        String users() {
            return "another bean";
        }
    }

    static class TakesUsers {
        final SharedDict dict;
        final ObjectProvider<RestyLock> locks;

        TakesUsers(@Qualifier("users") SharedDict dict, @Qualifier("users") ObjectProvider<RestyLock> locks) {
            this.dict = dict;
            this.locks = locks;
        }
    }

    @Test
    void locks_areNewObjectsThatExcludeEachOther() {
        runner.withPropertyValues("resty.dicts.users=1m", "resty.dicts.others=1m")
                .withUserConfiguration(TakesUsers.class)
                .run(context -> {
                    ObjectProvider<RestyLock> locks = context.getBean(TakesUsers.class).locks;
                    RestyLock one = locks.getObject();
                    RestyLock other = locks.getObject();
                    assertThat(one.lock("key").ok()).isTrue();
                    assertThat(other.tryLock("key").error()).isEqualTo("timeout");
                    assertThat(one.unlock().ok()).isTrue();
                    assertThat(other.tryLock("key").ok()).isTrue();
                });
    }

    @Test
    void caches_areBeansOfTexts() {
        runner.withPropertyValues("resty.dicts.my_cache=1m", "resty.caches.labels.dict=my_cache")
                .run(context -> {
                    @SuppressWarnings("unchecked")
                    TwoLevelCache<String> labels = context.getBean("labels", TwoLevelCache.class);
                    assertThat(labels.get("1", key -> "one").level()).isEqualTo(HitLevel.LOADER);
                    assertThat(labels.get("1", key -> "two").value()).isEqualTo("one");
                    assertThat(context.getBean("my_cache", SharedDict.class).getString("1"))
                            .isEqualTo("one");
                });
    }

    @Test
    void luaTimeout_isOnUnlessTurnedOff() {
        assertLuaTimeout(Duration.ofSeconds(10));
        assertLuaTimeout(Duration.ZERO, "resty.lua-timeout=0");
        assertLuaTimeout(Duration.ofSeconds(3), "resty.conf=classpath:conf/timeout.conf");
        assertLuaTimeout(Duration.ofSeconds(2), "resty.conf=classpath:conf/timeout.conf", "resty.lua-timeout=2s");
    }

    private void assertLuaTimeout(Duration expected, String... properties) {
        runner.withPropertyValues(properties).run(context -> {
            assertThat(context.getBean(RestyEngine.class)
                            .configuration()
                            .limits()
                            .luaTimeout())
                    .isEqualTo(expected);
        });
    }

    @Test
    void luaMemoryLimit_isOnUnlessTurnedOff_otherBudgetsAreOffUnlessTurnedOn() {
        assertLuaBudget(0, 1L << 30, 21_825);
        assertLuaBudget(0, 0, 21_825, "resty.lua-max-memory=0");
        assertLuaBudget(5000, 2 << 20, 100, "resty.conf=classpath:conf/budget.conf");
        assertLuaBudget(
                6000,
                64 << 20,
                200,
                "resty.conf=classpath:conf/budget.conf",
                "resty.lua-max-instructions=6000",
                "resty.lua-max-memory=64MB",
                "resty.lua-max-call-depth=200");
    }

    private void assertLuaBudget(long instructions, long memory, int callDepth, String... properties) {
        runner.withPropertyValues(properties).run(context -> {
            var limits = context.getBean(RestyEngine.class).configuration().limits();
            assertThat(limits.luaMaxInstructions()).isEqualTo(instructions);
            assertThat(limits.luaMaxMemory()).isEqualTo(memory);
            assertThat(limits.luaMaxCallDepth()).isEqualTo(callDepth);
        });
    }

    @Test
    void luaBudget_thatIsNone_stopsTheStartAndNamesTheProperty() {
        for (String property :
                new String[] {"resty.lua-max-instructions=-1", "resty.lua-max-memory=-1", "resty.lua-max-call-depth=0"
                }) {
            runner.withPropertyValues(property).run(context -> assertThat(context)
                    .getFailure()
                    .isInstanceOf(ConfException.class)
                    .hasMessageContaining(property.substring(0, property.indexOf('='))));
        }
    }

    @Test
    void completeFile_propertiesGoWhereTheyBelong() {
        runner.withPropertyValues(
                        "resty.conf=classpath:conf/complete.conf",
                        "resty.workers=1",
                        "resty.dicts.my_cache=1m",
                        "resty.locations[/api/].access-by-lua=ngx.exit(403)")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    var configuration = context.getBean(RestyEngine.class).configuration();
                    assertThat(configuration.workers()).isEqualTo(1);
                    assertThat(configuration.dicts()).containsKey("my_cache");
                    assertThat(configuration.servers()).hasSize(1);
                });
    }

    @Test
    void severalServers_locationOfPropertiesIsRefused() {
        runner.withPropertyValues(
                        "resty.conf=classpath:conf/servers.conf", "resty.locations[/api/].access-by-lua=ngx.exit(403)")
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(ConfException.class)
                        .hasMessageContaining("several servers")
                        .hasMessageContaining("resty.locations[/api/]"));
    }

    @Test
    void badDictSize_errorNamesTheProperty() {
        runner.withPropertyValues("resty.dicts.my_cache=ten").run(context -> assertThat(context)
                .getFailure()
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("in resty.dicts.my_cache"));
    }

    @Test
    void brokenLua_errorNamesTheProperty() {
        runner.withPropertyValues("resty.locations[/api/].access-by-lua=if").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(ConfException.class)
                .hasMessage("failed to load inlined Lua code: access_by_lua(resty.locations[/api/].access-by-lua):1:"
                        + " unexpected symbol near '<eof>' in resty.locations[/api/].access-by-lua"));
    }

    @Test
    void missingFile_isAnErrorOnlyWhereItWasNamed() {
        runner.withPropertyValues("resty.conf=classpath:no-such.conf").run(context -> assertThat(context)
                .getFailure()
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("no-such.conf"));
    }

    @Test
    void twoDictsOfOneName_errorNamesBothPlaces() {
        runner.withPropertyValues("resty.conf=classpath:conf/twice.conf").run(context -> assertThat(context)
                .getFailure()
                .hasMessageContaining("twice.conf:2")
                .hasMessageContaining("twice.conf:1"));
    }

    @Test
    void metrics_showDictsWhereMicrometerIs() {
        runner.withPropertyValues("resty.dicts.counters=1m").run(context -> {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            context.getBean(RestyMetrics.class).bindTo(registry);
            Gauge capacity =
                    registry.get("resty.dict.capacity").tag("dict", "counters").gauge();
            Gauge free = registry.get("resty.dict.free").tag("dict", "counters").gauge();
            assertThat(capacity.value()).isEqualTo(1 << 20);
            double before = free.value();
            context.getBean("counters", SharedDict.class).set("key", new byte[100_000]);
            assertThat(free.value()).isLessThan(before);
        });
        runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("restyMetrics"));
    }

    @Test
    void metrics_countScriptsThatWentBeyondTheirLimits() {
        runner.withPropertyValues("resty.workers=1", "resty.init-by-lua=local function f() return 1 + f() end pcall(f)")
                .run(context -> {
                    SimpleMeterRegistry registry = new SimpleMeterRegistry();
                    context.getBean(RestyBudgetMetrics.class).bindTo(registry);
                    assertThat(exceeded(registry, "call_depth")).isEqualTo(1);
                    assertThat(exceeded(registry, "time")).isZero();
                    assertThat(exceeded(registry, "instructions")).isZero();
                    assertThat(exceeded(registry, "memory")).isZero();
                });
    }

    private static double exceeded(SimpleMeterRegistry registry, String budget) {
        return registry.get("resty.budget.exceeded")
                .tag("budget", budget)
                .functionCounter()
                .count();
    }

    @Test
    void luaModule_twoMethodsOfOneName_stopTheStart() {
        runner.withUserConfiguration(Overloaded.class).run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("\"find\" of the Lua module \"shop\"")
                .hasMessageContaining("@LuaFunction"));
    }

    @LuaModule("shop")
    static class Overloaded {
        public String find(long id) {
            return "by id";
        }

        public String find(String name) {
            return "by name";
        }
    }

    @Test
    void luaModule_beanIsMadeAtTheFirstCallAndMayNeedTheDicts() {
        runner.withPropertyValues(
                        "resty.workers=1",
                        "resty.dicts.users=1m",
                        "resty.init-worker-by-lua=ngx.shared.users:set('found', require('shop').dict())")
                .withUserConfiguration(NeedsDict.class)
                .run(context -> assertThat(
                                context.getBean("users", SharedDict.class).getString("found"))
                        .isEqualTo("users"));
    }

    @LuaModule("shop")
    static class NeedsDict {
        private final SharedDict users;

        NeedsDict(@Qualifier("users") SharedDict users) {
            this.users = users;
        }

        public String dict() {
            return users.name();
        }
    }
}
