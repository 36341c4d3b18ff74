// SPDX-License-Identifier: Apache-2.0
package shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Spring's caching annotations in the shop, with the Spring Boot that it is built with. */
class CacheableTest {

    record Price(String product, int cents) {}

    static class Prices {

        final AtomicInteger asked = new AtomicInteger();

        @Cacheable(value = "prices", sync = true)
        public Price of(String product) {
            return new Price(product, 100 * asked.incrementAndGet());
        }

        @CacheEvict(value = "prices", allEntries = true)
        public void change() {}
    }

    /** Not a component, so that the shop's own scan of this package does not find it. */
    @EnableCaching
    static class Caching {

        @Bean
        Prices prices() {
            return new Prices();
        }
    }

    @Test
    void cacheable_askedTwice_callsOnceUntilEvicted() {
        String[] arguments = {"--server.port=0", "--resty.caches.prices.dict=my_cache"};
        Class<?>[] sources = {ShopApplication.class, Caching.class};
        try (ConfigurableApplicationContext shop = SpringApplication.run(sources, arguments)) {
            Prices prices = shop.getBean(Prices.class);

            assertThat(prices.of("tea")).isEqualTo(new Price("tea", 100));
            assertThat(prices.of("tea")).isEqualTo(new Price("tea", 100));
            prices.change();
            assertThat(prices.of("tea")).isEqualTo(new Price("tea", 200));
        }
    }
}
