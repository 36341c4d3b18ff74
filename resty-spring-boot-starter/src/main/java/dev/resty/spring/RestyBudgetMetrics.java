// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.servlet.RestyEngine;
import dev.resty.servlet.lua.BudgetBreaches.Limit;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/**
 * How often scripts went beyond their limits, as the counter {@code resty.budget.exceeded}. Its tag {@code budget} is
 * {@code time} ({@code lua_timeout}), {@code instructions} ({@code lua_max_instructions}), {@code memory}
 * ({@code lua_max_memory}) or {@code call_depth} ({@code lua_max_call_depth}, and calls deeper than the thread's stack
 * allows, which are errors that a script may catch).
 */
final class RestyBudgetMetrics implements MeterBinder {

    private final RestyEngine engine;

    RestyBudgetMetrics(RestyEngine engine) {
        this.engine = engine;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Limit limit : Limit.values()) {
            FunctionCounter.builder("resty.budget.exceeded", engine, counting -> counting.budgetBreaches()
                            .count(limit))
                    .description("How often Lua code went beyond its budget")
                    .tag("budget", limit.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }
}
