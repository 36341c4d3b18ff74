// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

/** A Java function that Lua doesn't know of, such as one that calls a {@code __call}: tracebacks don't show it. */
public interface Unseen {}
