// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Finds hosts by their names, for {@code @rbl}. Must be safe for concurrent use; may block, on a thread of the engine's. */
@FunctionalInterface
public interface HostLookup {

    /**
     * The address of a host.
     *
     * @param host a domain name without a dot at its end, such as {@code 7.2.0.192.zen.example.org}
     * @return null where there is no such host
     * @throws IOException where that couldn't be found out
     */
    @Nullable InetAddress lookup(String host) throws IOException;
}
