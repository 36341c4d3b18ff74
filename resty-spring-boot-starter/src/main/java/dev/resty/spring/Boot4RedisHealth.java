// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.Resty;
import dev.resty.dict.StoreUnavailableException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Tells Spring Boot 4's Actuator whether the store "redis" answers. */
final class Boot4RedisHealth implements HealthIndicator {

    private final Resty resty;

    Boot4RedisHealth(Resty resty) {
        this.resty = resty;
    }

    @Override
    public Health health() {
        try {
            resty.checkStore(RestyAutoConfiguration.REDIS);
            return Health.up().build();
        } catch (StoreUnavailableException e) {
            return Health.down()
                    .withDetail("error", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
