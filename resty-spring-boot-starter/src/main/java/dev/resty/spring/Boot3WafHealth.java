// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Tells Spring Boot 3's Actuator how many rules are in force, and whether the last reload failed: up even then, as they guard. */
final class Boot3WafHealth implements HealthIndicator {

    private final RestyWaf waf;

    Boot3WafHealth(RestyWaf waf) {
        this.waf = waf;
    }

    @Override
    public Health health() {
        return Health.up().withDetails(waf.details()).build();
    }
}
