// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

/** Cryptography failed as it fails in OpenSSL: the message is OpenSSL's reason, empty where it has none. */
public final class CryptoException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /** A failure with OpenSSL's reason. */
    public CryptoException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** A failure with OpenSSL's reason, and what Java says. */
    public CryptoException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    /** The reason; empty for none. */
    public String reason() {
        return reason;
    }
}
