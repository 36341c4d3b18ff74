// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.Table;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.aes}, on the JVM's own ciphers: ecb, cbc, cfb8, cfb128, ofb, ctr and gcm with 128, 192 or 256
 * bits. Differs from OpenResty: {@code cipher} returns nil for cfb1, which the JVM doesn't have.
 *
 * @see <a href="https://github.com/openresty/lua-resty-string">lua-resty-string</a>
 */
final class RestyAes {

    private static final Map<String, String> MODES = Map.of(
            "ecb", "ECB",
            "cbc", "CBC",
            "cfb8", "CFB8",
            "cfb128", "CFB128",
            "ofb", "OFB",
            "ctr", "CTR",
            "gcm", "GCM");

    private static final Map<String, String> HASHES = Map.of(
            "md5", "MD5",
            "sha1", "SHA-1",
            "sha224", "SHA-224",
            "sha256", "SHA-256",
            "sha384", "SHA-384",
            "sha512", "SHA-512");

    private static final int BLOCK = 16;
    private static final int TAG = 16;
    private static final int SALT = 8;

    private final LuaTable metatable;

    private RestyAes(LuaTable methods) {
        this.metatable = LibraryTable.metatable(methods);
    }

    /** The module's table for a worker. */
    static LuaTable module() {
        LuaTable methods = LibraryTable.of()
                .fn("encrypt", "bytes | {bytes, tag} = aes:encrypt(text, aad?)", "Encrypts.", RestyAes::encrypt)
                .fn("decrypt", "text, err = aes:decrypt(bytes, tag?, aad?)", "Decrypts.", RestyAes::decrypt)
                .build();
        RestyAes module = new RestyAes(methods);
        LuaTable hashes = new Table();
        HASHES.forEach((name, algorithm) -> hashes.set(name, new LuaUserdata(algorithm)));
        return LibraryTable.of()
                .inherit(methods)
                .fn(
                        "cipher",
                        "cipher = aes.cipher(size?, mode?)",
                        "A cipher: 128 bits and cbc by default.",
                        args -> cipher(args.arg(1), args.arg(2)))
                .fn(
                        "new",
                        "aes, err = aes:new(key, salt?, cipher?, hash?, rounds?, iv_len?, enable_padding?)",
                        "Keys from a password, or the key itself where hash is a table with an iv.",
                        module::create)
                .value("hash", hashes)
                .value("_VERSION", RestyString.VERSION)
                .build();
    }

    private static LuaValue cipher(LuaValue size, LuaValue mode) {
        int bits = size.toboolean() ? size.checkint() : 128;
        String name = mode.toboolean() ? mode.checkjstring() : "cbc";
        if (bits != 128 && bits != 192 && bits != 256 || !MODES.containsKey(name)) {
            return LuaValue.NIL;
        }
        LuaTable cipher = new Table();
        cipher.set("size", bits);
        cipher.set("cipher", name);
        cipher.set("method", new LuaUserdata("AES/" + MODES.get(name)));
        return cipher;
    }

    private Varargs create(Varargs args) {
        byte[] password = bytes(args, 2, "new");
        LuaTable cipher = (args.arg(4).toboolean() ? args.arg(4) : cipher(LuaValue.NIL, LuaValue.NIL)).checktable();
        String mode = cipher.get("cipher").checkjstring();
        int keyLength = cipher.get("size").checkint() / 8;
        boolean padding = args.arg(8).isnil() || args.arg(8).toboolean();
        LuaValue hash = args.arg(5);
        byte[] key;
        byte[] iv;
        if (hash.istable()) {
            LuaValue given = hash.get("iv");
            if (!given.toboolean()) {
                return Arguments.failure("iv is needed");
            }
            iv = bytes(given, 5, "new");
            if (iv.length > keyLength) {
                return Arguments.failure("bad iv length");
            }
            LuaValue method = hash.get("method");
            key = method.toboolean() ? bytes(method.call(args.arg(2)), 5, "new") : password;
            if (key.length != keyLength) {
                return Arguments.failure("bad key length");
            }
            iv = Arrays.copyOf(iv, "gcm".equals(mode) ? iv.length : BLOCK);
        } else {
            byte @Nullable [] salt = args.arg(3).toboolean() ? bytes(args, 3, "new") : null;
            if (salt != null && salt.length != SALT) {
                return Arguments.failure("salt must be 8 characters or nil");
            }
            String algorithm = hash.toboolean() ? (String) hash.checkuserdata(String.class) : "MD5";
            int rounds = args.arg(6).toboolean() ? args.checkint(6) : 1;
            int ivLength = "gcm".equals(mode) ? args.arg(7).toboolean() ? args.checkint(7) : keyLength : BLOCK;
            int derived = "gcm".equals(mode) ? 12 : BLOCK;
            byte[] material = derive(algorithm, password, salt, Math.max(1, rounds), keyLength + derived);
            key = Arrays.copyOf(material, keyLength);
            // OpenSSL derives as many bytes as the cipher's own IV has; a longer one is zeros from there.
            iv = Arrays.copyOf(
                    Arrays.copyOfRange(material, keyLength, keyLength + Math.min(derived, ivLength)), ivLength);
        }
        Aes aes = new Aes("AES/" + MODES.get(mode) + padding(mode, padding), mode, key, iv);
        aes.setmetatable(metatable);
        return aes;
    }

    private static String padding(String mode, boolean padding) {
        boolean blocks = "ecb".equals(mode) || "cbc".equals(mode);
        return blocks && padding ? "/PKCS5Padding" : "/NoPadding";
    }

    /** OpenSSL's {@code EVP_BytesToKey}. */
    private static byte[] derive(String algorithm, byte[] password, byte @Nullable [] salt, int rounds, int length) {
        MessageDigest digest = Digests.instance(algorithm);
        byte[] out = new byte[0];
        byte[] block = new byte[0];
        while (out.length < length) {
            digest.update(block);
            digest.update(password);
            if (salt != null) {
                digest.update(salt);
            }
            block = digest.digest();
            for (int i = 1; i < rounds; i++) {
                block = digest.digest(block);
            }
            int had = out.length;
            out = Arrays.copyOf(out, had + block.length);
            System.arraycopy(block, 0, out, had, block.length);
        }
        return out;
    }

    private static Varargs encrypt(Varargs args) {
        Aes aes = Aes.of(args);
        byte[] text = bytes(args, 2, "encrypt");
        try {
            Cipher cipher = aes.start(Cipher.ENCRYPT_MODE);
            if (!aes.gcm()) {
                return LuaString.valueUsing(cipher.doFinal(text));
            }
            if (!args.isnil(3)) {
                cipher.updateAAD(bytes(args, 3, "encrypt"));
            }
            byte[] sealed = cipher.doFinal(text);
            int end = sealed.length - TAG;
            LuaTable result = new Table(2, 0);
            result.set(1, LuaString.valueUsing(Arrays.copyOf(sealed, end)));
            result.set(2, LuaString.valueUsing(Arrays.copyOfRange(sealed, end, sealed.length)));
            return result;
        } catch (GeneralSecurityException e) {
            return Arguments.failure("EVP_EncryptFinal_ex failed");
        }
    }

    private static Varargs decrypt(Varargs args) {
        Aes aes = Aes.of(args);
        byte[] sealed = bytes(args, 2, "decrypt");
        try {
            Cipher cipher = aes.start(Cipher.DECRYPT_MODE);
            if (aes.gcm()) {
                if (!args.isnil(4)) {
                    cipher.updateAAD(bytes(args, 4, "decrypt"));
                }
                if (!args.isnil(3)) {
                    cipher.update(sealed);
                    sealed = bytes(args, 3, "decrypt");
                }
            }
            return LuaString.valueUsing(cipher.doFinal(sealed));
        } catch (GeneralSecurityException e) {
            return Arguments.failure("EVP_DecryptFinal_ex failed");
        }
    }

    private static byte[] bytes(Varargs args, int number, String function) {
        LuaString string = Arguments.string(args, number, function);
        byte[] bytes = new byte[string.m_length];
        string.copyInto(0, bytes, 0, bytes.length);
        return bytes;
    }

    private static byte[] bytes(LuaValue value, int number, String function) {
        if (!value.isstring()) {
            throw Arguments.bad(number, function, "string expected, got " + value.typename());
        }
        return bytes((Varargs) value, 1, function);
    }

    /** A cipher with its key as Lua sees it: a table, with the key beside it. */
    private static final class Aes extends Table {

        private final String transformation;
        private final String mode;
        private final byte[] key;
        private final byte[] iv;

        Aes(String transformation, String mode, byte[] key, byte[] iv) {
            this.transformation = transformation;
            this.mode = mode;
            this.key = key;
            this.iv = iv;
        }

        static Aes of(Varargs args) {
            if (args.arg1() instanceof Aes aes) {
                return aes;
            }
            throw new LuaError(
                    "bad argument #1 self: table expected, got " + args.arg1().typename());
        }

        boolean gcm() {
            return "gcm".equals(mode);
        }

        Cipher start(int operation) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance(transformation);
            SecretKeySpec secret = new SecretKeySpec(key, "AES");
            if (gcm()) {
                cipher.init(operation, secret, new GCMParameterSpec(TAG * 8, iv));
            } else if ("ecb".equals(mode)) {
                cipher.init(operation, secret);
            } else {
                cipher.init(operation, secret, new IvParameterSpec(iv));
            }
            return cipher;
        }
    }
}
