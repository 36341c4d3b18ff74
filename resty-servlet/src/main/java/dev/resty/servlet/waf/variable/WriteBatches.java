// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what transactions change in one entry while an earlier write of it is under way as one write. A dict in Redis
 * tries again when another write was faster: with many at a time, most would never get through. Safe for concurrent use;
 * holds no lock while it writes.
 */
final class WriteBatches {

    /** By the entry's key, the batch that was begun last. */
    private final Map<String, Batch> newest = new ConcurrentHashMap<>();

    /** What is written together. */
    static final class Batch {

        private final List<List<CollectionChange>> transactions = new ArrayList<>();

        private final CompletableFuture<Void> written = new CompletableFuture<>();

        private @Nullable Batch before;

        private Duration timeout = Duration.ZERO;

        private boolean sealed;

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

    /** Has a transaction's changes written, by {@code writer} or another thread's, and waits until they are. */
    void write(String key, List<CollectionChange> changes, Duration timeout, Consumer<Batch> writer) {
        Batch[] own = {null};
        Batch batch = newest.compute(key, (same, last) -> {
            if (last != null && !last.sealed) {
                return last.add(changes, timeout);
            }
            own[0] = new Batch(last);
            return own[0].add(changes, timeout);
        });
        if (batch != own[0]) {
            batch.written.join();
            return;
        }
        try {
            if (batch.before != null) {
                batch.before.written.join();
                batch.before = null;
            }
            newest.computeIfPresent(key, (same, last) -> {
                batch.sealed = true;
                return last;
            });
            writer.accept(batch);
        } finally {
            newest.computeIfPresent(key, (same, last) -> last == batch ? null : last);
            batch.written.complete(null);
        }
    }
}
