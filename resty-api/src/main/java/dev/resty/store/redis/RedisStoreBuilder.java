// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.dict.StoreUnavailableException;
import dev.resty.store.Ticker;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.config.BaseConfig;
import org.redisson.config.Config;
import org.redisson.config.EqualJitterDelay;
import org.redisson.config.SingleServerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a {@link RedisStoreProvider}. For one thread. */
public final class RedisStoreBuilder {

    /** The prefix of all names in Redis unless another is set. */
    public static final String DEFAULT_PREFIX = "resty:";

    /** The longest time an operation takes unless another is set. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(500);

    /** The slowest of Redisson's attempts to connect again, so that what works again is used again soon. */
    private static final EqualJitterDelay RECONNECTION =
            new EqualJitterDelay(Duration.ofMillis(50), Duration.ofMillis(500));

    /** So few that a start isn't slowed down; there are more as soon as they are needed. */
    private static final int IDLE_CONNECTIONS = 4;

    /** How long a start goes on trying at least where Redis is silent: it, or this machine, may be busy with its own start. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(10);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private static final SingleServerConfig DEFAULTS = new Config().useSingleServer();

    private static final Logger LOG = LoggerFactory.getLogger(RedisStoreBuilder.class);

    String prefix = DEFAULT_PREFIX;

    Duration timeout = DEFAULT_TIMEOUT;

    Ticker ticker = Ticker.system();

    private Duration startPatience = START_PATIENCE;

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

    /** How long a start goes on trying where Redis is silent. */
    RedisStoreBuilder startPatience(Duration patience) {
        startPatience = patience;
        return this;
    }

    /** The clock by which locks wait. */
    RedisStoreBuilder ticker(Ticker clock) {
        ticker = clock;
        return this;
    }

    /**
     * Connects, unless with a client that is there already. A configuration gets settings that suit the timeout, where it
     * has Redisson's defaults: how long a connection may take, how soon a lost one is tried again. Where Redis is silent it
     * is tried for ten seconds, or for the timeout where that is longer; where it refuses, or is asked in a wrong way, once.
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
        return new RedisStoreProvider(connect(config), true, this);
    }

    private RedissonClient connect(Config connection) {
        long begun = System.nanoTime();
        long patience = Math.max(startPatience.toNanos(), timeout.toNanos());
        for (int tries = 1; true; tries++) {
            try {
                return Redisson.create(connection);
            } catch (RedisException e) {
                if (lazy) {
                    LOG.warn("starting without Redis: {}", reason(e));
                    return Redisson.create(new Config(connection).setLazyInitialization(true));
                }
                long waited = System.nanoTime() - begun;
                if (!isSilence(e) || waited >= patience) {
                    throw unreachable(tries, waited, e);
                }
                LOG.info("Redis doesn't answer yet, trying again: {}", reason(e));
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
    }

    /** Whether it is only that there was no answer in time. */
    private static boolean isSilence(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof RedisTimeoutException
                    || each instanceof TimeoutException
                    || (each instanceof ConnectException
                            && String.valueOf(each.getMessage()).contains("timed out"))) {
                return true;
            }
        }
        return false;
    }

    private static StoreUnavailableException unreachable(int tries, long nanos, RedisException failure) {
        String effort = tries == 1 ? "" : ", tried " + tries + " times in " + nanos / 1_000_000_000 + " s";
        return new StoreUnavailableException(
                "redis: can't be reached at start" + effort + ": " + reason(failure)
                        + " (startWithoutRedis starts anyway)",
                failure);
    }

    /** Redisson's words, which have the address, and Redis's. */
    private static String reason(RedisException failure) {
        String answer = FailureText.answer(failure);
        return answer == null ? String.valueOf(failure.getMessage()) : failure.getMessage() + ": " + answer;
    }

    private void adapt(Config connection) {
        if (connection.isSingleConfig()) {
            SingleServerConfig server = connection.useSingleServer();
            if (server.getConnectionMinimumIdleSize() == DEFAULTS.getConnectionMinimumIdleSize()) {
                server.setConnectionMinimumIdleSize(IDLE_CONNECTIONS);
            }

            adapt(server);
        } else if (connection.isClusterConfig()) {
            adapt(connection.useClusterServers());
        } else if (connection.isSentinelConfig()) {
            adapt(connection.useSentinelServers());
        }
    }

    private void adapt(BaseConfig<?> servers) {
        int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
        if (servers.getTimeout() == DEFAULTS.getTimeout()) {
            servers.setTimeout(millis);
        }
        if (servers.getConnectTimeout() == DEFAULTS.getConnectTimeout()) {
            servers.setConnectTimeout(Math.max(millis, 1_000));
        }
        if (servers.getRetryAttempts() == DEFAULTS.getRetryAttempts()) {
            servers.setRetryAttempts(0);
        }
        if (servers.getPingConnectionInterval() == DEFAULTS.getPingConnectionInterval()) {
            servers.setPingConnectionInterval(1_000);
        }
        if (servers.getReconnectionDelay() instanceof EqualJitterDelay) {
            servers.setReconnectionDelay(RECONNECTION);
        }
    }
}
