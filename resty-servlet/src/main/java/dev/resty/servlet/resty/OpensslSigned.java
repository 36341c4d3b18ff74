// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.AsymmetricKey;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.crypto.GeneralName;
import dev.resty.servlet.crypto.ObjectName;
import dev.resty.servlet.crypto.SignatureKind;
import dev.resty.servlet.crypto.SignedDraft;
import dev.resty.servlet.crypto.X509Extension;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The methods that certificates and requests for them have in common. */
final class OpensslSigned {

    private final String module;
    private final Class<? extends SignedDraft> type;
    private final OpensslPkey keys;
    private final OpensslX509Names names;
    private final OpensslExtensions extensions;

    /**
     * The methods of a module.
     *
     * @param module what messages call it
     * @param type the state of its objects
     */
    OpensslSigned(
            String module,
            Class<? extends SignedDraft> type,
            OpensslPkey keys,
            OpensslX509Names names,
            OpensslExtensions extensions) {
        this.module = module;
        this.type = type;
        this.keys = keys;
        this.names = names;
        this.extensions = extensions;
    }

    /** Adds the methods. */
    void addTo(LuaTable methods) {
        LibraryTable table = LibraryTable.into(methods)
                .fn("sign", "ok, err = it:sign(pkey, digest?)", "Signs.", this::sign)
                .fn("verify", "ok, err = it:verify(pkey)", "Whether a key has signed it.", this::verify)
                .fn(
                        "check_private_key",
                        "ok, err = it:check_private_key(pkey)",
                        "Whether a key is its own.",
                        this::owns)
                .fn("get_pubkey", "pkey, err = it:get_pubkey()", "Its key.", this::publicKey)
                .fn("set_pubkey", "ok, err = it:set_pubkey(pkey)", "Changes it.", this::setPublicKey)
                .fn(
                        "get_subject_name",
                        "name = it:get_subject_name()",
                        "Whose it is.",
                        args -> names.name(draft(args, "get_subject_name").subject()))
                .fn("set_subject_name", "ok, err = it:set_subject_name(name)", "Changes it.", args -> {
                    byte[] name = OpensslX509Names.encoded(args.arg(2));
                    if (name == null) {
                        return refused("set_subject_name", "expect a x509.name instance at #1");
                    }
                    draft(args, "set_subject_name").subject(name);
                    return LuaValue.TRUE;
                })
                .fn(
                        "get_version",
                        "n = it:get_version()",
                        "Its version.",
                        args -> LuaValue.valueOf(
                                (double) draft(args, "get_version").version()))
                .fn("set_version", "ok, err = it:set_version(n)", "Changes it.", args -> {
                    if (args.arg(2).type() != LuaValue.TNUMBER) {
                        return refused("set_version", "expect a number at #1");
                    }
                    draft(args, "set_version").version(args.arg(2).tolong());
                    return LuaValue.TRUE;
                });
        addExtensions(table);
        addSignature(table);
        addNames(table, "subject_alt_name", ObjectName.SUBJECT_ALT_NAME);
    }

    private void addExtensions(LibraryTable table) {
        table.fn("get_extension", "extension, position, err = it:get_extension(what, after?)", "One.", this::extension)
                .fn("add_extension", "ok, err = it:add_extension(extension)", "Adds one.", args -> {
                    X509Extension added = OpensslExtensions.find(args.arg(2));
                    if (added == null) {
                        return refused("add_extension", "expect a x509.extension instance at #1");
                    }
                    SignedDraft draft = draft(args, "add_extension");
                    draft.extensions().add(added);
                    draft.changed();
                    return LuaValue.TRUE;
                })
                .fn("set_extension", "ok, err = it:set_extension(extension)", "Replaces one.", args -> {
                    X509Extension wanted = OpensslExtensions.find(args.arg(2));
                    if (wanted == null) {
                        return refused("set_extension", "expect a x509.extension instance at #1");
                    }
                    draft(args, "set_extension").replace(wanted);
                    return LuaValue.TRUE;
                })
                .fn(
                        "set_extension_critical",
                        "ok, err = it:set_extension_critical(what, is?)",
                        "Makes one critical.",
                        args -> {
                            String oid = OpensslExtensions.identifier(args.arg(2));
                            return oid == null
                                    ? failed("set_extension_critical", OpensslExtensions.unknown(args.arg(2)))
                                    : setCritical(
                                            draft(args, "set_extension_critical"),
                                            oid,
                                            args.arg(3),
                                            "set_extension_critical");
                        })
                .fn("get_extension_critical", "is, err = it:get_extension_critical(what)", "Whether one is.", args -> {
                    String oid = OpensslExtensions.identifier(args.arg(2));
                    return oid == null
                            ? failed("get_extension_critical", OpensslExtensions.unknown(args.arg(2)))
                            : critical(draft(args, "get_extension_critical"), oid);
                });
    }

    private void addSignature(LibraryTable table) {
        table.fn("get_signature_nid", "nid, err = it:get_signature_nid()", "How it is signed.", args -> {
                    SignatureKind kind = draft(args, "get_signature_nid").kind();
                    return kind == null ? failed("get_signature_nid", "failed") : LuaValue.valueOf(kind.nid());
                })
                .fn("get_signature_name", "name, err = it:get_signature_name()", "How it is signed.", args -> {
                    SignatureKind kind = draft(args, "get_signature_name").kind();
                    return kind == null ? failed("get_signature_name", "failed") : LuaText.of(kind.opensslName());
                })
                .fn("get_signature_digest_name", "name, err = it:get_signature_digest_name()", "By which.", args -> {
                    SignatureKind kind =
                            draft(args, "get_signature_digest_name").kind();
                    if (kind == null) {
                        return failed("get_signature_digest_name", "failed");
                    }
                    DigestAlgorithm digest = kind.digest();
                    return LuaText.of(digest == null ? "UNDEF" : digest.name());
                });
    }

    /** Adds what reads and changes an extension of names. */
    void addNames(LibraryTable table, String name, String oid) {
        table.fn("get_" + name, "altname, err = it:get_" + name + "()", "Names.", args -> {
                    X509Extension found = draft(args, "get_" + name).extension(oid);
                    if (found == null) {
                        return LuaValue.NIL;
                    }
                    try {
                        return names.alternatives(GeneralName.all(found.value()));
                    } catch (CryptoException e) {
                        return failed("get_" + name, e.reason());
                    }
                })
                .fn("set_" + name, "ok, err = it:set_" + name + "(altname)", "Changes them.", args -> {
                    List<GeneralName> wanted = names.alternatives(args.arg(2));
                    if (wanted == null) {
                        return refused("set_" + name, "expect a x509.altname instance at #1");
                    }
                    draft(args, "set_" + name).replace(new X509Extension(oid, false, GeneralName.sequence(wanted)));
                    return LuaValue.TRUE;
                });
        addCritical(table, name, oid);
    }

    /** Adds what asks and says whether an extension is critical. */
    void addCritical(LibraryTable table, String name, String oid) {
        table.fn(
                        "get_" + name + "_critical",
                        "is = it:get_" + name + "_critical()",
                        "Whether it is critical.",
                        args -> critical(draft(args, "get_" + name + "_critical"), oid))
                .fn(
                        "set_" + name + "_critical",
                        "ok, err = it:set_" + name + "_critical(is?)",
                        "Makes it so.",
                        args -> setCritical(
                                draft(args, "set_" + name + "_critical"), oid, args.arg(2), "set_extension_critical"));
    }

    private static LuaValue critical(SignedDraft draft, String oid) {
        X509Extension found = draft.extension(oid);
        return LuaValue.valueOf(found != null && found.critical());
    }

    private Varargs setCritical(SignedDraft draft, String oid, LuaValue wanted, String function) {
        X509Extension found = draft.extension(oid);
        if (found == null) {
            return refused(function, "no such extension");
        }
        draft.replace(found.critical(wanted.toboolean()));
        return LuaValue.TRUE;
    }

    /** The draft that a method was called for. */
    SignedDraft draft(Varargs args, String function) {
        return NativeObject.of(type, module, args, 1, function);
    }

    private Varargs failed(String function, String why) {
        return Arguments.failure(OpensslErrors.failed(module + ":" + function, why));
    }

    private Varargs refused(String function, String why) {
        return Arguments.refusal(module + ":" + function + ": " + why);
    }

    private Varargs sign(Varargs args) {
        AsymmetricKey key = NativeObject.find(AsymmetricKey.class, args.arg(2));
        if (key == null) {
            return refused("sign", "expect a pkey instance at #1");
        }
        OpensslDigest.Running digest = NativeObject.find(OpensslDigest.Running.class, args.arg(3));
        if (digest == null && args.arg(3).toboolean()) {
            return refused("sign", "expect a digest instance at #2");
        }
        try {
            draft(args, "sign").sign(key, digest == null ? null : digest.algorithm());
            return LuaValue.TRUE;
        } catch (CryptoException e) {
            return refused("sign", e.reason());
        }
    }

    private Varargs verify(Varargs args) {
        AsymmetricKey key = NativeObject.find(AsymmetricKey.class, args.arg(2));
        return key == null
                ? refused("verify", "expect a pkey instance at #1")
                : LuaValue.valueOf(draft(args, "verify").isSignedBy(key));
    }

    private Varargs owns(Varargs args) {
        AsymmetricKey key = NativeObject.find(AsymmetricKey.class, args.arg(2));
        if (key == null) {
            return refused("check_private_key", "except a pkey instance at #1");
        }
        if (key.privateKey() == null) {
            return refused("check_private_key", "not a private key");
        }
        String why = mismatch(draft(args, "check_private_key"), key);
        return why == null ? LuaValue.TRUE : refused("check_private_key", why);
    }

    /** Why a key isn't that of a certificate or request; null where it is. */
    static @Nullable String mismatch(SignedDraft draft, AsymmetricKey key) {
        try {
            AsymmetricKey own = draft.key();
            if (own.type() != key.type()) {
                return "key type mismatch";
            }
            return Arrays.equals(own.publicKey().getEncoded(), key.publicKey().getEncoded())
                    ? null
                    : "key values mismatch";
        } catch (CryptoException e) {
            return "unknown key type";
        }
    }

    private Varargs publicKey(Varargs args) {
        try {
            return keys.key(draft(args, "get_pubkey").key());
        } catch (CryptoException e) {
            return failed("get_pubkey", e.reason());
        }
    }

    private Varargs setPublicKey(Varargs args) {
        AsymmetricKey key = NativeObject.find(AsymmetricKey.class, args.arg(2));
        if (key == null) {
            return refused("set_pubkey", "expect a pkey instance at #1");
        }
        draft(args, "set_pubkey").key(key);
        return LuaValue.TRUE;
    }

    private Varargs extension(Varargs args) {
        String oid = OpensslExtensions.identifier(args.arg(2));
        if (oid == null) {
            return LuaValue.varargsOf(
                    LuaValue.NIL,
                    LuaValue.NIL,
                    LuaValue.valueOf(module + ":get_extension: " + OpensslExtensions.unknown(args.arg(2))));
        }
        List<X509Extension> all = draft(args, "get_extension").extensions();
        int after = args.arg(3).toboolean() ? (int) Arguments.number(args, 3, "get_extension") : 0;
        for (int i = Math.max(0, after); i < all.size(); i++) {
            if (all.get(i).oid().equals(oid)) {
                return LuaValue.varargsOf(extensions.object(all.get(i)), LuaValue.valueOf(i + 1));
            }
        }
        return LuaValue.NIL;
    }
}
