// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

/**
 * Is told what a worker's code does, where the worker was made for that. Called by the running code, whose functions {@link
 * CallStack} shows and {@link InterpretedFrame} gives the variables of; what it throws reaches the code.
 */
public interface DebugHook {

    /** A line is about to run: another one than before, or the same in another turn of a loop. */
    void line(int line);

    /** A statement is about to run, or a turn of a loop. Called before {@link #line}. */
    default void step() {}

    /** A Lua function was called and is about to run. */
    void called();

    /** A Lua function is about to return. */
    void returns();
}
