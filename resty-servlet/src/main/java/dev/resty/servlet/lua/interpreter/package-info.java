// SPDX-License-Identifier: Apache-2.0
/** Runs syntax trees as they are: what is too large to compile, code that runs once, and code under a debug hook. */
@NullMarked
package dev.resty.servlet.lua.interpreter;

import org.jspecify.annotations.NullMarked;
