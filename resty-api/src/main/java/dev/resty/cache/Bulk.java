// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.cache.CacheListener.Event;
import dev.resty.dict.DictKey;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.lock.RestyLock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call for many keys. It leads the loads of those that nobody loads yet, has them loaded together, ends them all, and
 * only then waits for those that others load: so two calls never wait for each other. Nor does it wait for a lock while it
 * holds others: keys that another node is just loading are loaded one by one afterwards.
 */
final class Bulk<V> {

    private final Levels<V> levels;

    private final Loads<V> loads;

    private final BulkLoader<V> loader;

    private final Map<String, CacheHit<V>> hits = new LinkedHashMap<>();

    private final List<Led<V>> led = new ArrayList<>();

    private final Map<String, Flight<V>> joined = new LinkedHashMap<>();

    /** A load that this call leads. */
    private static final class Led<V> {

        final String key;

        final String bytes;

        final Flight<V> flight;

        /** What the second level holds; null where it can't be asked. */
        @Nullable L2Read<V> read;

        @Nullable RestyLock lock;

        Led(String key, String bytes, Flight<V> flight) {
            this.key = key;
            this.bytes = bytes;
            this.flight = flight;
        }
    }

    Bulk(Levels<V> levels, Loads<V> loads, BulkLoader<V> loader) {
        this.levels = levels;
        this.loads = loads;
        this.loader = loader;
    }

    /** All values, in the order of the keys. */
    Map<String, CacheHit<V>> get(Collection<String> keys) {
        Map<String, CacheHit<V>> ordered = new LinkedHashMap<>();
        Set<String> distinct = new LinkedHashSet<>(keys);
        try {
            distinct.forEach(this::look);
            List<Led<V>> elsewhere = lock();
            load(led);
            // These were not to be had at once, and are waited for with no lock in hand.
            elsewhere.forEach(one -> hits.put(one.key, loads.load(one.bytes, one.flight, single(one.key), one.read)));
        } catch (RuntimeException | Error e) {
            led.stream().filter(one -> !one.flight.done()).forEach(one -> loads.failed(one.bytes, one.flight, e));
            throw e;
        } finally {
            led.forEach(one -> release(one));
        }
        joined.forEach((key, flight) -> hits.put(key, loads.counted(loads.join(DictKey.bytesOf(key), flight, false))));
        for (String key : distinct) {
            CacheHit<V> hit = hits.get(key);
            if (hit != null) {
                ordered.put(key, hit);
            }
        }
        return ordered;
    }

    /** Takes what the levels have, and boards the load of what they haven't. */
    private void look(String key) {
        String bytes = DictKey.bytesOf(key);
        L1Object<V> object = levels.live(bytes);
        if (object != null) {
            hits.put(key, loads.answer(object, single(key)));
            return;
        }
        Flights.Boarding<V> boarding = levels.flights.board(bytes);
        if (!boarding.leads()) {
            joined.put(key, boarding.flight());
            return;
        }
        Led<V> one = new Led<>(key, bytes, boarding.flight());
        led.add(one);
        try {
            L2Read<V> read = levels.read(bytes);
            one.read = read;
            CacheHit<V> ready = loads.ready(bytes, one.flight, read, single(key));
            if (ready != null) {
                hits.put(key, ready);
            }
        } catch (StoreUnavailableException e) {
            CacheHit<V> kept = loads.keptHit(bytes);
            if (kept != null) {
                hits.put(key, loads.counted(loads.landed(bytes, one.flight, kept)));
            } else if (!levels.policy.loadWhenStoreDown()) {
                throw e;
            }
        }
    }

    /** Takes the locks that are free; what others have meanwhile stored is taken, what they are loading is returned. */
    private List<Led<V>> lock() {
        List<Led<V>> elsewhere = new ArrayList<>();
        for (Led<V> one : led) {
            RestyLock lock = one.flight.done() || one.read == null ? null : loads.newLock();
            if (lock == null) {
                continue;
            }
            if (!lock.tryLock(loads.lockKey(one.bytes)).ok()) {
                elsewhere.add(one);
                continue;
            }
            one.lock = lock;
            L2Read<V> again = levels.read(one.bytes);
            one.read = again;
            L2Read.Value<V> value = again.value();
            if (value != null && value.fresh()) {
                hits.put(one.key, loads.found(one.bytes, one.flight, value, single(one.key)));
            }
        }
        return elsewhere;
    }

    private void load(List<Led<V>> all) {
        Map<String, Led<V>> missing = new LinkedHashMap<>();
        for (Led<V> one : all) {
            if (!one.flight.done() && (one.lock != null || one.read == null || !loads.locks())) {
                missing.put(one.key, one);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        try {
            loadMissing(missing);
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            missing.values().forEach(one -> {
                levels.counters.loadFailures.increment();
                levels.events.tell(Event.LOAD_FAILED, one.bytes);
                loads.end(one.bytes, one.flight, e);
            });
            missing.values().forEach(one -> hits.put(one.key, loads.counted(loads.join(one.bytes, one.flight, true))));
        }
    }

    private void loadMissing(Map<String, Led<V>> missing) throws Exception {
        int stamp = missing.values().iterator().next().read == null ? 0 : levels.l2.stamp();
        long begin = levels.now();
        Map<String, ? extends V> loaded;
        try {
            loaded = loader.load(Set.copyOf(missing.keySet()));
        } finally {
            levels.counters.loadNanos.add(levels.now() - begin);
        }
        boolean shares = levels.now() - begin < CachePolicy.nanos(L2.MARK);
        for (Led<V> one : missing.values()) {
            V value = loaded.get(one.key);
            L2Read<V> read = one.read;
            levels.publish(
                    one.bytes,
                    one.flight,
                    Loaded.of(value),
                    shares && read != null ? stamp : 0,
                    read == null ? L2Read.nothing(null) : read);
            levels.counters.loads.increment();
            levels.events.tell(Event.LOADED, one.bytes);
            hits.put(one.key, loads.landed(one.bytes, one.flight, new CacheHit<>(value, HitLevel.LOADER)));
        }
    }

    private EntryLoader<V> single(String key) {
        return bytes -> Loaded.of(loader.load(Set.of(key)).get(key));
    }

    private void release(Led<V> one) {
        RestyLock lock = one.lock;
        if (lock != null) {
            lock.close();
        }
    }
}
