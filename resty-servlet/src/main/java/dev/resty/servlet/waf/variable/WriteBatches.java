// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what transactions change in one entry while an earlier write of it is under way as one write. A dict in Redis
 * tries again when another write was faster: with many at a time, most would never get through. Safe for concurrent use;
 * holds no lock while it writes.
 */
final class WriteBatches {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.waf");

    private static final int THREADS = 4;

    /** By the entry's key, the batch that was begun last. */
    private final Map<String, Batch> newest = new ConcurrentHashMap<>();

    /** How long a transaction waits where an earlier write is under way. */
    private final Duration longestWait;

    /** Write what was changed while an earlier write was under way; they end when there is nothing to do. */
    private final ThreadPoolExecutor threads = threads();

    private static ThreadPoolExecutor threads() {
        ThreadPoolExecutor made =
                new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "resty-waf-collections");
                    thread.setDaemon(true);
                    return thread;
                });
        made.allowCoreThreadTimeOut(true);
        return made;
    }

    /** What is written together. */
    static final class Batch {

        private final List<List<CollectionChange>> transactions = new ArrayList<>();

        private final CompletableFuture<Void> written = new CompletableFuture<>();

        private @Nullable Batch before;

        private Duration timeout = Duration.ZERO;

        private boolean sealed;

        /** What the writer threw, set before {@link #written} is. */
        private @Nullable RuntimeException problem;

        private Batch(@Nullable Batch before) {
            this.before = before;
        }

        private Batch add(List<CollectionChange> changes, Duration life) {
            transactions.add(changes);
            timeout = life;
            return this;
        }

        /** The changes of each transaction, in their order. */
        List<List<CollectionChange>> transactions() {
            return transactions;
        }

        /** How long the entry lives, by the last transaction. */
        Duration timeout() {
            return timeout;
        }
    }

    /** Batches whose transactions wait for at most a time, where an earlier write is under way. */
    WriteBatches(Duration longestWait) {
        this.longestWait = longestWait;
    }

    /**
     * Has a transaction's changes written, by this thread or another. Waits until they are; where an earlier write of the entry is
     * under way, so long at most that it isn't the time of two writes: they are written all the same.
     */
    void write(String key, List<CollectionChange> changes, Duration timeout, Consumer<Batch> writer) {
        Batch[] own = {null};
        Batch batch = newest.compute(key, (same, last) -> {
            if (last != null && !last.sealed) {
                return last.add(changes, timeout);
            }
            own[0] = new Batch(last);
            return own[0].add(changes, timeout);
        });
        if (batch == own[0]) {
            Batch before = batch.before;
            if (before == null) {
                finish(key, batch, writer);
                return;
            }
            batch.before = null;
            // Whoever waited for it may have given up waiting, and would never hear of a failure.
            before.written
                    .thenRunAsync(() -> finish(key, batch, writer), threads)
                    .exceptionally(problem -> {
                        LOG.error("changes of the collection {} weren't written", key, problem);
                        return null;
                    });
        }
        await(batch);
    }

    private void finish(String key, Batch batch, Consumer<Batch> writer) {
        try {
            newest.computeIfPresent(key, (same, last) -> {
                batch.sealed = true;
                return last;
            });
            writer.accept(batch);
        } catch (RuntimeException e) {
            batch.problem = e;
            throw e;
        } finally {
            newest.computeIfPresent(key, (same, last) -> last == batch ? null : last);
            batch.written.complete(null);
        }
    }

    private void await(Batch batch) {
        try {
            batch.written.get(longestWait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a batch is never completed by an exception", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (batch.problem != null) {
            throw new IllegalStateException("changes of a collection weren't written", batch.problem);
        }
    }
}
