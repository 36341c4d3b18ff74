// SPDX-License-Identifier: Apache-2.0
package dev.resty.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is declared of a dict: {@code lua_shared_dict name size [store=name] [persist=file]}.
 *
 * @param capacity its size in bytes
 * @param store the store that has it: {@value #HEAP}, or one that was given to the builder by this name
 * @param persist where its contents are kept while nobody has it open; null where they aren't
 */
public record DictSettings(
        String name, long capacity, String store, @Nullable Path persist) {

    /** The name of the store that is always there: this JVM's heap. */
    public static final String HEAP = "heap";

    /** A dict in the heap that is gone when the JVM is. */
    public static DictSettings of(String name, long capacity) {
        return new DictSettings(name, capacity, HEAP, null);
    }

    /** These settings with another store. */
    public DictSettings withStore(String other) {
        return new DictSettings(name, capacity, other, persist);
    }

    /** These settings with a file for the contents. */
    public DictSettings withPersist(@Nullable Path file) {
        return new DictSettings(name, capacity, store, file);
    }
}
