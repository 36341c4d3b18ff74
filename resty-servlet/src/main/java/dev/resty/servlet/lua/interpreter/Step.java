// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

/** A statement that can be carried out. Shared by all workers; what changes is in the {@link Frame}. */
abstract class Step {

    /** Goes on with what stands behind. */
    static final int NEXT = 0;

    /** Leaves the innermost loop. */
    static final int BREAK = 1;

    /** Leaves the function: its values are the frame's result. */
    static final int RETURN = 2;

    /** Goes on at the frame's label. */
    static final int GOTO = 3;

    /** Carries it out and says how to go on. */
    abstract int run(Frame frame);
}
