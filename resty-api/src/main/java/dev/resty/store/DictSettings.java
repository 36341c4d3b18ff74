// SPDX-License-Identifier: Apache-2.0
package dev.resty.store;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is declared of a dict: {@code lua_shared_dict name size [store=name] [persist=file] [persist_interval=60s]}.
 *
 * @param capacity its size in bytes
 * @param store the store that has it: {@value #HEAP}, or one that was given to the builder by this name
 * @param persist where its contents are kept while nobody has it open; null where they aren't
 * @param persistInterval how often they are written there while it is open, where they have changed since, so that a crash
 *     loses no more than that; zero where only at the end. Needs {@code persist}
 */
public record DictSettings(
        String name, long capacity, String store, @Nullable Path persist, Duration persistInterval) {

    /** The name of the store that is always there: this JVM's heap. */
    public static final String HEAP = "heap";

    /** Checks that there is a name, and that the interval is not negative. */
    public DictSettings {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("invalid lua shared dict name \"\"");
        }
        if (persistInterval.isNegative()) {
            throw new IllegalArgumentException("persist_interval is negative: " + persistInterval);
        }
    }

    /** A dict in the heap that is gone when the JVM is. */
    public static DictSettings of(String name, long capacity) {
        return new DictSettings(name, capacity, HEAP, null, Duration.ZERO);
    }

    /** These settings with another store. */
    public DictSettings withStore(String other) {
        return new DictSettings(name, capacity, other, persist, persistInterval);
    }

    /** These settings with a file for the contents. */
    public DictSettings withPersist(@Nullable Path file) {
        return new DictSettings(name, capacity, store, file, persistInterval);
    }

    /** These settings with an interval at which the file is written. */
    public DictSettings withPersistInterval(Duration interval) {
        return new DictSettings(name, capacity, store, persist, interval);
    }
}
