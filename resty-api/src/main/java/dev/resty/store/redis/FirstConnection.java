// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The first connection of a client that was opened without one. Redisson makes it in the thread of whoever calls first, and
 * all others wait for that thread, for as long as a connection may take to be given up. Here a thread of its own makes it,
 * and a call waits for it no longer than for an answer. One that fails is tried again by the next call. Safe for concurrent
 * use.
 */
final class FirstConnection {

    private static final CompletableFuture<Void> MADE = CompletableFuture.completedFuture(null);

    private final Runnable connect;

    private final ReentrantLock lock = new ReentrantLock();

    /** {@link #MADE} once there is a connection: Redisson looks after it from then on. */
    private volatile CompletableFuture<Void> attempt;

    private FirstConnection(Runnable connect, CompletableFuture<Void> attempt) {
        this.connect = connect;
        this.attempt = attempt;
    }

    /** One that is there already. */
    static FirstConnection made() {
        return new FirstConnection(() -> {}, MADE);
    }

    /**
     * One that is not there yet; nothing is done before the first call.
     *
     * @param connect returns when Redis has answered, however long that takes, and throws where it can't be reached
     */
    static FirstConnection madeBy(Runnable connect) {
        return new FirstConnection(connect, CompletableFuture.failedFuture(new IllegalStateException("not begun")));
    }

    /** Whether it is there. */
    boolean isMade() {
        return attempt == MADE;
    }

    /**
     * Waits until it is there.
     *
     * @throws dev.resty.dict.StoreUnavailableException where it isn't by the deadline; it goes on being made then
     */
    void await(long deadline) {
        if (attempt != MADE) {
            RedisCalls.await(start().copy(), deadline);
        }
    }

    /** Makes it without waiting, where that isn't done or under way already. */
    CompletableFuture<Void> start() {
        CompletableFuture<Void> made;
        lock.lock();
        try {
            if (!attempt.isCompletedExceptionally()) {
                return attempt;
            }
            made = new CompletableFuture<>();
            attempt = made;
        } finally {
            lock.unlock();
        }
        Thread thread = new Thread(() -> make(made), "resty-redis-connect");
        thread.setDaemon(true);
        thread.start();
        return made;
    }

    private void make(CompletableFuture<Void> made) {
        try {
            connect.run();
        } catch (RuntimeException | Error e) {
            made.completeExceptionally(e);
            return;
        }
        attempt = MADE;
        made.complete(null);
    }
}
