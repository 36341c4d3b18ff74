// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictKey;
import dev.resty.dict.DictListener;
import dev.resty.dict.DictListener.Event;
import dev.resty.dict.DictStats;
import dev.resty.dict.DictUpdate;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.ListResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.NotAScalarException;
import dev.resty.dict.PopResult;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.dict.Subscription;
import dev.resty.dict.TtlResult;
import dev.resty.dict.UpdateResult;
import dev.resty.store.DictSettings;
import dev.resty.store.redis.DictCalls.Written;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A dict in Redis: each operation is one script, which Redis runs atomically, and expiry is Redis's own.
 *
 * <p>Differs from OpenResty: Redis decides how much fits, so {@link #capacity} is the declared size and
 * {@link #freeSpace} the same, {@link #safeSet} and {@link #safeAdd} are {@link #set} and {@link #add}, nothing is ever
 * {@code forcible}, and a write fails with {@code "no memory"} where Redis refuses it for its {@code maxmemory}. An
 * expired value is gone at once, so {@link #getStale} is {@link #get} and {@link #flushExpired} finds nothing.
 */
final class RedisSharedDict implements SharedDict {

    private static final byte[] NONE = {};

    private static final String CHANGED = "changed";

    private final String name;

    private final long capacity;

    private final DictCalls calls;

    private final DictScan scan;

    private final DictActivity activity = new DictActivity();

    private final RedisLocks locks;

    RedisSharedDict(DictSettings settings, DictCalls calls, RedisLocks locks) {
        name = settings.name();
        capacity = settings.capacity();
        this.calls = calls;
        this.locks = locks;
        scan = new DictScan(calls);
    }

    /** The locks on the keys. */
    RedisLocks locks() {
        return locks;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public @Nullable DictValue get(String key) {
        String bytes = DictKey.bytesOf(key);
        if (DictKey.error(bytes) != null) {
            return null;
        }
        ByteBuffer found = calls.read(DictScripts.GET, bytes);
        activity.read(found != null);
        if (found == null) {
            return null;
        }
        if (found.get(0) == Wire.LIST) {
            throw new NotAScalarException();
        }
        return Wire.readEntry(found);
    }

    @Override
    public @Nullable DictEntry entry(String key) {
        String bytes = DictKey.bytesOf(key);
        if (DictKey.error(bytes) != null) {
            return null;
        }
        ByteBuffer found = calls.read(DictScripts.GET_WITH_TTL, bytes);
        activity.read(found != null);
        if (found == null) {
            return null;
        }
        Duration life = Wire.life(found.getDouble());
        if (found.get(found.position()) == Wire.LIST) {
            throw new NotAScalarException();
        }
        DictValue value = Wire.readEntry(found);
        return new DictEntry(value.value(), value.flags(), life);
    }

    /**
     * Reads a live value.
     *
     * <p>Differs from OpenResty: in Redis an expired value is gone, so this never finds a stale one.
     */
    @Override
    public @Nullable DictValue getStale(String key) {
        return get(key);
    }

    @Override
    public StoreResult set(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return store("set", key, value, exptime, flags);
    }

    /**
     * Stores a value.
     *
     * <p>Differs from OpenResty: the same as {@link #set} in Redis, which has no room of this dict's own.
     */
    @Override
    public StoreResult safeSet(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return set(key, value, exptime, flags);
    }

    @Override
    public StoreResult add(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return store("add", key, value, exptime, flags);
    }

    /**
     * Stores a value only where the key has no live one.
     *
     * <p>Differs from OpenResty: the same as {@link #add} in Redis, which has no room of this dict's own.
     */
    @Override
    public StoreResult safeAdd(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return add(key, value, exptime, flags);
    }

    @Override
    public StoreResult replace(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return store("replace", key, value, exptime, flags);
    }

    @Override
    public StoreResult delete(String key) {
        return store("set", key, null, Duration.ZERO, 0);
    }

    private StoreResult store(String how, String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        requireNotNegative("exptime", exptime);
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error == null && value == null && !how.equals("set")) {
            error = "attempt to add or replace nil values";
        }
        if (error == null && !Wire.holds(value)) {
            error = "bad value type";
        }
        if (error != null) {
            return StoreResult.failed(error);
        }
        return stored(
                bytes,
                value == null ? Event.DELETED : Event.STORED,
                calls.write(DictScripts.SET, bytes, Wire.ascii(how), Wire.entry(value, flags), Wire.millis(exptime)));
    }

    private StoreResult stored(String bytes, Event event, Written written) {
        if (written.error() != null) {
            return StoreResult.failed(written.error());
        }
        if (written.result().get() == 1) {
            activity.wrote(event, bytes);
        }
        return StoreResult.done();
    }

    @Override
    public IncrResult incr(String key, double delta) {
        return incr(key, delta, NONE, NONE);
    }

    @Override
    public IncrResult incr(String key, double delta, double init, Duration initTtl) {
        requireNotNegative("init_ttl", initTtl);
        return incr(key, delta, Wire.number(init), Wire.millis(initTtl));
    }

    private IncrResult incr(String key, double delta, byte[] init, byte[] initTtl) {
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return IncrResult.failed(error, false);
        }
        Written written = calls.write(DictScripts.INCR, bytes, Wire.number(delta), init, initTtl);
        if (written.error() != null) {
            return IncrResult.failed(written.error(), false);
        }
        activity.wrote(Event.STORED, bytes);
        return IncrResult.of(written.result().getDouble());
    }

    @Override
    public TtlResult ttl(String key) {
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return TtlResult.failed(error);
        }
        ByteBuffer left = calls.read(DictScripts.TTL, bytes);
        return left == null ? TtlResult.failed("not found") : new TtlResult(Wire.life(left.getDouble()), null);
    }

    @Override
    public StoreResult expire(String key, Duration exptime) {
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return StoreResult.failed(error);
        }
        Written written = calls.write(DictScripts.EXPIRE, bytes, Wire.millis(exptime));
        return written.error() == null ? StoreResult.done() : StoreResult.failed(written.error());
    }

    @Override
    public ListResult lpush(String key, LuaScalar value) {
        return push("LPUSH", key, value);
    }

    @Override
    public ListResult rpush(String key, LuaScalar value) {
        return push("RPUSH", key, value);
    }

    private ListResult push(String command, String key, LuaScalar value) {
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error == null && (value instanceof LuaScalar.Bool || !Wire.holds(value))) {
            error = "bad value type";
        }
        if (error != null) {
            return ListResult.failed(error);
        }
        Written written = calls.write(DictScripts.PUSH, bytes, Wire.ascii(command), Wire.value(value));
        if (written.error() != null) {
            return ListResult.failed(written.error());
        }
        activity.wrote(Event.STORED, bytes);
        return ListResult.of((long) written.result().getDouble());
    }

    @Override
    public PopResult lpop(String key) {
        return pop("LPOP", key);
    }

    @Override
    public PopResult rpop(String key) {
        return pop("RPOP", key);
    }

    private PopResult pop(String command, String key) {
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return PopResult.failed(error);
        }
        Written written = calls.write(DictScripts.POP, bytes, Wire.ascii(command));
        if (written.error() != null) {
            return PopResult.failed(written.error());
        }
        if (!written.result().hasRemaining()) {
            return PopResult.of(null);
        }
        boolean last = written.result().get() == 1;
        activity.wrote(last ? Event.DELETED : Event.STORED, bytes);
        return PopResult.of(Wire.readValue(written.result()));
    }

    @Override
    public ListResult llen(String key) {
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return ListResult.failed(error);
        }
        ByteBuffer answer = Objects.requireNonNull(calls.read(DictScripts.LLEN, bytes));
        long length = (long) answer.getDouble();
        return length < 0 ? ListResult.failed("value not a list") : ListResult.of(length);
    }

    @Override
    public StoreResult compareAndSet(
            String key, @Nullable LuaScalar expected, @Nullable LuaScalar value, Duration exptime, int flags) {
        requireNotNegative("exptime", exptime);
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error == null && !Wire.holds(value)) {
            error = "bad value type";
        }
        if (error == null && !Wire.holds(expected)) {
            error = CHANGED;
        }
        if (error != null) {
            return StoreResult.failed(error);
        }
        return stored(
                bytes,
                value == null ? Event.DELETED : Event.STORED,
                calls.write(
                        DictScripts.COMPARE_AND_SET,
                        bytes,
                        Wire.value(expected),
                        Wire.entry(value, flags),
                        Wire.millis(exptime)));
    }

    /**
     * Replaces an entry with what a function makes of it. Asks Redis for the entry and stores the next one where nobody
     * has changed it meanwhile, else begins again, after some milliseconds where others may do the same; a remaining
     * life that the function leaves alone goes on. All of that takes at most the timeout, apart from the function.
     *
     * @throws StoreUnavailableException also where others were faster for the whole of the timeout
     */
    @Override
    public UpdateResult update(String key, DictUpdate update) {
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return UpdateResult.failed(error, false);
        }
        return new DictExchange(calls, activity, bytes, update).run();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Walks Redis in small steps, each a call, as the stream is read; throws what a call throws.
     */
    @Override
    public Stream<Map.Entry<String, DictEntry>> entries() {
        return scan.entries();
    }

    /**
     * Adds a listener for what this JVM does to the dict through this object.
     *
     * <p>Differs from the heap: what other nodes do isn't heard, nor that an entry expires or that Redis evicts it.
     */
    @Override
    public Subscription listen(DictListener listener) {
        return activity.listen(listener);
    }

    /**
     * Counts of what this JVM did through this object.
     *
     * <p>Differs from the heap: entries and their bytes are not counted and are -1; refusals, evictions and expirations
     * are Redis's own matter and are 0.
     */
    @Override
    public DictStats stats() {
        return activity.stats();
    }

    /**
     * Makes all entries disappear at once, for all nodes, however many there are; Redis frees them afterwards, bit by bit.
     */
    @Override
    public void flushAll() {
        calls.write(DictScripts.FLUSH, calls.names.generation);
        activity.wrote(Event.FLUSHED, "");
        scan.reclaim();
    }

    /**
     * Returns 0.
     *
     * <p>Differs from OpenResty: Redis removes expired entries by itself.
     */
    @Override
    public int flushExpired(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("bad \"max_count\" argument");
        }
        return 0;
    }

    /**
     * The keys of live entries, in small steps, each a call, that stop nobody else. A key that is there all the time is in
     * the result; one that comes or goes meanwhile may be.
     *
     * <p>Differs from OpenResty: in no particular order.
     */
    @Override
    public List<String> getKeys(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("bad \"max_count\" argument");
        }
        return scan.keys(max);
    }

    /**
     * The declared size.
     *
     * <p>Differs from OpenResty: it limits nothing in Redis, whose {@code maxmemory} does.
     */
    @Override
    public long capacity() {
        return capacity;
    }

    /**
     * The declared size.
     *
     * <p>Differs from OpenResty: it limits nothing in Redis, so all of it is always free.
     */
    @Override
    public long freeSpace() {
        return capacity;
    }

    static void requireNotNegative(String argument, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("bad \"" + argument + "\" argument");
        }
    }
}
