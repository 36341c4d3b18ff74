// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.servlet.RestyEngine;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What belongs to the WAF beside its rules: reloads, figures, and the Actuator's endpoint. */
@AutoConfiguration(after = RestyAutoConfiguration.class)
@ConditionalOnBean(RestyEngine.class)
@ConditionalOnProperty(prefix = "resty.waf", name = "enabled")
public final class RestyWafAutoConfiguration {

    /** For Spring. */
    public RestyWafAutoConfiguration() {}

    @Bean
    RestyWaf restyWaf(RestyEngine engine, RestyConfiguration configuration, RestyProperties properties) {
        return new RestyWaf(
                engine, configuration.rules().folders(), properties.waf().reloadInterval());
    }

    /** What is there only where Micrometer is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Metrics {

        @Bean
        RestyWafMetrics restyWafMetrics(ObjectProvider<RestyEngine> engine) {
            return new RestyWafMetrics(engine);
        }
    }

    /** What is there only where Spring Boot 3's Actuator is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    @ConditionalOnProperty(prefix = "management.health.resty-waf", name = "enabled", matchIfMissing = true)
    static class Boot3Health {

        @Bean
        Boot3WafHealth restyWafHealthIndicator(RestyWaf waf) {
            return new Boot3WafHealth(waf);
        }
    }

    /** What is there only where Spring Boot 4's health is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    @ConditionalOnProperty(prefix = "management.health.resty-waf", name = "enabled", matchIfMissing = true)
    static class Boot4Health {

        @Bean
        Boot4WafHealth restyWafHealthIndicator(RestyWaf waf) {
            return new Boot4WafHealth(waf);
        }
    }

    /** What is there only where the Actuator is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.endpoint.annotation.Endpoint")
    static class Actuator {

        @Bean
        RestyWafEndpoint restyWafEndpoint(RestyWaf waf) {
            return new RestyWafEndpoint(waf);
        }
    }
}
