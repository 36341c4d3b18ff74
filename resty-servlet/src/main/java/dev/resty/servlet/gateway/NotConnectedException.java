// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import java.io.IOException;

/** No connection to a peer: nothing was sent, and another peer can be tried. */
final class NotConnectedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean timeout;

    NotConnectedException(IOException cause, boolean timeout) {
        super(cause);
        this.timeout = timeout;
    }

    boolean isTimeout() {
        return timeout;
    }
}
