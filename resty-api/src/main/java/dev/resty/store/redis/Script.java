// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script that Redis runs as one atomic operation. Answers one string, or nil.
 *
 * @param source its text
 * @param digest by which Redis knows it once it has run
 */
record Script(String source, String digest) {

    static Script of(String... parts) {
        String source = String.join("", parts);
        try {
            byte[] sha = MessageDigest.getInstance("SHA-1").digest(source.getBytes(UTF_8));
            return new Script(source, HexFormat.of().formatHex(sha));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
