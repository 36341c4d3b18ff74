// SPDX-License-Identifier: Apache-2.0
/**
 * The Java halves of the lua-resty libraries that come along: {@code cjson}, {@code resty.lock}, {@code resty.lrucache},
 * {@code resty.string} and the digests, ciphers and random numbers around it, {@code resty.openssl}, {@code resty.core}. One library a file. May
 * use {@code ngx} and what that may use, and {@code crypto}.
 */
@NullMarked
package dev.resty.servlet.resty;

import org.jspecify.annotations.NullMarked;
