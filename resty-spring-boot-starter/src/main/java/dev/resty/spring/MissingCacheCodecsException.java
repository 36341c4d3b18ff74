// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

/** Spring caches are configured, and nothing says how their values become bytes. */
final class MissingCacheCodecsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MissingCacheCodecsException() {
        super("resty.caches are to be Spring caches, and nothing says how their values become bytes");
    }
}
