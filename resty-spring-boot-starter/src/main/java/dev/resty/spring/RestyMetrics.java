// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.Resty;
import dev.resty.dict.DictStats;
import dev.resty.dict.SharedDict;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The shared dicts as meters with the dict's name as tag {@code dict}. Gauges: {@code resty.dict.capacity}, its size as
 * declared, {@code resty.dict.free}, the free pages as {@code ngx.shared.DICT:free_space()} counts them, and
 * {@code resty.dict.used}, all in bytes, and {@code resty.dict.entries}; what a store can't tell is not a number. Counters
 * since the dict was opened: {@code resty.dict.gets} with the tag {@code result} ({@code hit} or {@code miss}),
 * {@code resty.dict.writes} ({@code done} or {@code refused}), {@code resty.dict.evictions} and
 * {@code resty.dict.expirations}.
 */
final class RestyMetrics implements MeterBinder {

    private final Resty resty;

    RestyMetrics(Resty resty) {
        this.resty = resty;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String name : resty.dictNames()) {
            gauge(registry, name, "capacity", "The shared dict's size as declared", SharedDict::capacity);
            gauge(
                    registry,
                    name,
                    "free",
                    "The shared dict's free pages; zero doesn't mean that nothing more fits",
                    SharedDict::freeSpace);
            gauge(
                    registry,
                    name,
                    "used",
                    "What the shared dict's entries count",
                    dict -> known(dict.stats().usedBytes()));
            Gauge.builder(
                            "resty.dict.entries",
                            resty,
                            dicts -> of(dicts, name, dict -> known(dict.stats().entries())))
                    .description("How many entries the shared dict has, expired ones included")
                    .tag("dict", name)
                    .register(registry);
            counter(registry, name, "gets", "hit", "Reads of the shared dict", DictStats::hits);
            counter(registry, name, "gets", "miss", "Reads of the shared dict", DictStats::misses);
            counter(registry, name, "writes", "done", "Writes to the shared dict", DictStats::writes);
            counter(registry, name, "writes", "refused", "Writes to the shared dict", DictStats::refused);
            counter(registry, name, "evictions", "", "Live entries removed to make room", DictStats::evictions);
            counter(registry, name, "expirations", "", "Entries removed after their time", DictStats::expirations);
        }
    }

    private void gauge(
            MeterRegistry registry, String name, String what, String meaning, ToDoubleFunction<SharedDict> value) {
        Gauge.builder("resty.dict." + what, resty, dicts -> of(dicts, name, value))
                .description(meaning)
                .baseUnit(BaseUnits.BYTES)
                .tag("dict", name)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String what,
            String result,
            String meaning,
            ToLongFunction<DictStats> count) {
        FunctionCounter.Builder<Resty> counter = FunctionCounter.builder(
                        "resty.dict." + what, resty, dicts -> of(dicts, name, dict -> count.applyAsLong(dict.stats())))
                .description(meaning)
                .tag("dict", name);
        (result.isEmpty() ? counter : counter.tag("result", result)).register(registry);
    }

    /** Asks the dict that has the name at present: a reload may open it again. */
    private static double of(Resty dicts, String name, ToDoubleFunction<SharedDict> value) {
        SharedDict dict = dicts.findDict(name);
        return dict == null ? Double.NaN : value.applyAsDouble(dict);
    }

    private static double known(long count) {
        return count < 0 ? Double.NaN : count;
    }
}
