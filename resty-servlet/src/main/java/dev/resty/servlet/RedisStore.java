// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.Resty;
import dev.resty.dict.DictException;
import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.Configuration.RedisConf;
import dev.resty.store.StoreProvider;
import dev.resty.store.redis.RedisStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The store {@code redis} of a configuration, {@code resty_redis_config}: opened where the directive is, kept over reloads while the directive and the
 * file that it names stay the same. A store of that name that Java has given takes its place.
 *
 * <p>Not safe for concurrent use, but for {@link #closeReplaced}.
 */
public final class RedisStore {

    private static final String NAME = "redis";

    private static final String DIRECTIVE = "resty_redis_config";

    private final Resty resty;

    private final boolean given;

    private @Nullable Opened present;

    private volatile @Nullable StoreProvider replaced;

    /** A store that is open. */
    private record Opened(RedisConf conf, byte[] content, StoreProvider provider) {

        boolean isOf(RedisConf other, byte[] otherContent) {
            return conf.file().equals(other.file())
                    && conf.timeout().equals(other.timeout())
                    && conf.prefix().equals(other.prefix())
                    && Arrays.equals(content, otherContent);
        }
    }

    /** What a configuration changed, until it is known whether that configuration stays. */
    interface Change {

        /** The configuration is in use. */
        void keep();

        /** The configuration can't be used: all is as before. */
        void undo();
    }

    private static final Change NONE = new Change() {
        @Override
        public void keep() {
            // As it was.
        }

        @Override
        public void undo() {
            // As it was.
        }
    };

    RedisStore(Resty resty) {
        this.resty = resty;
        this.given = resty.storeNames().contains(NAME);
    }

    /**
     * Opens what a configuration describes, where that isn't open already.
     *
     * @throws ConfException where it can't be opened
     */
    Change change(@Nullable RedisConf conf) {
        if (given || conf == null) {
            return NONE;
        }
        byte[] content = content(conf);
        Opened before = present;
        if (before != null && before.isOf(conf, content)) {
            return NONE;
        }
        Opened next = new Opened(conf, content, open(conf));
        resty.store(NAME, next.provider);
        return new Change() {
            @Override
            public void keep() {
                present = next;
                replaced = before == null ? null : before.provider;
            }

            @Override
            public void undo() {
                if (before == null) {
                    // Nothing used it before; it stays for the next attempt, or until the dicts are closed.
                    present = next;
                } else {
                    resty.store(NAME, before.provider);
                    next.provider.close();
                }
            }
        };
    }

    /** Closes the store that the last reload replaced, when nothing uses it any more. */
    void closeReplaced() {
        StoreProvider old = replaced;
        if (old != null) {
            replaced = null;
            old.close();
        }
    }

    private static byte[] content(RedisConf conf) {
        try {
            return Files.readAllBytes(conf.file());
        } catch (NoSuchFileException e) {
            throw failure(
                    "there is no file \"" + conf.file() + "\"", "it is a configuration of Redisson, in YAML", conf, e);
        } catch (IOException e) {
            throw failure("can't read \"" + conf.file() + "\": " + e.getMessage(), "", conf, e);
        }
    }

    /**
     * Opens what a configuration describes.
     *
     * @throws ConfException where it can't be opened: Redisson is missing, or can't use the file, or can't reach Redis
     */
    public static StoreProvider open(RedisConf conf) {
        content(conf);
        if (!RedissonPresence.HERE) {
            throw failure("Redisson is not on the class path", "add the dependency org.redisson:redisson", conf, null);
        }
        try {
            return RedisStoreProvider.configured(conf.file())
                    .timeout(conf.timeout())
                    .prefix(conf.prefix())
                    .startWithoutRedis(!conf.required())
                    .build();
        } catch (DictException e) {
            throw failure(
                    String.valueOf(e.getMessage()), "start Redis, or add required=off to start without it", conf, e);
        } catch (RuntimeException e) {
            throw failure("Redisson can't use \"" + conf.file() + "\": " + e.getMessage(), "", conf, e);
        }
    }

    private static ConfException failure(String reason, String remedy, RedisConf conf, @Nullable Throwable cause) {
        ConfException failure =
                new ConfException("\"" + DIRECTIVE + "\" directive: " + reason, remedy, DIRECTIVE, conf.position());
        failure.initCause(cause);
        return failure;
    }

    /** Whether Redisson, an optional dependency, is there. */
    private static final class RedissonPresence {

        static final boolean HERE = find();

        private static boolean find() {
            try {
                Class.forName("org.redisson.api.RedissonClient", false, RedisStore.class.getClassLoader());
                return true;
            } catch (ClassNotFoundException e) {
                return false;
            }
        }
    }
}
