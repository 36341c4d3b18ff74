// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.Resty;
import dev.resty.dict.SharedDict;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The shared dicts as gauges with the dict's name as tag {@code dict}: {@code resty.dict.capacity}, its size as declared,
 * and {@code resty.dict.free}, the free pages as {@code ngx.shared.DICT:free_space()} counts them, both in bytes.
 */
final class RestyMetrics implements MeterBinder {

    private final Resty resty;

    RestyMetrics(Resty resty) {
        this.resty = resty;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String name : resty.dictNames()) {
            SharedDict dict = resty.dict(name);
            Gauge.builder("resty.dict.capacity", dict, SharedDict::capacity)
                    .description("The shared dict's size as declared")
                    .baseUnit(BaseUnits.BYTES)
                    .tag("dict", name)
                    .register(registry);
            Gauge.builder("resty.dict.free", dict, SharedDict::freeSpace)
                    .description("The shared dict's free pages; zero doesn't mean that nothing more fits")
                    .baseUnit(BaseUnits.BYTES)
                    .tag("dict", name)
                    .register(registry);
        }
    }
}
