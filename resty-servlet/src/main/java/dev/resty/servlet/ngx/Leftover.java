// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

/** What {@link PhaseRun#atEnd} does at the latest: earlier, where a script asks for a collection and has forgotten it. */
public interface Leftover extends Runnable {

    /** Whether Lua has no reference to it any more, as far as the collector knows. */
    boolean isForgotten();
}
