// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.time.Duration;
import java.util.List;

/**
 * An {@code upstream} block: a group of servers that take turns.
 *
 * @param keepalive how many idle connections are kept; 0 for none
 * @param keepaliveTimeout how long an idle one is kept
 */
public record UpstreamConf(String name, List<Peer> peers, int keepalive, Duration keepaliveTimeout, Position position) {

    /**
     * A {@code server} of an upstream.
     *
     * @param weight its share of the turns, from 1
     * @param maxFails failures within {@code failTimeout} that take it out for as long; 0 for never
     * @param backup used only when no other is left
     * @param down never used
     */
    public record Peer(
            String host, int port, int weight, int maxFails, Duration failTimeout, boolean backup, boolean down) {}
}
