// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.CryptoException;

/**
 * Messages of lua-resty-openssl. Differs from OpenResty: of what OpenSSL says they have the reason, such as {@code bad
 * decrypt}, without its code and the place in OpenSSL's own source.
 */
final class OpensslErrors {

    /** OpenSSL's reason where it doesn't know an algorithm. */
    static final String UNSUPPORTED = "unsupported";

    private OpensslErrors() {}

    /** What failed, and why. */
    static String failed(String what, CryptoException e) {
        return failed(what, e.reason());
    }

    /** What failed, and why where that is known. */
    static String failed(String what, String reason) {
        return reason.isEmpty() ? what + " failed" : what + ": " + reason;
    }
}
