// SPDX-License-Identifier: Apache-2.0
/**
 * The Lua engine: workers with their baton, coroutines, the standard library, the code cache and budgets. Knows nothing of ngx, HTTP or servlets; may use only resty-api's {@code Ticker}.
 */
@NullMarked
package dev.resty.servlet.lua;

import org.jspecify.annotations.NullMarked;
