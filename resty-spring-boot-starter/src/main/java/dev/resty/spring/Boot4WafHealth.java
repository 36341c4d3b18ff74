// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Tells Spring Boot 4's Actuator how many rules are in force, and whether the last reload failed: up even then, as they guard. */
final class Boot4WafHealth implements HealthIndicator {

    private final RestyWaf waf;

    Boot4WafHealth(RestyWaf waf) {
        this.waf = waf;
    }

    @Override
    public Health health() {
        return Health.up().withDetails(waf.details()).build();
    }
}
