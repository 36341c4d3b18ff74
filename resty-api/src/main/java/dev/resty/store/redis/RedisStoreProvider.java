// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.cache.InvalidationBus;
import dev.resty.dict.SharedDict;
import dev.resty.lock.LockStore;
import dev.resty.store.DictSettings;
import dev.resty.store.StoreProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * Opens dicts and locks in Redis (6.0 and newer) or Valkey, shared by all nodes that use the same server and prefix.
 *
 * <pre>{@code
 * Resty resty = Resty.builder()
 *         .store("redis", RedisStoreProvider.at("redis://10.0.0.5:6379").build())
 *         .dict(DictSettings.of("sessions", 10 << 20).withStore("redis"))
 *         .build();
 * }</pre>
 *
 * <p>Every operation of a dict is one script that Redis runs atomically. It takes at most the configured timeout; when
 * Redis hasn't answered by then it fails with {@link dev.resty.dict.StoreUnavailableException}, and a write that
 * failed so is never done after that. Everything works again as soon as Redis does. Safe for concurrent use.
 */
public final class RedisStoreProvider implements StoreProvider {

    private static final Script PING = Script.of("return 'PONG'");

    private final RedissonClient client;

    private final boolean owned;

    private final RedisStoreBuilder options;

    private final RedisCalls calls;

    private final RedisTopics topics;

    private final RedisBus bus;

    RedisStoreProvider(RedissonClient client, boolean owned, RedisStoreBuilder options) {
        this.client = client;
        this.owned = owned;
        this.options = options;
        FirstConnection connection = client.getConfig().isLazyInitialization()
                ? FirstConnection.madeBy(() -> client.getScript(StringCodec.INSTANCE)
                        .eval(options.prefix, Mode.READ_WRITE, PING.source(), ReturnType.VALUE, List.of()))
                : FirstConnection.made();
        calls = new RedisCalls(client, options.timeout, connection);
        topics = new RedisTopics(client, connection);
        bus = new RedisBus(options.prefix, calls, topics);
    }

    /** A provider for one server, as in {@code redis://127.0.0.1:6379} or {@code rediss://host:6380}. */
    public static RedisStoreBuilder at(String address) {
        Config config = new Config();
        config.useSingleServer().setAddress(address);
        return configured(config);
    }

    /**
     * A provider for what a configuration file of Redisson says, in YAML: a single server, sentinels or a cluster.
     *
     * @throws UncheckedIOException where the file can't be read
     */
    public static RedisStoreBuilder configured(Path redissonYaml) {
        try {
            return configured(Config.fromYAML(redissonYaml.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A provider for what a configuration of Redisson says. It is changed: see {@link RedisStoreBuilder#build}. */
    public static RedisStoreBuilder configured(Config config) {
        return new RedisStoreBuilder(config, null);
    }

    /** A provider on a client that is there already; it is left open when the provider is closed. */
    public static RedisStoreBuilder over(RedissonClient client) {
        return new RedisStoreBuilder(null, client);
    }

    /**
     * Opens the dict that all nodes share under this name, with whatever it holds; asks Redis nothing yet.
     *
     * @throws IllegalArgumentException where the name has a brace, or the settings have a file to persist to
     */
    @Override
    public SharedDict openDict(DictSettings settings) {
        if (settings.persist() != null || !settings.persistInterval().isZero()) {
            throw new IllegalArgumentException(
                    "dict \"" + settings.name() + "\" in Redis has no file: Redis itself persists it");
        }
        DictCalls dictCalls = new DictCalls(new DictNames(options.prefix, settings.name()), calls);
        RedisLocks locks = new RedisLocks(dictCalls, topics, options.ticker);
        return new RedisSharedDict(settings, dictCalls, locks);
    }

    @Override
    public LockStore openLocks(SharedDict dict) {
        if (dict instanceof RedisSharedDict here) {
            return here.locks();
        }
        throw new IllegalArgumentException("not a dict of this store: " + dict.name());
    }

    @Override
    public InvalidationBus bus() {
        return bus;
    }

    /** {@inheritDoc} In a cluster it asks one node, always the same. */
    @Override
    public void check() {
        calls.run(PING, options.prefix, List.of(), calls.deadline());
    }

    @Override
    public void close() {
        bus.close();
        topics.close();
        if (owned) {
            client.shutdown();
        }
    }
}
