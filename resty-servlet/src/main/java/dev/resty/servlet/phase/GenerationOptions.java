// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.Resty;
import dev.resty.servlet.lua.BudgetBreaches;
import dev.resty.servlet.lua.JavaModule;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.ngx.ErrorLog;
import dev.resty.servlet.ngx.NgxServices;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What a generation is given besides its configuration; the same for the generations that follow by a reload.
 *
 * @param resty dicts and locks, which outlive a generation, and the clock
 * @param errorLog where {@code ngx.log} and errors go
 * @param libraries puts the libraries into each new worker
 * @param modules Java functions that scripts can {@code require}
 * @param compileAhead whether Lua code that doesn't compile stops the start; else, as in OpenResty, the first request
 *     that needs it fails
 * @param filesByDefault whether files answer where nothing else is configured, rather than the application
 * @param standalone whether the engine is the whole server, as nginx is: servers are chosen by the address that the
 *     request came to as well, and what has no {@code access_log} is logged to {@code logs/access.log}
 * @param classLoader where {@code classpath:} entries of {@code lua_package_path} and {@code modsecurity_rules_file} are
 *     looked for
 * @param breaches counts the runs that go beyond their budget, of all generations
 * @param waf how rule sets are loaded
 */
public record GenerationOptions(
        Resty resty,
        ErrorLog errorLog,
        BiConsumer<Worker, NgxServices> libraries,
        List<JavaModule> modules,
        boolean compileAhead,
        boolean filesByDefault,
        boolean standalone,
        ClassLoader classLoader,
        BudgetBreaches breaches,
        WafOptions waf) {}
