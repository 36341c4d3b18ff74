// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import java.io.IOException;

/** The upstream broke off a response whose header the client has: it can't be made good any more. */
final class UpstreamBrokeOffException extends IOException {

    private static final long serialVersionUID = 1L;

    UpstreamBrokeOffException(IOException cause) {
        super("upstream prematurely closed connection while reading upstream", cause);
    }
}
