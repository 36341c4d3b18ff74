// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.CipherAlgorithm;
import dev.resty.servlet.crypto.CipherRun;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.crypto.KeyDerivation;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.LuaText;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.openssl.cipher}: AES in the modes cbc, ecb, ctr, cfb, cfb8, ofb, gcm, wrap and wrap-pad, triple
 * DES, and chacha20-poly1305. Differs from OpenResty: {@code update} of a cipher with a tag gives nothing when decrypting,
 * {@code final} gives everything once the tag was checked.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslCipher {

    private static final int SALT = 8;

    private final Worker worker;

    /** A cipher, and what runs of it. */
    private static final class State {

        final CipherAlgorithm algorithm;

        @Nullable CipherRun run;

        State(CipherAlgorithm algorithm) {
            this.algorithm = algorithm;
        }
    }

    private OpensslCipher(Worker worker) {
        this.worker = worker;
    }

    /** The module's table. */
    static LuaTable module(Worker worker) {
        OpensslCipher module = new OpensslCipher(worker);
        LuaTable methods = LibraryTable.of()
                .fn("init", "ok, err = cipher:init(key, iv?, opts?)", "Begins.", OpensslCipher::init)
                .fn(
                        "encrypt",
                        "bytes, err = cipher:encrypt(key, iv, text, no_padding?, aad?)",
                        "Encrypts all at once.",
                        args -> all(args, true))
                .fn(
                        "decrypt",
                        "text, err = cipher:decrypt(key, iv, bytes, no_padding?, aad?, tag?)",
                        "Decrypts all at once.",
                        args -> all(args, false))
                .fn("update", "bytes, err = cipher:update(bytes, ...)", "Feeds bytes.", OpensslCipher::update)
                .fn("final", "bytes, err = cipher:final(bytes?)", "The rest.", OpensslCipher::last)
                .fn("update_aead_aad", "ok, err = cipher:update_aead_aad(aad)", "Adds to the tag.", OpensslCipher::aad)
                .fn("get_aead_tag", "tag, err = cipher:get_aead_tag(size?)", "The tag.", OpensslCipher::tag)
                .fn("set_aead_tag", "ok, err = cipher:set_aead_tag(tag)", "The tag to be.", OpensslCipher::expect)
                .fn(
                        "derive",
                        "key, iv, err = cipher:derive(password, salt?, count?, digest?)",
                        "Key and vector as EVP_BytesToKey makes them.",
                        module::derive)
                .fn("set_buffer_size", "ok = cipher.set_buffer_size(size)", "Does nothing.", args -> LuaValue.TRUE)
                .fn("get_provider_name", "name = cipher:get_provider_name()", "Always default.", Openssl::provider)
                .fn(
                        "istype",
                        "is = cipher.istype(value)",
                        "Whether it is a cipher.",
                        args -> NativeObject.isType(State.class, args.arg1()))
                .build();
        LuaTable metatable = LibraryTable.metatable(methods);
        return LibraryTable.into(methods)
                .fn(
                        "new",
                        "cipher, err = cipher.new(name)",
                        "A cipher by OpenSSL's name.",
                        args -> create(args, metatable))
                .build();
    }

    private static Varargs create(Varargs args, LuaTable metatable) {
        if (!args.arg1().toboolean()) {
            return Arguments.failure("cipher.new: expect type to be defined");
        }
        String name = LuaText.view(Arguments.string(args, 1, "new"));
        CipherAlgorithm algorithm = CipherAlgorithm.named(name);
        if (algorithm == null) {
            return Arguments.failure(OpensslErrors.failed(
                    "cipher.new: invalid cipher type \"" + name + "\"", OpensslErrors.UNSUPPORTED));
        }
        NativeObject cipher = new NativeObject(new State(algorithm), metatable);
        cipher.rawset("block_size", LuaValue.valueOf(algorithm.blockSize()));
        cipher.rawset("key_size", LuaValue.valueOf(algorithm.keySize()));
        cipher.rawset("iv_size", LuaValue.valueOf(algorithm.ivSize()));
        return cipher;
    }

    private static State state(Varargs args, String function) {
        return NativeObject.of(State.class, "cipher", args, 1, function);
    }

    private static Varargs init(Varargs args) {
        State state = state(args, "init");
        LuaValue opts = args.arg(4);
        boolean encrypt = opts.istable() && opts.get("is_encrypt").toboolean();
        boolean padding = !(opts.istable() && opts.get("no_padding").toboolean());
        String error = begin(state, args, encrypt, padding);
        return error == null ? LuaValue.TRUE : Arguments.refusal(error);
    }

    private static @Nullable String begin(State state, Varargs args, boolean encrypt, boolean padding) {
        CipherAlgorithm algorithm = state.algorithm;
        byte[] key = args.arg(2).toboolean() ? Arguments.bytes(args, 2, "init") : new byte[0];
        if (key.length != algorithm.keySize()) {
            return "cipher:init: incorrect key size, expect " + algorithm.keySize();
        }
        byte[] iv = algorithm.ivSize() > 0 && args.arg(3).toboolean() ? Arguments.bytes(args, 3, "init") : new byte[0];
        if (iv.length != algorithm.ivSize()) {
            return "cipher:init: incorrect iv size, expect " + algorithm.ivSize();
        }
        state.run = new CipherRun(algorithm, encrypt, padding, key, iv);
        return null;
    }

    private static Varargs all(Varargs args, boolean encrypt) {
        String function = encrypt ? "encrypt" : "decrypt";
        State state = state(args, function);
        String error = begin(state, args, encrypt, !args.arg(5).toboolean());
        CipherRun run = state.run;
        if (error != null || run == null) {
            return Arguments.failure(String.valueOf(error));
        }
        if (args.arg(6).toboolean() && !run.authenticate(Arguments.bytes(args, 6, function))) {
            return Arguments.failure("cipher:update_aead_aad failed");
        }
        if (!encrypt && args.arg(7).toboolean() && !run.expect(Arguments.bytes(args, 7, function))) {
            return Arguments.failure("cipher:set_aead_tag failed");
        }
        return finish(run, Arguments.bytes(args, 4, function));
    }

    private static Varargs finish(CipherRun run, byte[] bytes) {
        try {
            return Arguments.bytes(run.finish(bytes));
        } catch (CryptoException e) {
            String what = e.reason().equals("update error") ? "cipher:final" : "cipher:final: EVP_CipherFinal_ex";
            return Arguments.failure(OpensslErrors.failed(what, e));
        }
    }

    private static String notBegun(String function) {
        return "cipher:" + function + ": cipher not initalized, call cipher:init first";
    }

    private static Varargs update(Varargs args) {
        CipherRun run = state(args, "update").run;
        if (run == null) {
            return Arguments.failure(notBegun("update"));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            for (int i = 2; i <= args.narg() && !args.isnil(i); i++) {
                out.writeBytes(run.update(Arguments.bytes(args, i, "update")));
            }
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("cipher:update", e));
        }
        return Arguments.bytes(out.toByteArray());
    }

    private static Varargs last(Varargs args) {
        CipherRun run = state(args, "final").run;
        if (run == null) {
            return Arguments.failure(notBegun("update"));
        }
        return finish(run, args.arg(2).toboolean() ? Arguments.bytes(args, 2, "final") : new byte[0]);
    }

    private static Varargs aad(Varargs args) {
        CipherRun run = state(args, "update_aead_aad").run;
        if (run == null) {
            return Arguments.failure(notBegun("update_aead_aad"));
        }
        return run.authenticate(Arguments.bytes(args, 2, "update_aead_aad"))
                ? LuaValue.TRUE
                : Arguments.refusal("cipher:update_aead_aad failed");
    }

    private static Varargs tag(Varargs args) {
        State state = state(args, "get_aead_tag");
        CipherRun run = state.run;
        if (run == null) {
            return Arguments.failure(notBegun("get_aead_tag"));
        }
        int size = args.arg(2).toboolean()
                ? (int) Arguments.number(args, 2, "get_aead_tag")
                : state.algorithm.keySize() / 2;
        if (size > state.algorithm.keySize()) {
            return Arguments.failure("tag size " + size + " is too large");
        }
        byte[] tag = run.tag();
        if (tag == null || size < 1 || size > tag.length) {
            return Arguments.failure(OpensslErrors.failed("cipher:get_aead_tag", "invalid tag"));
        }
        return Arguments.bytes(Arrays.copyOf(tag, size));
    }

    private static Varargs expect(Varargs args) {
        CipherRun run = state(args, "set_aead_tag").run;
        if (run == null) {
            return Arguments.failure(notBegun("set_aead_tag"));
        }
        if (args.arg(2).type() != LuaValue.TSTRING) {
            return Arguments.refusal("cipher:set_aead_tag expect a string at #1");
        }
        return run.expect(Arguments.bytes(args, 2, "set_aead_tag"))
                ? LuaValue.TRUE
                : Arguments.refusal("cipher:set_aead_tag failed");
    }

    private Varargs derive(Varargs args) {
        State state = state(args, "derive");
        if (args.arg(2).type() != LuaValue.TSTRING) {
            return underivable("expect a string at #1");
        }
        byte[] salt = new byte[0];
        if (args.arg(3).toboolean()) {
            if (args.arg(3).type() != LuaValue.TSTRING) {
                return underivable("expect a string at #2");
            }
            salt = Arrays.copyOf(Arguments.bytes(args, 3, "derive"), SALT);
        }
        LuaValue count = args.arg(4).toboolean() ? args.arg(4).tonumber() : LuaValue.ONE;
        if (count.isnil()) {
            return underivable("expect a number at #3");
        }
        String name = args.arg(5).isnil() ? "sha1" : LuaText.view(Arguments.string(args, 5, "derive"));
        DigestAlgorithm digest = DigestAlgorithm.named(name);
        if (digest == null) {
            return underivable("invalid digest type \"" + name + "\"");
        }
        int keySize = state.algorithm.keySize();
        byte[] made = KeyDerivation.bytesToKey(
                digest,
                Arguments.bytes(args, 2, "derive"),
                salt,
                count.tolong(),
                keySize + state.algorithm.ivSize(),
                worker::checkBudget);
        return LuaValue.varargsOf(
                Arguments.bytes(Arrays.copyOf(made, keySize)),
                Arguments.bytes(Arrays.copyOfRange(made, keySize, made.length)));
    }

    private static Varargs underivable(String why) {
        return LuaValue.varargsOf(LuaValue.NIL, LuaValue.NIL, LuaValue.valueOf("cipher:derive: " + why));
    }
}
