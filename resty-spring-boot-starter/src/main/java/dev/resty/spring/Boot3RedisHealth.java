// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.Resty;
import dev.resty.dict.StoreUnavailableException;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Tells Spring Boot 3's Actuator whether the store "redis" answers. */
final class Boot3RedisHealth implements HealthIndicator {

    private final Resty resty;

    Boot3RedisHealth(Resty resty) {
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
