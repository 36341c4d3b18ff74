// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictException;
import dev.resty.dict.DictKey;
import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.TtlResult;
import dev.resty.dict.UpdateResult;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clears of a cache, kept in its dict so that all nodes see them and a restart forgets none: one entry for all of it,
 * with the cleared prefixes, and one for each tag that a live value bears, with the stamp of its last clear.
 *
 * <p>What the dict has lost clears rather than revives. Where the one entry is gone, it starts anew with a stamp above
 * every former one: stamps count seconds at least, and each JVM knows the greatest that it has seen. Where a tag's
 * entry is gone, the values that bear it are gone too. Safe for concurrent use.
 */
final class Generations {

    private static final Logger LOG = LoggerFactory.getLogger(TwoLevelCache.class);

    /** 2020 began then: stamps are positive and grow until 2088. */
    private static final long FIRST_SECOND = 1_577_836_800L;

    /** The greatest stamp that this JVM has seen, of whichever cache: so a dict of this JVM can't be behind it. */
    private static final AtomicInteger GREATEST = new AtomicInteger();

    private static final int MAX_TAGS_KNOWN = 10_000;

    /** A generation, the value that it was read from, and when. */
    private record Known(Generation generation, LuaScalar scalar, long readAt) {}

    /** A tag's stamp, and when it was read; none where the dict has none. */
    private record KnownTag(int stamp, boolean present, long readAt) {}

    private final SharedDict dict;

    private final String cache;

    private final String key;

    private final String tagPrefix;

    private final LongSupplier clock;

    /** How long what was read is taken for current, in nanoseconds; zero where the dict is asked each time. */
    private final long maxAge;

    private final Map<String, KnownTag> tags = new ConcurrentHashMap<>();

    private final AtomicInteger forgets = new AtomicInteger();

    private volatile @Nullable Known known;

    /** Whether the damage that was last seen has been logged. */
    private volatile boolean damageTold;

    Generations(SharedDict dict, String cache, LongSupplier clock, long maxAge) {
        this.dict = dict;
        this.cache = cache;
        this.key = L2.CONTROL + "generation:" + cache;
        this.tagPrefix = L2.CONTROL + "tag:" + cache + ":";
        this.clock = clock;
        this.maxAge = maxAge;
    }

    /** What is cleared by now, as far as other caches have told it. */
    Generation current() {
        Known last = known;
        return last != null && maxAge > 0 && clock.getAsLong() - last.readAt < maxAge ? last.generation : read();
    }

    /** What is cleared, not older than a stamp that was seen. */
    private Generation notBefore(int stamp) {
        Generation generation = current();
        return generation.stamp() < stamp ? read() : generation;
    }

    /** Whether a value may still be served. */
    boolean valid(int stamp, String cacheKey, Set<String> names) {
        Generation generation = notBefore(stamp);
        if (stamp > generation.stamp() || generation.clears(stamp, cacheKey)) {
            return false;
        }
        for (String name : names) {
            KnownTag tag = tag(name);
            if (!tag.present || tag.stamp > stamp) {
                return false;
            }
        }
        return true;
    }

    /**
     * Has an entry for each tag of a value that is about to be stored.
     *
     * @param life how long the value stays in the dict; zero for ever
     */
    void keepTags(Set<String> names, Duration life) {
        for (String name : names) {
            String tagKey = tagKey(name);
            Duration keep = life.multipliedBy(2);
            TtlResult left = dict.ttl(tagKey);
            if (left.error() != null || left.ttl().isNegative()) {
                addTag(tagKey, keep);
                tags.remove(name);
            } else if (!left.ttl().isZero() && (life.isZero() || left.ttl().compareTo(life) < 0)) {
                dict.expire(tagKey, keep);
            }
        }
    }

    private void addTag(String tagKey, Duration keep) {
        // Whoever cleared the tag since the value's load began has raised the stamp, so this covers that.
        int stamp = read().stamp();
        dict.add(tagKey, LuaScalar.of((long) stamp), keep, 0);
        int later = read().stamp();
        if (later != stamp) {
            // A clear that came in between may have found no entry.
            raise(tagKey, later);
        }
    }

    /** Notes a clear where a tag has an entry; without one there is no value to clear, and a later clear may be faster. */
    private UpdateResult raise(String tagKey, int stamp) {
        return dict.update(
                tagKey,
                current -> current == null || number(current.value()) >= stamp
                        ? current
                        : current.withValue(LuaScalar.of((long) stamp)));
    }

    void clearAll() {
        change(Generation::withoutAll);
    }

    void clearPrefix(String prefix) {
        change(generation -> generation.withoutPrefix(prefix));
    }

    void clearTag(String name) {
        Loaded.check(name);
        UpdateResult result = raise(tagKey(name), change(Generation::next).stamp());
        forget();
        check(result);
    }

    /** Forgets what was read, because it may have changed. */
    void forget() {
        // First, so that who is just reading does not take that for current.
        forgets.incrementAndGet();
        known = null;
        tags.clear();
    }

    private Generation change(UnaryOperator<Generation> change) {
        UpdateResult result = dict.update(key, current -> {
            Generation before = current == null ? null : parse(current.value());
            return DictEntry.of(change.apply(before == null ? Generation.first(fresh()) : before)
                    .write());
        });
        check(result);
        forget();
        return read();
    }

    private static void check(UpdateResult result) {
        if (result.error() != null) {
            throw new DictException("can't clear: " + result.error());
        }
    }

    private Generation read() {
        int before = forgets.get();
        DictValue found = dict.get(key);
        if (found == null) {
            dict.add(key, Generation.first(fresh()).write(), Duration.ZERO, 0);
            found = dict.get(key);
        }
        Generation generation = found == null ? null : remember(found.value(), before);
        if (found != null && generation == null) {
            dict.update(
                    key,
                    current -> current != null && parse(current.value()) != null
                            ? current
                            : DictEntry.of(Generation.first(fresh()).write()));
            found = dict.get(key);
            generation = found == null ? null : remember(found.value(), before);
        }
        // A dict without room for it holds nothing that could be valid.
        return generation == null ? Generation.first(fresh()) : generation;
    }

    /** The generation that an entry tells, which is current as long as nothing is forgotten; null where it is damaged. */
    private @Nullable Generation remember(LuaScalar scalar, int before) {
        Known last = known;
        if (last != null && last.scalar == scalar && maxAge == 0) {
            return last.generation;
        }
        Generation generation = parse(scalar);
        if (generation == null) {
            return null;
        }
        damageTold = false;
        GREATEST.accumulateAndGet(generation.stamp(), Math::max);
        known = new Known(generation, scalar, clock.getAsLong());
        if (forgets.get() != before) {
            // Only after it is there: whoever forgets later takes it away.
            known = null;
        }
        return generation;
    }

    /** Null where it can't be read, which counts as a clear of everything, and is logged once. */
    private @Nullable Generation parse(LuaScalar scalar) {
        try {
            return Generation.read(scalar);
        } catch (RuntimeException e) {
            if (!damageTold) {
                damageTold = true;
                LOG.warn(
                        "cache: the record of clears of cache \"{}\" in dict \"{}\" is damaged, all of the cache counts as"
                                + " cleared: key {}",
                        cache,
                        dict.name(),
                        Flight.quoted(key));
            }
            return null;
        }
    }

    /** A stamp above all former ones. */
    private int fresh() {
        long seconds = System.currentTimeMillis() / 1000 - FIRST_SECOND;
        int least = (int) Math.min(Math.max(seconds, 0), Integer.MAX_VALUE / 2);
        return GREATEST.updateAndGet(seen -> Math.max(seen, least) + 1);
    }

    private KnownTag tag(String name) {
        KnownTag last = maxAge > 0 ? tags.get(name) : null;
        if (last != null && clock.getAsLong() - last.readAt < maxAge) {
            return last;
        }
        int before = forgets.get();
        long now = clock.getAsLong();
        DictValue found = dict.get(tagKey(name));
        KnownTag read =
                found == null ? new KnownTag(0, false, now) : new KnownTag((int) number(found.value()), true, now);
        if (maxAge > 0) {
            if (tags.size() >= MAX_TAGS_KNOWN) {
                tags.clear();
            }
            tags.put(name, read);
            if (forgets.get() != before) {
                tags.remove(name);
            }
        }
        return read;
    }

    private static double number(LuaScalar value) {
        return value instanceof LuaScalar.Num number ? number.value() : Integer.MAX_VALUE;
    }

    private String tagKey(String name) {
        return tagPrefix + DictKey.utf8(name);
    }
}
