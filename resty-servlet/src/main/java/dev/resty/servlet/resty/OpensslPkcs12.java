// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.AsymmetricKey;
import dev.resty.servlet.crypto.CertificateDraft;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.Pkcs12;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.util.ArrayList;
import java.util.List;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.openssl.pkcs12}: a key with its certificates in one file. Differs from OpenResty: files are
 * encrypted with the JVM's algorithms, whatever {@code nid_key}, {@code nid_cert}, {@code iter} and {@code mac_iter} say;
 * names are read in lower case; of certificates that come along, those that have no name and don't vouch for the key's one aren't given.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslPkcs12 {

    private final OpensslPkey keys;
    private final OpensslX509 certificates;

    private OpensslPkcs12(OpensslPkey keys, OpensslX509 certificates) {
        this.keys = keys;
        this.certificates = certificates;
    }

    /** The module's table. */
    static LuaTable module(OpensslPkey keys, OpensslX509 certificates) {
        OpensslPkcs12 module = new OpensslPkcs12(keys, certificates);
        return LibraryTable.of()
                .fn("decode", "t, err = pkcs12.decode(bytes, passphrase?)", "Reads.", module::decode)
                .fn("loads", "t, err = pkcs12.loads(bytes, passphrase?)", "Reads.", module::decode)
                .fn("encode", "bytes, err = pkcs12.encode(t, passphrase?)", "Writes.", OpensslPkcs12::encode)
                .fn("dumps", "bytes, err = pkcs12.dumps(t, passphrase?)", "Writes.", OpensslPkcs12::encode)
                .build();
    }

    private Varargs decode(Varargs args) {
        byte[] bytes = Arguments.bytes(args, 1, "decode");
        String password = args.arg(2).toboolean() ? LuaText.view(Arguments.string(args, 2, "decode")) : "";
        Pkcs12 read;
        try {
            read = Pkcs12.read(bytes, password);
        } catch (CryptoException e) {
            return Arguments.failure("pkcs12.decode: PKCS12_parse: " + e.reason());
        }
        LuaTable table = new Table();
        table.set("key", keys.key(read.key()));
        table.set("cert", certificates.object(read.certificate()));
        String name = read.name();
        if (name != null) {
            table.set("friendly_name", LuaText.utf8(name));
        }
        if (!read.others().isEmpty()) {
            LuaTable others = new Table();
            for (CertificateDraft other : read.others()) {
                others.set(others.length() + 1, certificates.object(other));
            }
            table.set("cacerts", others);
        }
        return table;
    }

    private static Varargs encode(Varargs args) {
        if (!(args.arg1() instanceof LuaTable given)) {
            throw Arguments.expected("table", args, 1, "encode");
        }
        if (args.arg(2).toboolean() && !(args.arg(2) instanceof LuaString)) {
            return failed("expect passphrase to be a string");
        }
        AsymmetricKey key = NativeObject.find(AsymmetricKey.class, given.get("key"));
        if (key == null) {
            return failed("expect key to be a pkey instance");
        }
        CertificateDraft certificate = NativeObject.find(CertificateDraft.class, given.get("cert"));
        if (certificate == null) {
            return failed("expect cert to be a x509 instance");
        }
        String why = OpensslSigned.mismatch(certificate, key);
        if (why != null) {
            return failed("key doesn't match cert: x509:check_private_key: " + why);
        }
        LuaValue others = given.get("cacerts");
        if (others.toboolean() && !others.istable()) {
            return failed("expect cacerts to be a table");
        }
        List<CertificateDraft> along = new ArrayList<>();
        for (int i = 1; others.istable() && !others.get(i).isnil(); i++) {
            CertificateDraft other = NativeObject.find(CertificateDraft.class, others.get(i));
            if (other == null) {
                return failed("failed to add cacerts: expect a x509 instance");
            }
            along.add(other);
        }
        LuaValue name = given.get("friendly_name");
        try {
            String password = args.arg(2).toboolean() ? LuaText.view(args.arg(2)) : "";
            String called = name.toboolean() ? name.tojstring() : null;
            return Arguments.bytes(new Pkcs12(key, certificate, along, called).written(password));
        } catch (CryptoException e) {
            return failed("PKCS12_create: " + e.reason());
        }
    }

    private static Varargs failed(String why) {
        return Arguments.failure("pkcs12.encode: " + why);
    }
}
