// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.CertificateRequest;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.Pem;
import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.openssl.x509.csr}: requests for certificates.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslCsr {

    private final LuaTable metatable = LibraryTable.metatable(LibraryTable.of().build());

    OpensslCsr(OpensslPkey keys, OpensslX509Names names, OpensslExtensions extensions) {
        LuaTable methods = metatable.get(LuaValue.INDEX).checktable();
        new OpensslSigned("x509.csr", CertificateRequest.class, keys, names, extensions).addTo(methods);
        LibraryTable.into(methods)
                .fn("new", "csr, err = csr.new(text?, format?)", "Reads or makes a request.", this::create)
                .fn(
                        "istype",
                        "is = csr.istype(value)",
                        "Whether it is one.",
                        args -> NativeObject.isType(CertificateRequest.class, args.arg1()))
                .fn("tostring", "text, err = csr:tostring(format?)", "PEM or DER.", args -> text(args, args.arg(2)))
                .fn("to_PEM", "text, err = csr:to_PEM()", "PEM.", args -> text(args, LuaValue.NIL))
                .fn(
                        "get_extensions",
                        "extensions = csr:get_extensions()",
                        "All that are asked for.",
                        args -> extensions.list(request(args, "get_extensions").extensions()));
        metatable.set("__tostring", methods.get("to_PEM"));
    }

    /** The module's table. */
    LuaTable module() {
        return metatable.get(LuaValue.INDEX).checktable();
    }

    private static CertificateRequest request(Varargs args, String function) {
        return NativeObject.of(CertificateRequest.class, "x509.csr", args, 1, function);
    }

    private Varargs create(Varargs args) {
        if (!args.arg1().toboolean()) {
            return new NativeObject(CertificateRequest.empty(), metatable);
        }
        if (!(args.arg1() instanceof LuaString string)) {
            return Arguments.failure("x509.csr.new: expect nil or a string at #1");
        }
        byte[] text = LuaText.copy(string);
        String format = args.arg(2).toboolean() ? args.arg(2).tojstring() : "*";
        boolean pem = format.equals("PEM") || format.equals("*") && Pem.isPem(text);
        try {
            return new NativeObject(pem ? CertificateRequest.ofPem(text) : CertificateRequest.ofDer(text), metatable);
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509.csr.new", e));
        }
    }

    private static Varargs text(Varargs args, LuaValue format) {
        CertificateRequest request = request(args, "tostring");
        String wanted = format.toboolean() ? format.tojstring() : "PEM";
        return switch (wanted) {
            case "PEM" -> LuaText.of(request.pem());
            case "DER" -> Arguments.bytes(request.der());
            default -> Arguments.failure("x509.csr:tostring: can only write PEM or DER format, not " + wanted);
        };
    }
}
