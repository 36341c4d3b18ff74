// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.resty.dict.DictException;
import dev.resty.dict.DictKey;
import dev.resty.dict.StoreResult;
import dev.resty.lock.LockStore;
import dev.resty.store.Ticker;
import dev.resty.store.redis.DictCalls.Written;
import dev.resty.store.redis.LockWaiters.Waiter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The locks on the keys of a dict in Redis. A script adds the entry where there is none; where there is one it notes that
 * somebody waits, and whatever changes that entry then tells so on the dict's channel. Each JVM wakes one of its waiters,
 * one of those gets the lock, and the others note again that they wait. A message that is lost delays a waiter by
 * {@code max_step} at most, or until the entry expires.
 */
final class RedisLocks implements LockStore {

    private static final byte[] YES = {'1'};

    private static final byte[] NO = {'0'};

    private final DictCalls calls;

    private final Ticker ticker;

    private final LockWaiters waiters = new LockWaiters();

    private final RedisTopic topic;

    RedisLocks(DictCalls calls, RedisTopics topics, Ticker ticker) {
        this.calls = calls;
        this.ticker = ticker;
        topic = topics.topic(calls.names.channel(), this::changed, waiters::wakeAll);
    }

    private void changed(byte[] key) {
        if (key.length == 0) {
            waiters.wakeAll();
        } else {
            waiters.wake(new String(key, ISO_8859_1));
        }
    }

    /** What a look at the dict found: a token; or the life of the entry in the way, negative where it has no end. */
    private record Look(long token, double millis) {}

    @Override
    public Acquisition acquire(String key, Duration exptime, Duration timeout, Duration maxStep) {
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return new Acquisition(Duration.ZERO, error, 0);
        }
        byte[] name = calls.names.key(bytes);
        Look first = look(name, exptime, NO, NO);
        if (first.token > 0) {
            return new Acquisition(Duration.ZERO, null, first.token);
        }
        return timeout.isZero()
                ? new Acquisition(Duration.ZERO, "timeout", 0)
                : waitFor(name, exptime, timeout, maxStep);
    }

    private Acquisition waitFor(byte[] name, Duration exptime, Duration timeout, Duration maxStep) {
        long start = ticker.nanoTime();
        Waiter waiter = waiters.join(new String(name, ISO_8859_1));
        long token = 0;
        String error = null;
        try {
            topic.subscribe(calls.deadline());
            while (true) {
                waiter.look();
                Look look = look(name, exptime, YES, waiter.othersWait() ? YES : NO);
                if (look.token > 0) {
                    token = look.token;
                    break;
                }
                long left = timeout.toNanos() - (ticker.nanoTime() - start);
                if (left <= 0) {
                    error = "timeout";
                    break;
                }
                waiter.await(pause(look, Math.min(left, maxStep.toNanos())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            error = "interrupted";
        } finally {
            waiter.leave(token > 0);
        }
        return new Acquisition(Duration.ofNanos(ticker.nanoTime() - start), error, token);
    }

    /** How long there is nothing to see: until the entry expires, unless somebody changes it. */
    private static long pause(Look look, long longest) {
        return look.millis < 0 ? longest : Math.min(longest, (long) ((look.millis + 1) * 1e6));
    }

    private Look look(byte[] name, Duration exptime, byte[] waits, byte[] othersWait) {
        Written written = calls.write(LockScripts.ACQUIRE, name, Wire.millis(exptime), waits, othersWait);
        if (written.error() == null) {
            return new Look((long) written.result().getDouble(), 0);
        }
        if (written.error().equals(RedisFullException.MESSAGE)) {
            throw new DictException(written.error());
        }
        return new Look(0, ByteBuffer.wrap(written.error().getBytes(ISO_8859_1)).getDouble());
    }

    @Override
    public boolean release(String key, long token) {
        Written written = calls.write(LockScripts.RELEASE, DictKey.bytesOf(key), Wire.number(token));
        return written.error() == null && written.result().get() == 1;
    }

    @Override
    public StoreResult expire(String key, long token, Duration exptime) {
        Written written =
                calls.write(LockScripts.EXPIRE, DictKey.bytesOf(key), Wire.number(token), Wire.millis(exptime));
        return written.error() == null ? StoreResult.done() : StoreResult.failed(written.error());
    }

    @Override
    public @Nullable Duration remaining(String key, long token) {
        List<Object> keys = List.of(calls.names.generation, calls.names.key(DictKey.bytesOf(key)));
        ByteBuffer left = calls.read(LockScripts.REMAINING, keys, Wire.number(token));
        return left == null ? null : Wire.life(left.getDouble());
    }
}
