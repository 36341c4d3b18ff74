// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

/** Whom Lua code runs for (see {@link LuaRun#owner}), where it keeps something that ends when Lua has forgotten it. */
public interface AfterCollection {

    /** Whether it keeps anything of that kind now. */
    boolean awaitsCollection();

    /** Ends what the collector has taken. Called with the baton, by code that has asked for a collection. */
    void collected();
}
