// SPDX-License-Identifier: Apache-2.0
/**
 * LuaJIT's {@code ffi} without native code: C declarations, and objects of such types over Java arrays. Knows the layout of
 * x86-64 Linux, whatever the JVM runs on. Every access is checked: what would be memory corruption in C is a Lua error.
 *
 * <p>May use {@code lua.runtime} only.
 */
@NullMarked
package dev.resty.servlet.lua.ffi;

import org.jspecify.annotations.NullMarked;
