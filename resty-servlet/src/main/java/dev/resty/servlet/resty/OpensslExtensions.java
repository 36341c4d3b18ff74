// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.AsymmetricKey;
import dev.resty.servlet.crypto.CertificateDraft;
import dev.resty.servlet.crypto.CertificateRequest;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.ExtensionSource;
import dev.resty.servlet.crypto.ExtensionText;
import dev.resty.servlet.crypto.GeneralName;
import dev.resty.servlet.crypto.ObjectName;
import dev.resty.servlet.crypto.X509Extension;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The modules {@code resty.openssl.x509.extension} and {@code resty.openssl.x509.extensions}. Differs from OpenResty: of
 * OpenSSL's configuration language the usual extensions are understood, without sections; names of others that it knows
 * aren't.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslExtensions {

    /** An extension, which a script can make critical. */
    static final class Holder {

        X509Extension extension;

        Holder(X509Extension extension) {
            this.extension = extension;
        }
    }

    private final OpensslX509Names names;
    private final LuaTable metatable;
    private final OpensslList<Holder> lists = new OpensslList<>("x509.extensions", Holder.class, this::copy, false);

    OpensslExtensions(OpensslX509Names names) {
        this.names = names;
        LuaTable methods = LibraryTable.of()
                .fn(
                        "get_object",
                        "object = extension:get_object()",
                        "What it is.",
                        args -> object(extension(args, "get_object").oid()))
                .fn(
                        "get_critical",
                        "is = extension:get_critical()",
                        "Whether it is critical.",
                        args -> LuaValue.valueOf(extension(args, "get_critical").critical()))
                .fn("set_critical", "ok, err = extension:set_critical(is?)", "Makes it so.", args -> {
                    Holder holder = NativeObject.of(Holder.class, "extension", args, 1, "set_critical");
                    holder.extension = holder.extension.critical(args.arg(2).toboolean());
                    return LuaValue.TRUE;
                })
                .fn(
                        "to_der",
                        "bytes = extension:to_der()",
                        "Its value.",
                        args -> Arguments.bytes(
                                extension(args, "to_der").value().clone()))
                .fn("text", "text = extension:text()", "Its value to read.", OpensslExtensions::text)
                .fn("tostring", "text = extension:tostring()", "Its value to read.", OpensslExtensions::text)
                .fn(
                        "istype",
                        "is = extension.istype(value)",
                        "Whether it is one.",
                        args -> NativeObject.isType(Holder.class, args.arg1()))
                .build();
        metatable = LibraryTable.metatable(methods);
        metatable.set("__tostring", methods.get("tostring"));
        LibraryTable.into(methods)
                .fn("new", "extension, err = extension.new(what, text, data?)", "Makes one of text.", this::create)
                .fn("from_der", "extension, err = extension.from_der(bytes, what, critical?)", "Of bytes.", this::ofDer)
                .fn(
                        "from_data",
                        "extension, err = extension.from_data(names, what, critical?)",
                        "Of names.",
                        this::ofData)
                .fn("to_data", "names, err = extension.to_data(extension, nid)", "The names in one.", this::data)
                .fn(
                        "dup",
                        "extension, err = extension.dup(ctx)",
                        "Another one of the same.",
                        args -> args.arg1().isuserdata(Holder.class)
                                ? object(((Holder) args.arg1().touserdata()).extension)
                                : Arguments.failure("x509.extension.dup: expect a x509.extension ctx at #1"));
        LibraryTable.into(lists.module()).fn("add", "ok, err = extensions:add(extension)", "Adds one.", args -> {
            X509Extension added = find(args.arg(2));
            if (added == null) {
                return Arguments.failure("x509.extensions:add: expect a x509.extension instance at #1");
            }
            lists.items(args, "add").add(new Holder(added));
            return LuaValue.TRUE;
        });
    }

    /** {@code resty.openssl.x509.extension}. */
    LuaTable module() {
        return metatable.get(LuaValue.INDEX).checktable();
    }

    /** {@code resty.openssl.x509.extensions}. */
    LuaTable listModule() {
        return lists.module();
    }

    /** An extension as an object for Lua. */
    NativeObject object(X509Extension extension) {
        return new NativeObject(new Holder(extension), metatable);
    }

    /** Extensions as an object for Lua. */
    NativeObject list(List<X509Extension> extensions) {
        return lists.list(
                new java.util.ArrayList<>(extensions.stream().map(Holder::new).toList()));
    }

    private LuaValue copy(Holder holder) {
        return object(holder.extension);
    }

    /** The extension of an argument; null where it is none. */
    static @Nullable X509Extension find(LuaValue value) {
        Holder holder = NativeObject.find(Holder.class, value);
        return holder == null ? null : holder.extension;
    }

    private static X509Extension extension(Varargs args, String function) {
        return NativeObject.of(Holder.class, "extension", args, 1, function).extension;
    }

    private static LuaTable object(String oid) {
        ObjectName known = ObjectName.named(oid);
        return known == null
                ? OpensslObjects.table(oid, 0, oid, oid)
                : OpensslObjects.table(oid, known.nid(), known.shortName(), known.longName());
    }

    private static LuaValue text(Varargs args) {
        return Arguments.latin1(ExtensionText.of(extension(args, "tostring")));
    }

    /** What a name or a number of OpenSSL means, with dots; null for what isn't known. */
    static @Nullable String identifier(LuaValue value) {
        if (value.type() == LuaValue.TNUMBER) {
            ObjectName known = ObjectName.numbered(value.toint());
            return known == null ? null : known.oid();
        }
        if (!(value instanceof LuaString text)) {
            return null;
        }
        ObjectName known = ObjectName.named(LuaText.view(text));
        return known == null ? null : known.oid();
    }

    /** Why {@link #identifier} found nothing. */
    static String unknown(LuaValue value) {
        return value instanceof LuaString text
                ? "objects.txtnid2nid: invalid NID text " + LuaText.view(text)
                : "objects.txtnid2nid: expect string or number at #1";
    }

    private Varargs create(Varargs args) {
        String oid = identifier(args.arg1());
        if (oid == null) {
            return Arguments.failure("x509.extension.new: " + unknown(args.arg1()));
        }
        if (!(args.arg(2) instanceof LuaString text)) {
            return Arguments.failure("x509.extension.new: expect string at #2");
        }
        LuaValue data = args.arg(3);
        if (data instanceof LuaString || data.istable() && data.get("db").toboolean()) {
            return Arguments.failure(
                    "x509.extension.new: sections of OpenSSL's configuration are not available on the JVM");
        }
        if (data.toboolean() && !data.istable()) {
            return Arguments.failure("x509.extension.new: expect nil, string a table at #3");
        }
        try {
            return object(source(data).make(oid, LuaText.view(text)));
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509.extension.new", e));
        }
    }

    private static ExtensionSource source(LuaValue data) throws CryptoException {
        if (!data.istable()) {
            return ExtensionSource.PLAIN;
        }
        CertificateDraft subject = given(CertificateDraft.class, data, "subject", "x509");
        CertificateDraft issuer = given(CertificateDraft.class, data, "issuer", "x509");
        CertificateRequest request = given(CertificateRequest.class, data, "request", "x509.csr");
        AsymmetricKey issuerKey = given(AsymmetricKey.class, data, "issuer_pkey", "pkey");
        byte[] key = subject != null ? subject.keyBits() : request != null ? request.keyBits() : null;
        return new ExtensionSource(key, issuer, issuerKey, issuer != null && issuer == subject);
    }

    private static <T> @Nullable T given(Class<T> type, LuaValue data, String name, String module)
            throws CryptoException {
        LuaValue value = data.get(name);
        T found = NativeObject.find(type, value);
        if (value.toboolean() && found == null) {
            throw new CryptoException("expect data." + name + " to be a resty.openssl." + module + " instance");
        }
        return found;
    }

    private Varargs ofDer(Varargs args) {
        String oid = identifier(args.arg(2));
        if (oid == null) {
            return Arguments.failure("x509.extension.from_der: " + unknown(args.arg(2)));
        }
        return args.arg1() instanceof LuaString value
                ? object(new X509Extension(oid, args.arg(3).toboolean(), LuaText.copy(value)))
                : Arguments.failure("x509.extension.from_der: expect string at #1");
    }

    private Varargs ofData(Varargs args) {
        String oid = identifier(args.arg(2));
        if (oid == null) {
            return Arguments.failure("x509.extension.from_der: " + unknown(args.arg(2)));
        }
        List<GeneralName> found = names.alternatives(args.arg1());
        return found == null
                ? Arguments.failure("x509.extension.from_data: expect a table with ctx at #1")
                : object(new X509Extension(oid, args.arg(3).toboolean(), GeneralName.sequence(found)));
    }

    private Varargs data(Varargs args) {
        X509Extension extension = find(args.arg1());
        if (extension == null) {
            return Arguments.failure("x509.extension.dup: expect a x509.extension ctx at #1");
        }
        if (!ObjectName.SUBJECT_ALT_NAME.equals(identifier(args.arg(2)))) {
            return Arguments.failure("x509.extension:to_data: don't know how to convert to NID "
                    + args.arg(2).tojstring());
        }
        try {
            return names.alternatives(GeneralName.all(extension.value()));
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509.extension:to_data: X509V3_EXT_d2i", e));
        }
    }
}
