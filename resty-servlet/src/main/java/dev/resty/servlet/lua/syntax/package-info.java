// SPDX-License-Identifier: Apache-2.0
/**
 * Lua source as a syntax tree: Lua 5.1 with LuaJIT's extensions. Says which variable every name means; knows nothing of
 * how code is run, so that linters and editor tools can use it alone.
 */
@NullMarked
package dev.resty.servlet.lua.syntax;

import org.jspecify.annotations.NullMarked;
