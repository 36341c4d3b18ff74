// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value with what its source says of it.
 *
 * @param value null where there is none
 * @param ttl how long it lives; null for the cache's own, zero for ever, negative not to be cached
 * @param tags what {@link TwoLevelCache#clearTag} can name it by: up to {@value #MAX_TAGS} of 1 to
 *     {@value #MAX_TAG_LENGTH} characters
 */
public record Loaded<V>(@Nullable V value, @Nullable Duration ttl, Set<String> tags) {

    /** How many tags a value can have. */
    public static final int MAX_TAGS = 64;

    /** The longest tag in characters. */
    public static final int MAX_TAG_LENGTH = 250;

    /**
     * Checks the tags.
     *
     * @throws IllegalArgumentException where there are too many, or one is empty or too long
     */
    public Loaded {
        tags = Set.copyOf(tags);
        if (tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException("more than " + MAX_TAGS + " tags: " + tags.size());
        }
        tags.forEach(Loaded::check);
    }

    /** A value that lives as long as the cache says; null where there is none. */
    public static <V> Loaded<V> of(@Nullable V value) {
        return new Loaded<>(value, null, Set.of());
    }

    /** This value with a time to live of its own. */
    public Loaded<V> withTtl(Duration own) {
        return new Loaded<>(value, own, tags);
    }

    /** This value with these tags, in the place of those before. */
    public Loaded<V> withTags(String... names) {
        return new Loaded<>(value, ttl, Set.of(names));
    }

    static void check(String tag) {
        if (tag.isEmpty() || tag.length() > MAX_TAG_LENGTH) {
            throw new IllegalArgumentException("a tag has 1 to " + MAX_TAG_LENGTH + " characters, not " + tag.length());
        }
    }
}
