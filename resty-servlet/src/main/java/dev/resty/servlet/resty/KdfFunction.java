// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.crypto.KeyDerivation;
import dev.resty.servlet.crypto.Scrypt;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Vm;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** The functions of {@code resty.openssl.kdf}, with OpenSSL's numbers, options and reasons. */
enum KdfFunction {
    HKDF(1036, Set.of("digest", "properties", "key", "salt", "info", "mode")) {
        @Override
        byte[] make(Options options, int length, boolean strict) throws CryptoException {
            DigestAlgorithm digest = options.digest();
            byte[] key = options.needed("key");
            byte[] salt = options.bytes("salt");
            int mode = options.mode();
            if (mode == EXTRACT_ONLY) {
                if (strict && length != digest.size()) {
                    throw new CryptoException("wrong output buffer size");
                }
                return KeyDerivation.hkdfExtract(digest, salt, key);
            }
            byte[] from = mode == EXPAND_ONLY ? key : KeyDerivation.hkdfExtract(digest, salt, key);
            try {
                return KeyDerivation.hkdfExpand(digest, from, options.bytes("info"), length);
            } catch (IllegalArgumentException e) {
                throw new CryptoException("", e);
            }
        }
    },
    PBKDF2(69, Set.of("digest", "properties", "pass", "salt", "iter", "pkcs5")) {
        @Override
        byte[] make(Options options, int length, boolean strict) throws CryptoException {
            byte[] password = options.needed("pass");
            byte[] salt = options.needed("salt");
            long rounds = Math.max(1, options.number("iter", 2048));
            return KeyDerivation.pbkdf2(options.digest(), password, salt, rounds, length, options.poll());
        }
    },
    SCRYPT(973, Set.of("properties", "pass", "salt", "n", "r", "p", "maxmem_bytes")) {
        @Override
        byte[] make(Options options, int length, boolean strict) throws CryptoException {
            byte[] password = options.needed("pass");
            byte[] salt = options.needed("salt");
            long cost = options.number("n", 1 << 20);
            long blockSize = options.number("r", 8);
            long parallel = options.number("p", 1);
            if (cost < 2 || cost > Integer.MAX_VALUE || (cost & cost - 1) != 0 || blockSize < 1 || parallel < 1) {
                throw new CryptoException("invalid parameters");
            }
            long most = options.number("maxmem_bytes", 0);
            long needed = needed(cost, blockSize, parallel);
            if (needed > (most > 0 ? most : SCRYPT_MEMORY)) {
                throw new CryptoException("memory limit exceeded");
            }
            allocate(needed);
            return Scrypt.derive(password, salt, (int) cost, (int) blockSize, (int) parallel, length, options.poll());
        }
    },
    TLS1_PRF(1021, Set.of("digest", "properties", "secret", "seed")) {
        @Override
        byte[] make(Options options, int length, boolean strict) throws CryptoException {
            return KeyDerivation.tls1Prf(options.digest(), options.needed("secret"), options.needed("seed"), length);
        }
    };

    /** HKDF as a whole. */
    static final int EXTRACT_AND_EXPAND = 0;

    /** HKDF's first half. */
    static final int EXTRACT_ONLY = 1;

    /** HKDF's second half. */
    static final int EXPAND_ONLY = 2;

    /** What scrypt may take unless the options say otherwise: just above 32 MB. */
    private static final long SCRYPT_MEMORY = 32L * 1024 * 1025;

    private static final int LONGEST = 1 << 30;

    private final int nid;
    private final Set<String> options;

    KdfFunction(int nid, Set<String> options) {
        this.nid = nid;
        this.options = options;
    }

    /** OpenSSL's number for it. */
    int nid() {
        return nid;
    }

    /** The function of that number; null for none. */
    static @Nullable KdfFunction numbered(int nid) {
        for (KdfFunction function : values()) {
            if (function.nid == nid) {
                return function;
            }
        }
        return null;
    }

    /** Whether it takes an option. */
    boolean knows(String option) {
        return options.contains(option);
    }

    /**
     * Makes a key.
     *
     * @param strict whether a length that HKDF's first half can't have is an error, not ignored
     */
    byte[] derive(Options given, int length, boolean strict) throws CryptoException {
        if (length < 1 || length > LONGEST) {
            throw new CryptoException("invalid key length");
        }
        allocate(length);
        return make(given, length, strict);
    }

    abstract byte[] make(Options given, int length, boolean strict) throws CryptoException;

    private static long needed(long cost, long blockSize, long parallel) {
        try {
            return Scrypt.memory(cost, blockSize, parallel);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private static void allocate(long bytes) {
        Vm vm = Vm.current();
        if (vm != null) {
            vm.allocate(bytes);
        }
    }

    /** What a function was given. */
    record Options(Map<String, LuaValue> given, Worker worker) {

        Runnable poll() {
            return worker::checkBudget;
        }

        byte[] bytes(String name) {
            return given.get(name) instanceof LuaString string ? LuaText.copy(string) : new byte[0];
        }

        byte[] needed(String name) throws CryptoException {
            if (!(given.get(name) instanceof LuaString)) {
                throw new CryptoException("missing " + name);
            }
            return bytes(name);
        }

        long number(String name, long other) {
            LuaValue value = given.getOrDefault(name, LuaValue.NIL).tonumber();
            return value.isnil() ? other : (long) value.todouble();
        }

        int mode() {
            LuaValue value = given.getOrDefault("mode", LuaValue.NIL);
            if (value instanceof LuaString name) {
                return switch (LuaText.view(name)) {
                    case "EXTRACT_ONLY" -> EXTRACT_ONLY;
                    case "EXPAND_ONLY" -> EXPAND_ONLY;
                    default -> EXTRACT_AND_EXPAND;
                };
            }
            return (int) number("mode", EXTRACT_AND_EXPAND);
        }

        DigestAlgorithm digest() throws CryptoException {
            if (!(given.get("digest") instanceof LuaString name)) {
                throw new CryptoException("missing message digest");
            }
            DigestAlgorithm digest = DigestAlgorithm.named(LuaText.view(name));
            if (digest == null) {
                throw new CryptoException(OpensslErrors.UNSUPPORTED);
            }
            return digest;
        }
    }
}
