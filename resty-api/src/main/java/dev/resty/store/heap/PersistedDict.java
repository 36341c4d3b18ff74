// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dict and its file, which is read when the dict is opened, written at intervals where the dict has changed since, and
 * once more at the end. Safe for concurrent use.
 */
final class PersistedDict {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.dict");

    private final HeapSharedDict dict;

    private final DictSnapshot snapshot;

    /** Held while the file is written: nobody waits for it but who would write it too. */
    private final ReentrantLock writing = new ReentrantLock();

    /** The dict's {@link HeapSharedDict#changes} that the file has. */
    private long written;

    private boolean closed;

    private volatile @Nullable Future<?> schedule;

    /** Fills an empty dict with what its file holds. */
    PersistedDict(HeapSharedDict dict, DictSnapshot snapshot) {
        this.dict = dict;
        this.snapshot = snapshot;
        snapshot.load(dict);
        written = dict.changes();
    }

    Path file() {
        return snapshot.file();
    }

    /** Writes the file at intervals from now on. */
    void saveEvery(Duration interval, ScheduledExecutorService timer) {
        long nanos = TimeUnit.NANOSECONDS.convert(interval);
        schedule = timer.scheduleWithFixedDelay(this::saveChanges, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Writes the file where the dict has changed since. */
    void saveChanges() {
        writing.lock();
        try {
            long changes = dict.changes();
            if (!closed && changes != written && snapshot.save(dict)) {
                written = changes;
            }
        } catch (RuntimeException e) {
            // The timer would drop both the failure and all later intervals.
            LOG.error("can't persist shared dict \"{}\"", dict.name(), e);
        } finally {
            writing.unlock();
        }
    }

    /** Writes the file for the last time. */
    void close() {
        Future<?> scheduled = schedule;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                snapshot.saveFinally(dict);
            }
        } finally {
            writing.unlock();
        }
    }
}
