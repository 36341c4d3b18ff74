// SPDX-License-Identifier: Apache-2.0
/** Turns syntax trees into JVM classes. */
@NullMarked
package dev.resty.servlet.lua.compiler;

import org.jspecify.annotations.NullMarked;
