// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.dict.StoreUnavailableException;
import dev.resty.store.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.config.BaseConfig;
import org.redisson.config.Config;
import org.redisson.config.EqualJitterDelay;

/** Builds a {@link RedisStoreProvider}. For one thread. */
public final class RedisStoreBuilder {

    /** The prefix of all names in Redis unless another is set. */
    public static final String DEFAULT_PREFIX = "resty:";

    /** The longest time an operation takes unless another is set. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(500);

    /** The slowest of Redisson's attempts to connect again, so that what works again is used again soon. */
    private static final EqualJitterDelay RECONNECTION =
            new EqualJitterDelay(Duration.ofMillis(50), Duration.ofMillis(500));

    String prefix = DEFAULT_PREFIX;

    Duration timeout = DEFAULT_TIMEOUT;

    Ticker ticker = Ticker.system();

    private boolean lazy;

    private final @Nullable Config config;

    private final @Nullable RedissonClient client;

    RedisStoreBuilder(@Nullable Config config, @Nullable RedissonClient client) {
        this.config = config;
        this.client = client;
    }

    /**
     * What all names of keys and channels begin with; {@value #DEFAULT_PREFIX} unless set. Applications that share a Redis
     * and not their dicts have prefixes of their own.
     *
     * @throws IllegalArgumentException where it has a brace: that would decide where a cluster keeps the keys
     */
    public RedisStoreBuilder prefix(String namePrefix) {
        DictNames.requireNoBrace("prefix", namePrefix);
        prefix = namePrefix;
        return this;
    }

    /**
     * The longest time that any operation takes, whatever Redis does; half a second unless set.
     *
     * @throws IllegalArgumentException where it is under a millisecond
     */
    public RedisStoreBuilder timeout(Duration longest) {
        if (longest.toMillis() < 1) {
            throw new IllegalArgumentException("timeout must be at least a millisecond: " + longest);
        }
        timeout = longest;
        return this;
    }

    /**
     * Whether {@link #build} succeeds though Redis can't be reached, so that an application starts without it: operations
     * fail until it is there. False unless set. Means nothing with a client that is there already.
     */
    public RedisStoreBuilder startWithoutRedis(boolean may) {
        lazy = may;
        return this;
    }

    /** The clock by which locks wait. */
    RedisStoreBuilder ticker(Ticker clock) {
        ticker = clock;
        return this;
    }

    /**
     * Connects, unless with a client that is there already. A configuration gets settings that suit the timeout, where it
     * has Redisson's defaults: how long a connection may take, how soon a lost one is tried again.
     *
     * @throws StoreUnavailableException where Redis can't be reached
     */
    public RedisStoreProvider build() {
        if (client != null) {
            return new RedisStoreProvider(client, false, this);
        }
        if (config == null) {
            throw new IllegalStateException("neither a configuration nor a client");
        }
        adapt(config);
        try {
            return new RedisStoreProvider(Redisson.create(config), true, this);
        } catch (RedisException e) {
            throw new StoreUnavailableException(
                    "redis: can't be reached at start: " + e.getMessage() + " (startWithoutRedis starts anyway)", e);
        }
    }

    private void adapt(Config connection) {
        connection.setLazyInitialization(lazy || connection.isLazyInitialization());
        if (connection.isSingleConfig()) {
            adapt(connection.useSingleServer());
        } else if (connection.isClusterConfig()) {
            adapt(connection.useClusterServers());
        } else if (connection.isSentinelConfig()) {
            adapt(connection.useSentinelServers());
        }
    }

    private void adapt(BaseConfig<?> servers) {
        BaseConfig<?> defaults = new Config().useSingleServer();
        int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
        if (servers.getTimeout() == defaults.getTimeout()) {
            servers.setTimeout(millis);
        }
        if (servers.getConnectTimeout() == defaults.getConnectTimeout()) {
            servers.setConnectTimeout(Math.max(millis, 1_000));
        }
        if (servers.getRetryAttempts() == defaults.getRetryAttempts()) {
            servers.setRetryAttempts(0);
        }
        if (servers.getPingConnectionInterval() == defaults.getPingConnectionInterval()) {
            servers.setPingConnectionInterval(1_000);
        }
        if (servers.getReconnectionDelay() instanceof EqualJitterDelay) {
            servers.setReconnectionDelay(RECONNECTION);
        }
    }
}
