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
        long since;
        try {
            distinct.forEach(this::look);
            since = levels.now();
            loadOpen();
        } catch (RuntimeException | Error e) {
            fail(led, e);
            throw e;
        }
        for (Led<V> one : led) {
            if (!hits.containsKey(one.key)) {
                hits.put(one.key, loads.counted(loads.join(one.bytes, one.flight, true, since)));
            }
        }
        joined.forEach(
                (key, flight) -> hits.put(key, loads.counted(loads.join(DictKey.bytesOf(key), flight, false, since))));
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

    /** Has what is open loaded: in this thread where nothing limits the time, else in another one. */
    private void loadOpen() {
        Map<String, Flight<V>> flights = new LinkedHashMap<>();
        List<Led<V>> open = led.stream().filter(one -> !one.flight.done()).toList();
        open.forEach(one -> flights.put(one.bytes, one.flight));
        if (!open.isEmpty() && !(levels.policy.timed() && loads.depart(flights, () -> fly(open)))) {
            fly(open);
        }
    }

    /** Loads to the end; the results are the flights'. */
    private void fly(List<Led<V>> open) {
        open.forEach(one -> one.flight.pilot(Thread.currentThread()));
        List<Led<V>> elsewhere;
        try {
            elsewhere = lock(open);
            load(open);
        } catch (RuntimeException e) {
            end(open, e);
            return;
        } catch (Error e) {
            fail(open, e);
            throw e;
        } finally {
            open.forEach(this::release);
        }
        // These were not to be had at once, and are waited for with no lock in hand.
        elsewhere.forEach(one -> loads.fly(one.bytes, one.flight, single(one.key), one.read));
    }

    private void fail(List<Led<V>> all, Throwable cause) {
        all.stream().filter(one -> !one.flight.done()).forEach(one -> loads.failed(one.bytes, one.flight, cause));
    }

    private void end(List<Led<V>> all, Exception cause) {
        all.stream().filter(one -> !one.flight.done()).forEach(one -> loads.end(one.bytes, one.flight, cause));
    }

    /** Takes the locks that are free; what others have meanwhile stored is taken, what they are loading is returned. */
    private List<Led<V>> lock(List<Led<V>> open) {
        List<Led<V>> elsewhere = new ArrayList<>();
        for (Led<V> one : open) {
            RestyLock lock = one.read == null ? null : loads.newLock();
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
                loads.landFound(one.bytes, one.flight, value);
            }
        }
        return elsewhere;
    }

    private void load(List<Led<V>> open) {
        Map<String, Led<V>> missing = new LinkedHashMap<>();
        for (Led<V> one : open) {
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
            for (Led<V> one : missing.values()) {
                if (!one.flight.done()) {
                    levels.counters.loadFailures.increment();
                    levels.events.tell(Event.LOAD_FAILED, one.bytes);
                    loads.end(one.bytes, one.flight, e);
                }
            }
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
        boolean shares = levels.now() - begin < CachePolicy.nanos(L2.LONGEST_LOAD);
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
            loads.landed(one.bytes, one.flight, new CacheHit<>(value, HitLevel.LOADER));
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
