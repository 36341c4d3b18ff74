// SPDX-License-Identifier: Apache-2.0
/**
 * Lua's standard library as far as it needs no worker: functions of strings with their patterns, tables, numbers and bits,
 * with LuaJIT's results and error texts. May use the {@code runtime} package only.
 */
@NullMarked
package dev.resty.servlet.lua.library;

import org.jspecify.annotations.NullMarked;
