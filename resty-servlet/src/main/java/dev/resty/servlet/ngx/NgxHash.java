// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Digests and checksums. */
final class NgxHash {

    private NgxHash() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "crc32_short",
                        "intval = ngx.crc32_short(str)",
                        Phases.ALL,
                        "The CRC-32 of a string.",
                        (ngx, args) -> crc32(args))
                .fn(
                        "crc32_long",
                        "intval = ngx.crc32_long(str)",
                        Phases.ALL,
                        "The CRC-32 of a string: the same value.",
                        (ngx, args) -> crc32(args))
                .fn(
                        "md5",
                        "digest = ngx.md5(str)",
                        Phases.ALL,
                        "The MD5 of a string in hexadecimal.",
                        (ngx, args) -> LuaString.valueUsing(
                                HexFormat.of().formatHex(digest("MD5", args)).getBytes(StandardCharsets.ISO_8859_1)))
                .fn(
                        "md5_bin",
                        "digest = ngx.md5_bin(str)",
                        Phases.ALL,
                        "The MD5 of a string.",
                        (ngx, args) -> LuaString.valueUsing(digest("MD5", args)))
                .fn(
                        "sha1_bin",
                        "digest = ngx.sha1_bin(str)",
                        Phases.ALL,
                        "The SHA-1 of a string.",
                        (ngx, args) -> LuaString.valueUsing(digest("SHA-1", args)))
                .fn(
                        "hmac_sha1",
                        "digest = ngx.hmac_sha1(secret_key, str)",
                        Phases.ALL,
                        "The HMAC-SHA1 of a string.",
                        NgxHash::hmacSha1);
    }

    private static LuaValue crc32(Varargs args) {
        LuaString text = LuaArgs.lenient(args.arg1());
        CRC32 crc = new CRC32();
        crc.update(text.m_bytes, text.m_offset, text.m_length);
        return LuaValue.valueOf((double) crc.getValue());
    }

    private static byte[] digest(String algorithm, Varargs args) {
        LuaString text = LuaArgs.lenient(args.arg1());
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(text.m_bytes, text.m_offset, text.m_length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has " + algorithm, e);
        }
    }

    private static Varargs hmacSha1(NgxContext ngx, Varargs args) {
        if (args.narg() != 2) {
            throw new LuaError("expecting 2 arguments, but got " + args.narg());
        }
        byte[] key = LuaText.copy(Arguments.string(args, 1, "hmac_sha1"));
        LuaString text = Arguments.string(args, 2, "hmac_sha1");
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new HmacKey(key));
            mac.update(text.m_bytes, text.m_offset, text.m_length);
            return LuaString.valueUsing(mac.doFinal());
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA1", e);
        }
    }

    /** A key of any length; the JDK's own class refuses an empty one. */
    private record HmacKey(byte[] bytes) implements SecretKey {

        @Override
        public String getAlgorithm() {
            return "HmacSHA1";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return bytes.clone();
        }
    }
}
