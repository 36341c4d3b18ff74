// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.BasicConstraints;
import dev.resty.servlet.crypto.CertificateDraft;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.crypto.ObjectName;
import dev.resty.servlet.crypto.Pem;
import dev.resty.servlet.crypto.X509Extension;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.math.BigInteger;
import java.util.Locale;
import java.util.function.ObjLongConsumer;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.openssl.x509}: certificates to read, make, change and sign.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslX509 {

    private final OpensslBn numbers;
    private final OpensslX509Names names;
    private final LuaTable metatable = LibraryTable.metatable(LibraryTable.of().build());

    OpensslX509(
            OpensslBn numbers,
            OpensslPkey keys,
            OpensslX509Names names,
            OpensslExtensions extensions,
            OpensslInfoAccess access) {
        this.numbers = numbers;
        this.names = names;
        LuaTable methods = module();
        OpensslSigned signed = new OpensslSigned("x509", CertificateDraft.class, keys, names, extensions);
        signed.addTo(methods);
        LibraryTable table = LibraryTable.into(methods);
        signed.addNames(table, "issuer_alt_name", ObjectName.ISSUER_ALT_NAME);
        signed.addCritical(table, "basic_constraints", BasicConstraints.OID);
        signed.addCritical(table, "info_access", ObjectName.INFO_ACCESS);
        signed.addCritical(table, "crl_distribution_points", ObjectName.CRL_POINTS);
        access.addTo(table);
        addReading(table);
        addFields(table);
        addTimes(table);
        table.fn(
                        "get_basic_constraints",
                        "t, err = x509:get_basic_constraints(name?)",
                        "ca and pathlen.",
                        OpensslX509::constraints)
                .fn(
                        "set_basic_constraints",
                        "ok, err = x509:set_basic_constraints(t)",
                        "Changes it.",
                        OpensslX509::setConstraints);
        metatable.set("__tostring", methods.get("to_PEM"));
    }

    /** The module's table. */
    LuaTable module() {
        return metatable.get(LuaValue.INDEX).checktable();
    }

    /** A certificate as an object for Lua. */
    NativeObject object(CertificateDraft certificate) {
        return new NativeObject(certificate, metatable);
    }

    /** The certificate of an argument. */
    static CertificateDraft certificate(Varargs args, String function) {
        return NativeObject.of(CertificateDraft.class, "x509", args, 1, function);
    }

    private void addReading(LibraryTable table) {
        table.fn("new", "x509, err = x509.new(text?, format?)", "Reads or makes a certificate.", this::create)
                .fn(
                        "istype",
                        "is = x509.istype(value)",
                        "Whether it is one.",
                        args -> NativeObject.isType(CertificateDraft.class, args.arg1()))
                .fn("dup", "x509, err = x509.dup(ctx)", "Another one of the same.", this::copy)
                .fn("tostring", "text, err = x509:tostring(format?)", "PEM or DER.", args -> text(args, args.arg(2)))
                .fn("to_PEM", "text, err = x509:to_PEM()", "PEM.", args -> text(args, LuaValue.NIL))
                .fn(
                        "digest",
                        "bytes, err = x509:digest(name?)",
                        "Its digest; sha1 by default.",
                        args -> digest(args, false))
                .fn(
                        "pubkey_digest",
                        "bytes, err = x509:pubkey_digest(name?)",
                        "Its key's digest.",
                        args -> digest(args, true));
    }

    private void addFields(LibraryTable table) {
        table.fn(
                        "get_serial_number",
                        "bn = x509:get_serial_number()",
                        "Its number.",
                        args -> numbers.number(
                                certificate(args, "get_serial_number").serial()))
                .fn("set_serial_number", "ok, err = x509:set_serial_number(bn)", "Changes it.", args -> {
                    BigInteger number = OpensslBn.find(args.arg(2));
                    if (number == null) {
                        return Arguments.refusal("x509:set_serial_number: expect a bn instance at #1");
                    }
                    certificate(args, "set_serial_number").serial(number);
                    return LuaValue.TRUE;
                })
                .fn(
                        "get_issuer_name",
                        "name = x509:get_issuer_name()",
                        "Who vouches for it.",
                        args -> names.name(certificate(args, "get_issuer_name").issuer()))
                .fn("set_issuer_name", "ok, err = x509:set_issuer_name(name)", "Changes it.", args -> {
                    byte[] name = OpensslX509Names.encoded(args.arg(2));
                    if (name == null) {
                        return Arguments.refusal("x509:set_issuer_name: expect a x509.name instance at #1");
                    }
                    certificate(args, "set_issuer_name").issuer(name);
                    return LuaValue.TRUE;
                });
    }

    private static void addTimes(LibraryTable table) {
        table.fn(
                        "get_not_before",
                        "time = x509:get_not_before()",
                        "Since when it is valid.",
                        args -> seconds(certificate(args, "get_not_before").notBefore()))
                .fn(
                        "get_not_after",
                        "time = x509:get_not_after()",
                        "Until when it is valid.",
                        args -> seconds(certificate(args, "get_not_after").notAfter()))
                .fn("get_lifetime", "from, to = x509:get_lifetime()", "Both.", args -> {
                    CertificateDraft certificate = certificate(args, "get_lifetime");
                    return LuaValue.varargsOf(seconds(certificate.notBefore()), seconds(certificate.notAfter()));
                })
                .fn(
                        "set_not_before",
                        "ok, err = x509:set_not_before(time)",
                        "Changes it.",
                        args -> setTime(args, 2, "set_not_before", CertificateDraft::notBefore))
                .fn(
                        "set_not_after",
                        "ok, err = x509:set_not_after(time)",
                        "Changes it.",
                        args -> setTime(args, 2, "set_not_after", CertificateDraft::notAfter))
                .fn("set_lifetime", "ok, err = x509:set_lifetime(from?, to?)", "Changes both.", args -> {
                    Varargs done = args.arg(2).toboolean()
                            ? setTime(args, 2, "set_not_before", CertificateDraft::notBefore)
                            : LuaValue.TRUE;
                    return args.arg(3).toboolean() && done.arg1().toboolean()
                            ? setTime(args, 3, "set_not_after", CertificateDraft::notAfter)
                            : done;
                });
    }

    private static Varargs setTime(
            Varargs args, int number, String function, ObjLongConsumer<CertificateDraft> change) {
        if (args.arg(number).type() != LuaValue.TNUMBER) {
            return Arguments.refusal("x509:" + function + ": expect a number at #1");
        }
        change.accept(certificate(args, function), args.arg(number).tolong());
        return LuaValue.TRUE;
    }

    private static LuaValue seconds(long time) {
        return LuaValue.valueOf((double) time);
    }

    private Varargs create(Varargs args) {
        if (!args.arg1().toboolean()) {
            return object(CertificateDraft.empty());
        }
        if (!(args.arg1() instanceof LuaString string)) {
            return Arguments.failure("x509.new: expect nil or a string at #1");
        }
        byte[] text = LuaText.copy(string);
        String format = args.arg(2).toboolean() ? args.arg(2).tojstring() : "*";
        if (!format.equals("PEM") && !format.equals("DER") && !format.equals("*")) {
            return Arguments.failure("x509.new: expect 'DER', 'PEM' or '*' as \"fmt\"");
        }
        try {
            boolean pem = format.equals("PEM") || format.equals("*") && Pem.isPem(text);
            return object(pem ? CertificateDraft.ofPem(text) : CertificateDraft.ofDer(text));
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509.new", e));
        }
    }

    private Varargs copy(Varargs args) {
        if (!args.arg1().isuserdata(CertificateDraft.class)) {
            return Arguments.failure("x509.dup: expect a x509 ctx at #1");
        }
        try {
            return object(((CertificateDraft) args.arg1().touserdata()).copy());
        } catch (CryptoException e) {
            return Arguments.failure("x509.dup: X509_dup() failed");
        }
    }

    private static Varargs text(Varargs args, LuaValue format) {
        CertificateDraft certificate = certificate(args, "tostring");
        String wanted = format.toboolean() ? format.tojstring() : "PEM";
        return switch (wanted) {
            case "PEM" -> LuaText.of(Pem.text("CERTIFICATE", certificate.der()));
            case "DER" -> Arguments.bytes(certificate.der());
            default -> Arguments.failure("x509:tostring: can only write PEM or DER format, not " + wanted);
        };
    }

    private static Varargs digest(Varargs args, boolean ofKey) {
        CertificateDraft certificate = certificate(args, "digest");
        String name = args.arg(2).toboolean() ? args.arg(2).tojstring() : "sha1";
        DigestAlgorithm digest = DigestAlgorithm.named(name);
        if (digest == null) {
            return Arguments.failure("x509:digest: invalid digest type \"" + name + "\"");
        }
        try {
            return Arguments.bytes(digest.digest(ofKey ? certificate.keyBits() : certificate.der()));
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509:digest", e));
        }
    }

    private static Varargs constraints(Varargs args) {
        BasicConstraints constraints;
        try {
            constraints = certificate(args, "get_basic_constraints").constraints();
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509:get_basic_constraints", e));
        }
        if (constraints == null) {
            return LuaValue.NIL;
        }
        LuaTable both = new Table();
        both.set("ca", LuaValue.valueOf(constraints.authority()));
        both.set("pathlen", LuaValue.valueOf((double) Math.max(0, constraints.length())));
        return args.arg(2).type() == LuaValue.TSTRING
                ? both.get(args.arg(2).tojstring().toLowerCase(Locale.ROOT))
                : both;
    }

    private static Varargs setConstraints(Varargs args) {
        if (!(args.arg(2) instanceof LuaTable given)) {
            return Arguments.refusal("x509:set_basic_constraints: expect a table at #1");
        }
        boolean authority = false;
        long length = -1;
        for (LuaValue key : given.keys()) {
            String name = key.tojstring().toLowerCase(Locale.ROOT);
            if (name.equals("ca")) {
                authority = given.get(key).toboolean();
            } else if (name.equals("pathlen") && given.get(key).isnumber()) {
                length = given.get(key).tolong();
            }
        }
        byte[] value = new BasicConstraints(authority, length).encoded();
        certificate(args, "set_basic_constraints").replace(new X509Extension(BasicConstraints.OID, false, value));
        return LuaValue.TRUE;
    }
}
