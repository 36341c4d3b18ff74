// SPDX-License-Identifier: Apache-2.0
/**
 * What running Lua code is made of, compiled or interpreted: tables, closures, operators, the call stack and errors.
 */
@NullMarked
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.NullMarked;
