// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.Resty;
import dev.resty.servlet.RedisStore;
import dev.resty.servlet.RestyEngine;
import dev.resty.servlet.RestyFilter;
import dev.resty.servlet.RestyServletBuilder;
import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.Configuration.RedisConf;
import dev.resty.servlet.conf.Position;
import dev.resty.store.StoreProvider;
import dev.resty.waf.WafListener;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Puts nginx's phases in front of a servlet application, configured by {@code resty.conf} and {@link RestyProperties},
 * and makes beans of the shared dicts, locks and caches that scripts and Java code share.
 */
@AutoConfiguration(
        afterName = {
            "org.redisson.spring.starter.RedissonAutoConfiguration",
            "org.redisson.spring.starter.RedissonAutoConfigurationV2",
            "org.redisson.spring.starter.RedissonAutoConfigurationV4"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(Filter.class)
@ConditionalOnProperty(prefix = "resty", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(RestyProperties.class)
public final class RestyAutoConfiguration {

    /** The store's name. */
    static final String REDIS = "redis";

    /** For Spring. */
    public RestyAutoConfiguration() {}

    @Bean
    static SharedDictRegistrar restySharedDictRegistrar(Environment environment, ResourceLoader loader) {
        return new SharedDictRegistrar(environment, loader);
    }

    /** The dicts, locks and caches that scripts and Java code share. */
    @Bean
    @ConditionalOnMissingBean(name = "resty")
    Resty resty(RestyConfiguration configuration, RestyProperties properties, ObjectProvider<RedissonStore> redisson) {
        Resty resty = Resty.builder().build();
        try {
            StoreProvider redis = redis(configuration.checked().redis(), properties, redisson.getIfAvailable());
            if (redis != null) {
                resty.store(REDIS, redis);
            }
            configuration.checked().dicts().values().forEach(dict -> dict.open(resty));
            return resty;
        } catch (RuntimeException e) {
            resty.close();
            throw e;
        }
    }

    /** The store "redis": as the properties say, else as resty.conf says, else on a bean of Redisson; null for none. */
    private static @Nullable StoreProvider redis(
            @Nullable RedisConf directive, RestyProperties properties, @Nullable RedissonStore redisson) {
        String config = properties.redis().config();
        if (config != null && redisson == null) {
            throw new ConfException(
                    "Redisson is not on the class path",
                    "add the dependency org.redisson:redisson",
                    "",
                    new Position("resty.redis.config", 0));
        }
        if (config == null && directive != null) {
            return RedisStore.open(directive);
        }
        return redisson == null ? null : redisson.open();
    }

    @Bean
    RestyCaches restyCaches(Resty resty, RestyProperties properties) {
        return new RestyCaches(resty, properties.caches());
    }

    @Bean
    @ConditionalOnMissingBean
    RestyEngine restyEngine(
            RestyConfiguration configuration,
            Resty resty,
            ResourceLoader loader,
            ListableBeanFactory beans,
            RestyProperties properties,
            ObjectProvider<WafListener> wafListeners,
            ObjectProvider<RestyServletCustomizer> customizers) {
        RestyServletBuilder builder = RestyFilter.builder()
                .directives(configuration.directives())
                .prefix(configuration.prefix())
                .resty(resty);
        ClassLoader classes = classes(loader, configuration.rules());
        if (classes != null) {
            builder.classLoader(classes);
        }
        Duration programTimeout = properties.waf().programTimeout();
        if (programTimeout != null) {
            builder.wafSetup(waf -> waf.programs(programTimeout));
        }
        wafListeners.orderedStream().forEach(builder::wafListener);
        new LuaModules(beans, ApplicationConversionService.getSharedInstance())
                .find()
                .forEach(builder::module);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    /** The application's class path, and behind it the jars of rules that the properties name. */
    private static @Nullable ClassLoader classes(ResourceLoader loader, RuleLocations rules) {
        ClassLoader classes = loader.getClassLoader();
        return rules.jars().isEmpty()
                ? classes
                : new URLClassLoader("resty-waf-rules", rules.jars().toArray(URL[]::new), classes);
    }

    @Bean
    FilterRegistrationBean<RestyFilter> restyFilterRegistration(RestyEngine engine, RestyProperties properties) {
        FilterRegistrationBean<RestyFilter> registration = new FilterRegistrationBean<>(new RestyFilter(engine));
        registration.setName("resty");
        registration.setOrder(properties.order());
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        registration.setAsyncSupported(true);
        return registration;
    }

    /** What is there only where Redisson is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.redisson.api.RedissonClient")
    static class Redisson {

        @Bean
        RedissonStore restyRedissonStore(
                RestyProperties properties, ResourceLoader loader, ObjectProvider<RedissonClient> clients) {
            return new RedissonStore(properties.redis(), loader, clients);
        }
    }

    /** What is there only where Spring Boot 3's Actuator is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    @ConditionalOnProperty(prefix = "management.health.resty-redis", name = "enabled", matchIfMissing = true)
    static class Boot3Health {

        /** Null, which Spring takes for no bean, where there is no such store. */
        @Bean
        @Nullable Boot3RedisHealth restyRedisHealthIndicator(Resty resty) {
            return resty.storeNames().contains(REDIS) ? new Boot3RedisHealth(resty) : null;
        }
    }

    /** What is there only where Spring Boot 4's health is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    @ConditionalOnProperty(prefix = "management.health.resty-redis", name = "enabled", matchIfMissing = true)
    static class Boot4Health {

        /** Null, which Spring takes for no bean, where there is no such store. */
        @Bean
        @Nullable Boot4RedisHealth restyRedisHealthIndicator(Resty resty) {
            return resty.storeNames().contains(REDIS) ? new Boot4RedisHealth(resty) : null;
        }
    }

    /** What is there only where Micrometer is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Metrics {

        @Bean
        RestyMetrics restyMetrics(Resty resty) {
            return new RestyMetrics(resty);
        }

        @Bean
        RestyBudgetMetrics restyBudgetMetrics(RestyEngine engine) {
            return new RestyBudgetMetrics(engine);
        }

        @Bean
        RestyCacheMetrics restyCacheMetrics(RestyCaches caches) {
            return new RestyCacheMetrics(caches);
        }
    }
}
