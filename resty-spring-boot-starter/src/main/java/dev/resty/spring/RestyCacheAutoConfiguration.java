// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the caches of {@code resty.caches.*} those of {@code @Cacheable} and its like, where caching is enabled, there is
 * no other {@link CacheManager} and {@code spring.cache.type} asks for none.
 */
@AutoConfiguration(
        after = RestyAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration",
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.jackson2.autoconfigure.Jackson2AutoConfiguration"
        },
        beforeName = {
            "org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration",
            "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration"
        })
@ConditionalOnClass(CacheManager.class)
@ConditionalOnBean({RestyCaches.class, CacheAspectSupport.class})
@ConditionalOnMissingBean(CacheManager.class)
@Conditional(RestyCacheAutoConfiguration.OnCaches.class)
public final class RestyCacheAutoConfiguration {

    /** For Spring. */
    public RestyCacheAutoConfiguration() {}

    @Bean
    CacheManager restyCacheManager(RestyCaches caches, ObjectProvider<RestyCacheCodecs> codecs) {
        return new RestyCacheManager(caches, codecs.getIfAvailable(() -> {
            throw new MissingCacheCodecsException();
        }));
    }

    /** What Spring Boot 4 has by default. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "tools.jackson.databind.json.JsonMapper")
    static class Jackson3 {

        @Bean
        @ConditionalOnBean(JsonMapper.class)
        @ConditionalOnMissingBean(RestyCacheCodecs.class)
        RestyCacheCodecs restyCacheJackson3Codecs(JsonMapper mapper, RestyCaches caches, BeanFactory beans) {
            return new Jackson3Codecs(mapper, JsonTypes.of(beans), caches);
        }
    }

    /** What Spring Boot 3 has. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "com.fasterxml.jackson.databind.ObjectMapper")
    static class Jackson2 {

        @Bean
        @ConditionalOnBean(ObjectMapper.class)
        @ConditionalOnMissingBean(RestyCacheCodecs.class)
        RestyCacheCodecs restyCacheJackson2Codecs(ObjectMapper mapper, RestyCaches caches, BeanFactory beans) {
            return new Jackson2Codecs(mapper, JsonTypes.of(beans), caches);
        }
    }

    /** Whether there are caches in the properties, and none of another kind is asked for. */
    static final class OnCaches extends SpringBootCondition {

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            ConditionMessage.Builder message = ConditionMessage.forCondition("Resty caches");
            if (context.getEnvironment().containsProperty("spring.cache.type")) {
                return ConditionOutcome.noMatch(message.because("spring.cache.type asks for others"));
            }
            return Binder.get(context.getEnvironment())
                            .bind("resty.caches", Bindable.mapOf(String.class, Object.class))
                            .isBound()
                    ? ConditionOutcome.match(message.because("there are resty.caches"))
                    : ConditionOutcome.noMatch(message.because("there are no resty.caches"));
        }
    }
}
