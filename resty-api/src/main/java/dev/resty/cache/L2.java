// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.dict.Codec;
import dev.resty.dict.DictEntry;
import dev.resty.dict.DictException;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.NotAScalarException;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.dict.UpdateResult;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second level: a cache's values in its dict. Keys stand there after the cache's prefix. The flags of an entry say
 * whose it is: 0 a script's, a positive number the {@link Generation} stamp of a value of the cache, a negative one a
 * mark of a deletion.
 *
 * <p>In a dict of another process, a delete leaves such a mark, the boolean {@code false}, for a while, and a load stores
 * its value only where it finds the entry that it found when it began. So a load on one node never brings back what
 * another node has deleted or set since. In this JVM {@link Flights} does the same without a mark.
 */
final class L2<V> {

    /** What the cache's own keys begin with; no key of a user does. */
    static final String CONTROL = "\0r";

    /** A load that takes longer stores nothing: the mark of a deletion might be gone that came when it had begun. */
    static final Duration LONGEST_LOAD = Duration.ofSeconds(50);

    /** How long the mark of a deletion stays: the time of a load, and that of the calls before and after it. */
    static final Duration MARK = LONGEST_LOAD.plusSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(TwoLevelCache.class);

    private static final LuaScalar DELETED = LuaScalar.of(false);

    private final SharedDict dict;

    private final String prefix;

    private final Codec<V> codec;

    private final CachePolicy policy;

    private final Generations generations;

    L2(SharedDict dict, String prefix, Codec<V> codec, CachePolicy policy, Generations generations) {
        this.dict = dict;
        this.prefix = prefix;
        this.codec = codec;
        this.policy = policy;
        this.generations = generations;
    }

    /** The dict's key of a cache's key. */
    private String dictKey(String key) {
        return prefix.isEmpty() && key.startsWith("\0") ? "\0\0" + key.substring(1) : prefix + key;
    }

    boolean remote() {
        return dict.remote();
    }

    /**
     * Looks for a value.
     *
     * @throws dev.resty.dict.StoreUnavailableException where the store doesn't answer
     */
    L2Read<V> read(String key) {
        DictEntry raw;
        try {
            raw = dict.entry(dictKey(key));
        } catch (NotAScalarException e) {
            return L2Read.nothing(null);
        }
        if (raw == null || raw.flags() < 0) {
            return L2Read.nothing(raw);
        }
        try {
            boolean foreign = raw.flags() == 0;
            Envelope.Content content = foreign ? Envelope.openForeign(raw.value()) : Envelope.open(raw.value());
            if (!foreign && !generations.valid(raw.flags(), key, content.tags())) {
                return L2Read.nothing(raw);
            }
            byte[] bytes = content.bytes();
            V value = bytes == null ? null : codec.decode(bytes);
            long freshLeft = freshLeft(raw, value == null || foreign);
            long ttl = foreign ? 0 : content.ttl() != 0 ? content.ttl() : policy.ttlOf(value == null);
            return new L2Read<>(raw, new L2Read.Value<>(value, content.tags(), freshLeft, ttl));
        } catch (DictException e) {
            throw e;
        } catch (RuntimeException e) {
            // Neither the key nor what e says of the bytes: both may come from a request.
            LOG.warn(
                    "cache over dict \"{}\": a value can't be decoded ({}), so it is loaded anew",
                    dict.name(),
                    e.getClass().getName());
            return L2Read.nothing(raw);
        }
    }

    /** Absent values and those of scripts have no time after their end. */
    private long freshLeft(DictEntry raw, boolean noWindow) {
        if (raw.ttl().isZero()) {
            return CachePolicy.NEVER;
        }
        return CachePolicy.left(raw.ttl()) - (noWindow ? 0 : policy.staleWindow());
    }

    /** The stamp that a value whose load begins now has to bear. */
    int stamp() {
        return generations.current().stamp();
    }

    /**
     * A value as it is to be stored.
     *
     * @param life how long the dict keeps it; zero for ever
     */
    record Sealed(LuaScalar scalar, int stamp, Set<String> tags, Duration life) {}

    /** Makes of a loaded value what is stored; may fail as the codec does. */
    Sealed seal(Loaded<V> loaded, int stamp, long ttl) {
        V value = loaded.value();
        long known = policy.refreshAhead() > 0 && loaded.ttl() != null ? ttl : 0;
        LuaScalar scalar = Envelope.seal(value == null ? null : codec.encode(value), known, loaded.tags());
        long life = ttl == 0 || value == null ? ttl : ttl + policy.staleWindow();
        return new Sealed(scalar, stamp, loaded.tags(), Duration.ofNanos(life));
    }

    /** Stores a value whatever is there. */
    void set(String key, Sealed sealed) {
        generations.keepTags(sealed.tags, sealed.life);
        StoreResult stored = dict.set(dictKey(key), sealed.scalar, sealed.life, sealed.stamp);
        if (!stored.stored()) {
            warn(stored.error());
        }
    }

    /** Stores a value where there is still what was found before; false where there isn't. */
    boolean replace(String key, Sealed sealed, @Nullable DictEntry found) {
        generations.keepTags(sealed.tags, sealed.life);
        boolean[] same = {false};
        UpdateResult stored = dict.update(dictKey(key), current -> {
            same[0] = unchanged(found, current);
            return same[0] ? new DictEntry(sealed.scalar, sealed.stamp, sealed.life) : current;
        });
        if (stored.error() != null) {
            warn(stored.error());
        }
        return same[0];
    }

    /** Whether an entry is the one that was found before, or what is left of it: equal, and no younger. */
    private static boolean unchanged(@Nullable DictEntry found, @Nullable DictEntry current) {
        if (current == null || found == null) {
            return current == found;
        }
        return current.flags() == found.flags()
                && Objects.equals(current.value(), found.value())
                && (found.ttl().isZero()
                        ? current.ttl().isZero()
                        : !current.ttl().isZero() && current.ttl().compareTo(found.ttl()) <= 0);
    }

    /** Removes a key. */
    void delete(String key) {
        if (dict.remote()) {
            int mark = ThreadLocalRandom.current().nextInt() | Integer.MIN_VALUE;
            dict.set(dictKey(key), DELETED, MARK, mark);
        } else {
            dict.delete(dictKey(key));
        }
    }

    private void warn(@Nullable String error) {
        LOG.warn("cache over dict \"{}\": a value was not shared: {}", dict.name(), error);
    }
}
