// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import dev.resty.phase.Headers;
import dev.resty.servlet.conf.ProxySettings;
import java.io.InputStream;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One request to one peer.
 *
 * @param method the method
 * @param target the request target
 * @param headers the fields, without those that frame the body
 * @param body the body; null for none
 * @param bodyLength its length; -1 for chunks
 * @param scheme {@code http} or {@code https}
 * @param host the peer's host as configured
 * @param address where it is
 * @param port its port
 * @param settings timeouts and protocol version
 */
record UpstreamCall(
        String method,
        String target,
        Headers headers,
        @Nullable InputStream body,
        long bodyLength,
        String scheme,
        String host,
        InetAddress address,
        int port,
        ProxySettings settings) {}
