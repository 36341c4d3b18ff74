// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * What a run of Lua code is for: the owner that the ngx API gives to {@code Worker.run}.
 *
 * @param phase the phase
 * @param exchange the request; null in init, init_worker, exit_worker and timers
 */
public record PhaseRun(Phase phase, @Nullable HttpExchange exchange) {}
