// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictUpdate;
import dev.resty.dict.SharedDict;
import dev.resty.dict.TtlResult;
import dev.resty.dict.UpdateResult;
import dev.resty.lock.LockStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/**
 * Lets the contracts' tests, which move a clock of their own, run on Redis, whose clock nobody moves: time passes by
 * taking it from every key's remaining life, and the real time that a test takes is rounded away where lives are read.
 */
final class RedisTime {

    /** The lives of the tests are multiples of this, which is more real time than any of them takes on a busy machine. */
    private static final long GRAIN_MILLIS = 5_000;

    private static final String PASS = """
            for _, key in ipairs(redis.call('KEYS', '*')) do
              local left = redis.call('PTTL', key)
              if left >= 0 then
                if left <= tonumber(ARGV[1]) then
                  redis.call('DEL', key)
                else
                  redis.call('PEXPIRE', key, string.format('%.0f', left - ARGV[1]))
                end
              end
            end
            """;

    private RedisTime() {}

    /** Lets time pass for all keys. */
    static void pass(RedissonClient client, Duration time) {
        client.getScript(StringCodec.INSTANCE)
                .eval(Mode.READ_WRITE, PASS, ReturnType.VALUE, List.of(), Long.toString(time.toMillis()));
    }

    /** The dict, with lives rounded up. */
    static SharedDict rounded(SharedDict dict) {
        return (SharedDict) Proxy.newProxyInstance(
                RedisTime.class.getClassLoader(), new Class<?>[] {SharedDict.class}, (proxy, method, args) -> {
                    if (method.getName().equals("update")) {
                        DictUpdate update = (DictUpdate) args[1];
                        return round(dict.update((String) args[0], current -> {
                            DictEntry rounded = current == null ? null : round(current);
                            DictEntry next = update.apply(rounded);
                            return next == rounded ? current : next;
                        }));
                    }
                    return round(invoke(() -> method.invoke(dict, args)));
                });
    }

    /** The locks, with lives rounded up. */
    static LockStore rounded(LockStore locks) {
        return (LockStore) Proxy.newProxyInstance(
                RedisTime.class.getClassLoader(),
                new Class<?>[] {LockStore.class},
                (proxy, method, args) -> round(invoke(() -> method.invoke(locks, args))));
    }

    private interface Call {
        @Nullable Object run() throws ReflectiveOperationException;
    }

    private static @Nullable Object invoke(Call call) throws Throwable {
        try {
            return call.run();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static @Nullable Object round(@Nullable Object result) {
        if (result instanceof TtlResult ttl) {
            return new TtlResult(round(ttl.ttl()), ttl.error());
        }
        if (result instanceof UpdateResult update) {
            DictEntry entry = update.entry();
            return new UpdateResult(entry == null ? null : round(entry), update.error(), update.forcible());
        }
        if (result instanceof Duration duration) {
            return round(duration);
        }
        if (result instanceof Stream<?> stream) {
            return stream.map(each -> {
                Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
                return Map.entry(entry.getKey(), round((DictEntry) entry.getValue()));
            });
        }
        return result;
    }

    private static DictEntry round(DictEntry entry) {
        return new DictEntry(entry.value(), entry.flags(), round(entry.ttl()));
    }

    private static Duration round(Duration life) {
        return Duration.ofMillis((life.toMillis() + GRAIN_MILLIS - 1) / GRAIN_MILLIS * GRAIN_MILLIS);
    }
}
