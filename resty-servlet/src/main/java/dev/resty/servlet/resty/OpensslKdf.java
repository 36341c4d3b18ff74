// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.resty.KdfFunction.Options;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.openssl.kdf}: HKDF, PBKDF2, scrypt and TLS1-PRF, by {@code derive} with a table and by objects.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslKdf {

    /** What {@code derive} with a table calls the options of {@link KdfFunction}. */
    private static final Map<String, String> OLD_NAMES = Map.ofEntries(
            Map.entry("md", "digest"),
            Map.entry("pass", "pass"),
            Map.entry("salt", "salt"),
            Map.entry("pbkdf2_iter", "iter"),
            Map.entry("hkdf_key", "key"),
            Map.entry("hkdf_mode", "mode"),
            Map.entry("hkdf_info", "info"),
            Map.entry("tls1_prf_secret", "secret"),
            Map.entry("tls1_prf_seed", "seed"),
            Map.entry("scrypt_maxmem", "maxmem_bytes"),
            Map.entry("scrypt_N", "n"),
            Map.entry("scrypt_r", "r"),
            Map.entry("scrypt_p", "p"));

    private final Worker worker;

    /** A function, and the options that it was given since it was reset. */
    private record State(KdfFunction function, Map<String, LuaValue> options) {}

    private OpensslKdf(Worker worker) {
        this.worker = worker;
    }

    /** The module's table. */
    static LuaTable module(Worker worker) {
        OpensslKdf module = new OpensslKdf(worker);
        LuaTable methods = LibraryTable.of()
                .fn("derive", "bytes, err = kdf:derive(outlen, options?, count?)", "Makes a key.", module::derive)
                .fn("derive_legacy", "bytes, err = kdf.derive(options)", "Makes a key.", module::deriveOnce)
                .fn("reset", "ok = kdf:reset()", "Forgets the options.", args -> {
                    state(args, "reset").options().clear();
                    return LuaValue.TRUE;
                })
                .fn("get_provider_name", "name = kdf:get_provider_name()", "Always default.", Openssl::provider)
                .fn(
                        "istype",
                        "is = kdf.istype(value)",
                        "Whether it is a function for keys.",
                        args -> NativeObject.isType(State.class, args.arg1()))
                .value("HKDEF_MODE_EXTRACT_AND_EXPAND", LuaValue.valueOf(KdfFunction.EXTRACT_AND_EXPAND))
                .value("HKDEF_MODE_EXTRACT_ONLY", LuaValue.valueOf(KdfFunction.EXTRACT_ONLY))
                .value("HKDEF_MODE_EXPAND_ONLY", LuaValue.valueOf(KdfFunction.EXPAND_ONLY))
                .build();
        for (KdfFunction function : KdfFunction.values()) {
            methods.set(function.name(), LuaValue.valueOf(function.nid()));
        }
        LuaTable metatable = LibraryTable.metatable(methods);
        return LibraryTable.into(methods)
                .fn("new", "kdf, err = kdf.new(name)", "A function by OpenSSL's name.", args -> {
                    String name = LuaText.view(Arguments.string(args, 1, "new"));
                    KdfFunction function = named(name);
                    return function == null
                            ? Arguments.failure(OpensslErrors.failed(
                                    "mac.new: invalid mac type \"" + name + "\"", OpensslErrors.UNSUPPORTED))
                            : new NativeObject(new State(function, new HashMap<>()), metatable);
                })
                .build();
    }

    private static @Nullable KdfFunction named(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "HKDF" -> KdfFunction.HKDF;
            case "PBKDF2" -> KdfFunction.PBKDF2;
            case "SCRYPT", "ID-SCRYPT" -> KdfFunction.SCRYPT;
            case "TLS1-PRF" -> KdfFunction.TLS1_PRF;
            default -> null;
        };
    }

    private static State state(Varargs args, String function) {
        return NativeObject.of(State.class, "kdf", args, 1, function);
    }

    private Varargs derive(Varargs args) {
        State state = NativeObject.find(State.class, args.arg1());
        if (state == null) {
            return deriveOnce(args);
        }
        LuaValue given = args.arg(3);
        if (given instanceof LuaTable table) {
            for (LuaValue key : table.keys()) {
                String name = LuaText.view(key.checkstring());
                if (!state.function().knows(name)) {
                    return Arguments.failure("kdf:derive: param:construct: unknown key \"" + name + "\"");
                }
                state.options().put(name, table.get(key));
            }
        }
        try {
            int length = (int) Arguments.number(args, 2, "derive");
            return Arguments.bytes(state.function().derive(new Options(state.options(), worker), length, true));
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("kdf:derive", e));
        }
    }

    private Varargs deriveOnce(Varargs args) {
        LuaTable options = args.checktable(1);
        LuaValue type = options.get("type");
        if (!type.toboolean()) {
            return Arguments.failure("kdf.derive: \"type\" must be set");
        }
        if (type.type() != LuaValue.TNUMBER) {
            return Arguments.failure("kdf.derive: expect a number as \"type\"");
        }
        if (type.todouble() <= 0) {
            return Arguments.failure(
                    "kdf.derive: kdf type " + type.tojstring() + " not supported in " + Openssl.VERSION_TEXT);
        }
        KdfFunction function = KdfFunction.numbered(type.toint());
        String error = OptionChecks.check(options, function);
        if (error != null) {
            return Arguments.failure("kdf.derive: " + error);
        }
        String digest = options.get("md").toboolean() ? options.get("md").tojstring() : "sha1";
        if (DigestAlgorithm.named(digest) == null) {
            return Arguments.failure("kdf.derive: invalid digest type \"" + digest + "\"");
        }
        if (function == null) {
            return Arguments.failure("kdf.derive: unknown type " + type.tolong());
        }
        Map<String, LuaValue> given = new HashMap<>();
        OLD_NAMES.forEach((old, name) -> {
            LuaValue value = options.get(old);
            if (value.toboolean()) {
                given.put(name, value);
            }
        });
        given.putIfAbsent("digest", LuaText.of("sha1"));
        given.putIfAbsent("pass", LuaText.of(""));
        given.putIfAbsent("salt", LuaText.of(""));
        given.putIfAbsent("iter", LuaValue.ONE);
        try {
            int length = (int) options.get("outlen").todouble();
            return Arguments.bytes(function.derive(new Options(given, worker), length, false));
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("kdf.derive", e));
        }
    }

    /** The checks of the table that {@code derive} takes. */
    private static final class OptionChecks {

        private static final String[] STRINGS = {
            "pass", "salt", "md", "hkdf_key", "hkdf_info", "tls1_prf_secret", "tls1_prf_seed"
        };

        private static final Map<String, KdfFunction> NEEDED = Map.of(
                "hkdf_key", KdfFunction.HKDF,
                "tls1_prf_secret", KdfFunction.TLS1_PRF,
                "tls1_prf_seed", KdfFunction.TLS1_PRF,
                "scrypt_N", KdfFunction.SCRYPT,
                "scrypt_r", KdfFunction.SCRYPT,
                "scrypt_p", KdfFunction.SCRYPT);

        private OptionChecks() {}

        static @Nullable String check(LuaTable options, @Nullable KdfFunction function) {
            if (!options.get("outlen").toboolean()) {
                return "\"outlen\" must be set";
            }
            for (Map.Entry<String, KdfFunction> needed : NEEDED.entrySet()) {
                if (needed.getValue() == function
                        && !options.get(needed.getKey()).toboolean()) {
                    return "\"" + needed.getKey() + "\" must be set";
                }
            }
            for (String name : STRINGS) {
                LuaValue value = options.get(name);
                if (value.toboolean() && value.type() != LuaValue.TSTRING) {
                    return "except a string as \"" + name + "\"";
                }
            }
            if (function != KdfFunction.HKDF) {
                return null;
            }
            boolean salted = options.get("salt").toboolean();
            int mode = options.get("hkdf_mode").optint(KdfFunction.EXTRACT_AND_EXPAND);
            if (mode == KdfFunction.EXTRACT_AND_EXPAND
                    && !(salted && options.get("hkdf_info").toboolean())) {
                return "\"\"salt\" and \"hkdf_info\" are required for EXTRACT_AND_EXPAND mode";
            }
            return mode == KdfFunction.EXTRACT_ONLY && !salted ? "\"salt\" is required for EXTRACT_ONLY mode" : null;
        }
    }
}
