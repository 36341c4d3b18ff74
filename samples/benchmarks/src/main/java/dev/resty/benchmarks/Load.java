// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.io.IOException;

/** Sends the same request again and again. */
interface Load {

    /** What came back: answers with status 200, and anything else. */
    record Answers(long good, long bad) {}

    /** Loads a port of the loopback with so many connections for so many seconds, and returns then. */
    Answers run(int port, Shape shape, int connections, int seconds) throws IOException, InterruptedException;

    /** wrk where it is installed, else our own. */
    static Load best() {
        return WrkLoad.isInstalled() ? new WrkLoad() : new JavaLoad();
    }
}
