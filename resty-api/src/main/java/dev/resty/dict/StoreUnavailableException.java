// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

/**
 * A store outside this JVM did not answer within its timeout. Whether a write took place is not known; nothing that was
 * acknowledged is undone.
 */
public final class StoreUnavailableException extends DictException {

    private static final long serialVersionUID = 1L;

    /** The failure, with what the store's client says of it. */
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The failure. */
    public StoreUnavailableException(String message) {
        super(message);
    }
}
