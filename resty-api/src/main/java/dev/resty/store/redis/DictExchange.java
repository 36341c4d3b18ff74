// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictListener.Event;
import dev.resty.dict.DictUpdate;
import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.dict.UpdateResult;
import dev.resty.store.redis.DictCalls.Written;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An update of an entry by a function, which Redis can't run: the entry is asked for, and what the function makes of it is
 * stored where the entry is still the same; else it begins again with what is there then. For one call by one thread.
 */
final class DictExchange {

    private static final byte[] NONE = {};

    private static final byte[] KEEP = Wire.ascii("keep");

    /** What {@link DictScripts#EXCHANGE} answers where another entry is there. */
    private static final byte CHANGED_ENTRY = 2;

    /** Half of how long an update waits at most that has failed once, where others write too. */
    private static final long PAUSE_NANOS = 1_000_000;

    private final DictCalls calls;

    private final DictActivity activity;

    private final String key;

    private final DictUpdate update;

    /** The end of the operation: Redis has the whole timeout, whatever the function takes. */
    private long deadline;

    /**
     * An update.
     *
     * @param key a view of bytes that can be a key
     */
    DictExchange(DictCalls calls, DictActivity activity, String key, DictUpdate update) {
        this.calls = calls;
        this.activity = activity;
        this.key = key;
        this.update = update;
    }

    /** @throws StoreUnavailableException also where others were faster for the whole of the timeout */
    UpdateResult run() {
        long begun = System.nanoTime();
        deadline = calls.deadline();
        long patience = (deadline - begun) / 4 * 3;
        ByteBuffer found = calls.read(deadline, DictScripts.GET_WITH_TTL, key);
        for (int tries = 1; true; tries++) {
            Exchange exchange = exchange(found);
            if (exchange.result() != null) {
                return exchange.result();
            }
            long now = System.nanoTime();
            if (now - deadline >= 0) {
                throw new StoreUnavailableException("redis: timeout");
            }
            found = deadline - now > patience ? foundLater(tries) : exchange.found();
        }
    }

    /**
     * What is there after a while. With many writers at a time most tries are in vain, and cost all of them: so those that have
     * begun lately stand back, and those that have tried for long get through.
     */
    private @Nullable ByteBuffer foundLater(int tries) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PAUSE_NANOS << Math.min(tries, 5)));
        return calls.read(deadline, DictScripts.GET_WITH_TTL, key);
    }

    /**
     * An exchange that was tried.
     *
     * @param result null where somebody else was faster
     * @param found what is there then, as {@link DictScripts#GET_WITH_TTL} tells it; null for nothing
     */
    private record Exchange(
            @Nullable UpdateResult result, @Nullable ByteBuffer found) {

        static Exchange of(UpdateResult result) {
            return new Exchange(result, null);
        }
    }

    private Exchange exchange(@Nullable ByteBuffer found) {
        byte[] before = NONE;
        DictEntry current = null;
        if (found != null) {
            Duration life = Wire.life(found.getDouble());
            if (found.get(found.position()) == Wire.LIST) {
                return Exchange.of(UpdateResult.failed("value is a list", false));
            }
            before = Wire.rest(found.duplicate());
            DictValue value = Wire.readEntry(found);
            current = new DictEntry(value.value(), value.flags(), life);
        }
        long applied = System.nanoTime();
        DictEntry next = update.apply(current);
        deadline += System.nanoTime() - applied;
        if (next == current) {
            return Exchange.of(UpdateResult.done(current, false));
        }
        LuaScalar value = next == null ? null : next.value();
        if (!Wire.holds(value)) {
            return Exchange.of(UpdateResult.failed("bad value type", false));
        }
        byte[] after = next == null ? NONE : Wire.entry(value, next.flags());
        byte[] life = KEEP;
        if (next != null && (current == null || !next.ttl().equals(current.ttl()))) {
            RedisSharedDict.requireNotNegative("exptime", next.ttl());
            life = Wire.millis(next.ttl());
        }
        Written written = calls.write(deadline, DictScripts.EXCHANGE, key, before, after, life);
        if (written.error() != null) {
            return Exchange.of(UpdateResult.failed(written.error(), false));
        }
        ByteBuffer answer = written.result();
        if (answer.get() == CHANGED_ENTRY) {
            return new Exchange(null, answer.hasRemaining() ? answer.slice() : null);
        }
        activity.wrote(next == null ? Event.DELETED : Event.STORED, key);
        return Exchange.of(UpdateResult.done(next, false));
    }
}
