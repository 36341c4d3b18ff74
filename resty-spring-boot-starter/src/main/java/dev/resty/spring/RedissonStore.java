// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.dict.DictException;
import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.Position;
import dev.resty.spring.RestyProperties.RedisProperties;
import dev.resty.store.StoreProvider;
import dev.resty.store.redis.RedisStoreBuilder;
import dev.resty.store.redis.RedisStoreProvider;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/** The store "redis" of an application: over what {@code resty.redis.config} names, or over its bean of Redisson. */
final class RedissonStore {

    private final RedisProperties properties;

    private final ResourceLoader loader;

    private final ObjectProvider<RedissonClient> clients;

    RedissonStore(RedisProperties properties, ResourceLoader loader, ObjectProvider<RedissonClient> clients) {
        this.properties = properties;
        this.loader = loader;
        this.clients = clients;
    }

    /**
     * Opens the store.
     *
     * @return null where there is neither a configuration nor one bean
     * @throws ConfException where the configuration can't be used, or Redis can't be reached and is required
     */
    @Nullable StoreProvider open() {
        String config = properties.config();
        if (config != null) {
            return open(RedisStoreProvider.configured(read(config)), config);
        }
        RedissonClient client = clients.getIfUnique();
        return client == null ? null : open(RedisStoreProvider.over(client), "the bean of Redisson");
    }

    private StoreProvider open(RedisStoreBuilder builder, String origin) {
        try {
            return builder.timeout(properties.timeout())
                    .prefix(properties.prefix())
                    .startWithoutRedis(!properties.required())
                    .build();
        } catch (DictException e) {
            throw failure(
                    String.valueOf(e.getMessage()),
                    "start Redis, or set resty.redis.required=false to start without it",
                    e);
        } catch (RuntimeException e) {
            throw failure("Redisson can't use " + origin + ": " + e.getMessage(), "", e);
        }
    }

    private Config read(String config) {
        Resource resource = loader.getResource(config.contains(":") ? config : "file:" + config);
        try (InputStream yaml = resource.getInputStream()) {
            return Config.fromYAML(yaml);
        } catch (IOException e) {
            throw failure("can't read \"" + config + "\": " + e.getMessage(), "", e);
        }
    }

    private static ConfException failure(String reason, String remedy, Exception cause) {
        ConfException failure = new ConfException(reason, remedy, "", new Position("resty.redis", 0));
        failure.initCause(cause);
        return failure;
    }
}
