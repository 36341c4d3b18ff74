// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictListener;
import dev.resty.dict.DictStats;
import dev.resty.dict.DictUpdate;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.ListResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.PopResult;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.dict.Subscription;
import dev.resty.dict.TtlResult;
import dev.resty.dict.UpdateResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A dict of another process for the Lua code of one worker. Differs from OpenResty: an operation on such a dict is a yield
 * point in the phases that can yield, where other code of the worker runs until the store has answered; in the other
 * phases it holds the worker for at most the store's timeout.
 */
final class YieldingDict implements SharedDict {

    private final NgxContext ngx;
    private final SharedDict dict;

    YieldingDict(NgxContext ngx, SharedDict dict) {
        this.ngx = ngx;
        this.dict = dict;
    }

    private <T extends @Nullable Object> T during(Callable<T> operation) {
        try {
            return ngx.phase().yieldable() ? Waiting.during(ngx, operation) : operation.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("a dict throws no checked exception", e);
        }
    }

    @Override
    public String name() {
        return dict.name();
    }

    @Override
    public boolean remote() {
        return dict.remote();
    }

    @Override
    public @Nullable DictValue get(String key) {
        return this.<@Nullable DictValue>during(() -> dict.get(key));
    }

    @Override
    public @Nullable DictValue getStale(String key) {
        return this.<@Nullable DictValue>during(() -> dict.getStale(key));
    }

    @Override
    public StoreResult set(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return during(() -> dict.set(key, value, exptime, flags));
    }

    @Override
    public StoreResult safeSet(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return during(() -> dict.safeSet(key, value, exptime, flags));
    }

    @Override
    public StoreResult add(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return during(() -> dict.add(key, value, exptime, flags));
    }

    @Override
    public StoreResult safeAdd(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return during(() -> dict.safeAdd(key, value, exptime, flags));
    }

    @Override
    public StoreResult replace(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return during(() -> dict.replace(key, value, exptime, flags));
    }

    @Override
    public StoreResult delete(String key) {
        return during(() -> dict.delete(key));
    }

    @Override
    public IncrResult incr(String key, double delta) {
        return during(() -> dict.incr(key, delta));
    }

    @Override
    public IncrResult incr(String key, double delta, double init, Duration initTtl) {
        return during(() -> dict.incr(key, delta, init, initTtl));
    }

    @Override
    public TtlResult ttl(String key) {
        return during(() -> dict.ttl(key));
    }

    @Override
    public StoreResult expire(String key, Duration exptime) {
        return during(() -> dict.expire(key, exptime));
    }

    @Override
    public ListResult lpush(String key, LuaScalar value) {
        return during(() -> dict.lpush(key, value));
    }

    @Override
    public ListResult rpush(String key, LuaScalar value) {
        return during(() -> dict.rpush(key, value));
    }

    @Override
    public PopResult lpop(String key) {
        return during(() -> dict.lpop(key));
    }

    @Override
    public PopResult rpop(String key) {
        return during(() -> dict.rpop(key));
    }

    @Override
    public ListResult llen(String key) {
        return during(() -> dict.llen(key));
    }

    @Override
    public StoreResult compareAndSet(
            String key, @Nullable LuaScalar expected, @Nullable LuaScalar value, Duration exptime, int flags) {
        return during(() -> dict.compareAndSet(key, expected, value, exptime, flags));
    }

    @Override
    public UpdateResult update(String key, DictUpdate update) {
        return during(() -> dict.update(key, update));
    }

    /** {@inheritDoc} What reads the stream waits for the store with the worker held. */
    @Override
    public Stream<Map.Entry<String, DictEntry>> entries() {
        return dict.entries();
    }

    @Override
    public Subscription listen(DictListener listener) {
        return dict.listen(listener);
    }

    @Override
    public DictStats stats() {
        return during(dict::stats);
    }

    @Override
    public void flushAll() {
        during(() -> {
            dict.flushAll();
            return Boolean.TRUE;
        });
    }

    @Override
    public int flushExpired(int max) {
        return during(() -> dict.flushExpired(max));
    }

    @Override
    public List<String> getKeys(int max) {
        return during(() -> dict.getKeys(max));
    }

    @Override
    public long capacity() {
        return dict.capacity();
    }

    @Override
    public long freeSpace() {
        return during(dict::freeSpace);
    }
}
