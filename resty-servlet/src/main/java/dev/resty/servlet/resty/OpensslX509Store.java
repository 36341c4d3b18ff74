// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.CertificateDraft;
import dev.resty.servlet.crypto.Certificates;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.lua.runtime.LuaText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The modules {@code resty.openssl.x509.chain} and {@code resty.openssl.x509.store}: certificates that come along, and
 * those that are trusted. Differs from OpenResty: revocation lists, purposes, flags and directories aren't there, and
 * {@code use_default} is refused.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslX509Store {

    /** Certificates that are trusted. */
    private record Store(List<X509Certificate> trusted) {}

    private OpensslX509Store() {}

    /** Certificates that come along, as lists of {@code resty.openssl.x509.chain}. */
    static OpensslList<CertificateDraft> chains(OpensslX509 certificates) {
        OpensslList<CertificateDraft> chains =
                new OpensslList<>("x509.chain", CertificateDraft.class, certificates::object, false);
        LibraryTable.into(chains.module()).fn("add", "ok, err = chain:add(x509)", "Adds a certificate.", args -> {
            CertificateDraft added = NativeObject.find(CertificateDraft.class, args.arg(2));
            if (added == null) {
                return Arguments.failure("x509.chain:add: expect a x509 instance at #1");
            }
            chains.items(args, "add").add(added);
            return LuaValue.TRUE;
        });
        return chains;
    }

    /** {@code resty.openssl.x509.store}. */
    static LuaTable store(OpensslList<CertificateDraft> chains) {
        LuaTable methods = LibraryTable.of()
                .fn("add", "ok, err = store:add(x509)", "Trusts a certificate.", args -> {
                    X509Certificate added = certificate(args.arg(2));
                    if (added == null) {
                        return Arguments.refusal("x509.store:add: expect a x509 instance at #1");
                    }
                    trusted(args, "add").add(added);
                    return LuaValue.TRUE;
                })
                .fn("load_file", "ok, err = store:load_file(path)", "Trusts those of PEM.", OpensslX509Store::load)
                .fn(
                        "verify",
                        "ok, err = store:verify(x509, chain?)",
                        "Whether to trust one.",
                        args -> verify(args, chains))
                .fn(
                        "use_default",
                        "ok, err = store:use_default()",
                        "Refused.",
                        args -> Arguments.refusal("x509.store:use_default is not available on the JVM"))
                .fn(
                        "istype",
                        "is = store.istype(value)",
                        "Whether it is one.",
                        args -> NativeObject.isType(Store.class, args.arg1()))
                .build();
        LuaTable metatable = LibraryTable.metatable(methods);
        return LibraryTable.into(methods)
                .fn(
                        "new",
                        "store = store.new()",
                        "Nobody is trusted yet.",
                        args -> new NativeObject(new Store(new ArrayList<>()), metatable))
                .build();
    }

    /** The certificate of an argument; null where it is none, or not whole. */
    private static @Nullable X509Certificate certificate(LuaValue value) {
        CertificateDraft draft = NativeObject.find(CertificateDraft.class, value);
        try {
            return draft == null ? null : draft.certificate();
        } catch (CryptoException e) {
            return null;
        }
    }

    private static List<X509Certificate> trusted(Varargs args, String function) {
        return NativeObject.of(Store.class, "store", args, 1, function).trusted();
    }

    private static Varargs load(Varargs args) {
        List<X509Certificate> trusted = trusted(args, "load_file");
        try {
            Path file = Path.of(LuaText.view(Arguments.string(args, 2, "load_file")));
            trusted.addAll(Certificates.readPem(Files.readAllBytes(file)));
            return LuaValue.TRUE;
        } catch (IOException | InvalidPathException e) {
            return Arguments.refusal("x509.store:load_file: no such file");
        } catch (CryptoException e) {
            return Arguments.refusal(OpensslErrors.failed("x509.store:load_file", e));
        }
    }

    private static Varargs verify(Varargs args, OpensslList<CertificateDraft> chains) {
        List<X509Certificate> trusted = trusted(args, "verify");
        X509Certificate certificate = certificate(args.arg(2));
        if (certificate == null) {
            return Arguments.failure("x509.store:verify: expect a x509 instance at #1");
        }
        List<CertificateDraft> chain = chains.find(args.arg(3));
        if (chain == null && args.arg(3).toboolean()) {
            return Arguments.failure("x509.store:verify: expect a x509.chain instance at #1");
        }
        List<X509Certificate> others = new ArrayList<>();
        try {
            for (CertificateDraft other : chain == null ? List.<CertificateDraft>of() : chain) {
                others.add(other.certificate());
            }
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509.store:verify", e));
        }
        String why = Certificates.distrust(certificate, others, trusted);
        return why == null ? LuaValue.TRUE : Arguments.failure(why);
    }
}
