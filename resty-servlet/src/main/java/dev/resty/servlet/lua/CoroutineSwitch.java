// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

/** The Java side of a coroutine: gives control to its body and back. Of the two sides one waits while the other runs. */
interface CoroutineSwitch {

    /**
     * Lets the body run, from its begin or its last {@link #yield}, until it yields or ends.
     *
     * @throws OutOfMemoryError there is no thread for it
     */
    void resume();

    /**
     * Gives control back to whoever has called {@link #resume}. Called by the body.
     *
     * @return true when resumed; false at once where the Java code between prevents it
     */
    boolean yield();
}
