// SPDX-License-Identifier: Apache-2.0
package dev.resty.phase;

import java.io.IOException;

/** The request's body is over {@code client_max_body_size}: the request ends with status 413. */
public final class PayloadTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Describes the limit that was met.
     *
     * @param limit the limit in bytes
     */
    public PayloadTooLargeException(long limit) {
        super("client intended to send too large body: over " + limit + " bytes");
    }
}
