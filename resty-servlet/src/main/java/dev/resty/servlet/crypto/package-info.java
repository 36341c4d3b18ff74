// SPDX-License-Identifier: Apache-2.0
/**
 * Cryptography by the names, encodings and defaults of OpenSSL, on the JVM's own algorithms: digests, ciphers, key
 * derivation, keys and signatures. Knows nothing of Lua; used by the libraries in {@code resty}.
 */
@NullMarked
package dev.resty.servlet.crypto;

import org.jspecify.annotations.NullMarked;
