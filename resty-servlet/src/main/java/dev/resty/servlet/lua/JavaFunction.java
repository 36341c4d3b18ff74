// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import org.jspecify.annotations.Nullable;

/** A Java function that Lua code can call as a member of a {@link JavaModule}. */
@FunctionalInterface
public interface JavaFunction {

    /**
     * Does the work. The worker's baton is handed over meanwhile, so it may block and must be safe for concurrent use.
     *
     * @param args what Lua gave: null, {@link Boolean}, {@link Double} or {@link Long}, {@link String}, {@link
     *     java.util.List} or {@link java.util.Map}; see {@link JavaModule}
     * @return one value of these types, {@code byte[]}, any other {@link Number} or {@link CharSequence}; null is nil
     * @throws Exception Lua gets {@code nil} and its message
     */
    @Nullable Object call(@Nullable Object[] args) throws Exception;
}
