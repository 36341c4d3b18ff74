// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * How a {@code String} names the bytes that are a key of a {@link SharedDict}.
 *
 * <p>A key is bytes. A string whose chars are all below 256 is a view of them, one char a byte; ASCII text is therefore
 * the same key in Java and in Lua as it stands. A string with any char from 256 on can't be such a view and stands for
 * its UTF-8 bytes, all of it. Only text that has chars from 128 to 255 and none above is ambiguous: it is taken as
 * bytes, so Java text of that kind goes through {@link #utf8}, which is right for every text:
 *
 * <pre>{@code
 * dict.get("user:42");              // the key "user:42" of Lua
 * dict.get("用户");                  // the key "用户" of a Lua file in UTF-8
 * dict.get(DictKey.utf8("José"));   // the key "José" of a Lua file in UTF-8
 * }</pre>
 */
public final class DictKey {

    /** The longest key in bytes. */
    public static final int MAX_LENGTH = 65_535;

    private DictKey() {}

    /** The key that is the UTF-8 bytes of a text, whatever its chars. */
    public static String utf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return new String(text.getBytes(UTF_8), ISO_8859_1);
            }
        }
        return text;
    }

    /** The key that is these bytes. */
    public static String of(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    /** The key that is these bytes. */
    public static String of(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, ISO_8859_1);
    }

    /** The {@link String#hashCode} of the key that is these bytes. */
    public static int hash(byte[] bytes, int offset, int length) {
        int hash = 0;
        int i = offset;
        int end = offset + length;
        for (; i < end - 3; i += 4) {
            hash = 31 * 31 * 31 * 31 * hash
                    + 31 * 31 * 31 * (bytes[i] & 0xFF)
                    + 31 * 31 * (bytes[i + 1] & 0xFF)
                    + 31 * (bytes[i + 2] & 0xFF)
                    + (bytes[i + 3] & 0xFF);
        }
        for (; i < end; i++) {
            hash = 31 * hash + (bytes[i] & 0xFF);
        }
        return hash;
    }

    /** The view of bytes that a key stands for: itself, or its UTF-8 bytes where it has a char from 256 on. */
    public static String bytesOf(String key) {
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) > 0xFF) {
                return utf8(key);
            }
        }
        return key;
    }

    /**
     * Whether a key can be stored.
     *
     * @param bytes a view of bytes, as {@link #bytesOf} gives it
     * @return {@code "empty key"}, {@code "key too long"}, or null where it can
     */
    public static @Nullable String error(String bytes) {
        if (bytes.isEmpty()) {
            return "empty key";
        }
        return bytes.length() > MAX_LENGTH ? "key too long" : null;
    }
}
