// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Function;

/**
 * Turns values into the bytes that a shared dict holds, and back. Safe for concurrent use; what either method throws
 * counts as a failed load or, when decoding, as if nothing were there.
 */
public interface Codec<V> {

    /** The value's bytes, in an array that is not changed any more. */
    byte[] encode(V value);

    /** The value of these bytes, which must not be changed. */
    V decode(byte[] bytes);

    /** Text as UTF-8. */
    static Codec<String> utf8() {
        return of(text -> text.getBytes(UTF_8), bytes -> new String(bytes, UTF_8));
    }

    /** Bytes as they are, copied both ways. */
    static Codec<byte[]> bytes() {
        return of(byte[]::clone, byte[]::clone);
    }

    /** A codec of two functions. */
    static <V> Codec<V> of(Function<? super V, byte[]> encode, Function<byte[], ? extends V> decode) {
        return new Codec<>() {
            @Override
            public byte[] encode(V value) {
                return encode.apply(value);
            }

            @Override
            public V decode(byte[] bytes) {
                return decode.apply(bytes);
            }
        };
    }
}
