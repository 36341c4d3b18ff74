// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DistinguishedName;
import dev.resty.servlet.crypto.DistinguishedName.Attribute;
import dev.resty.servlet.crypto.DistinguishedName.Part;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The modules {@code resty.openssl.x509.name} and {@code resty.openssl.x509.altname}: the names in certificates. Differs
 * from OpenResty: they can't be made or changed.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslX509Names {

    /** An entry: its key, what iteration gives for it, and its text. */
    private record Entry(LuaValue key, LuaValue value, LuaString text) {}

    /** The entries of a subject or issuer. */
    private record Name(List<Entry> entries) {}

    /** The entries of other names. */
    private record Alternatives(List<Entry> entries) {}

    private final LuaTable nameMetatable;
    private final LuaTable alternativeMetatable;

    OpensslX509Names() {
        nameMetatable = metatable(Name.class);
        LibraryTable.into(nameMetatable.get(LuaValue.INDEX).checktable())
                .fn("find", "entry, position = name:find(what, after?)", "An entry.", OpensslX509Names::find);
        alternativeMetatable = metatable(Alternatives.class);
    }

    /** {@code resty.openssl.x509.name}. */
    LuaTable nameModule() {
        return nameMetatable.get(LuaValue.INDEX).checktable();
    }

    /** {@code resty.openssl.x509.altname}. */
    LuaTable alternativeModule() {
        return alternativeMetatable.get(LuaValue.INDEX).checktable();
    }

    private static LuaTable metatable(Class<?> type) {
        LuaTable methods = LibraryTable.of()
                .fn(
                        "istype",
                        "is = name.istype(value)",
                        "Whether it is one.",
                        args -> NativeObject.isType(type, args.arg1()))
                .fn("all", "entries = name:all()", "The entries by their names.", args -> {
                    LuaTable all = new Table();
                    entries(args).forEach(entry -> all.set(entry.key(), entry.value()));
                    return all;
                })
                .fn("each", "iterator = name:each()", "For a loop.", OpensslX509Names::each)
                .fn(
                        "count",
                        "n = name:count()",
                        "How many entries.",
                        args -> LuaValue.valueOf(entries(args).size()))
                .fn("tostring", "text = name:tostring()", "All in one.", OpensslX509Names::text)
                .build();
        LuaTable metatable = LibraryTable.metatable(methods);
        metatable.set("__tostring", methods.get("tostring"));
        metatable.set("__pairs", methods.get("each"));
        metatable.set("__len", methods.get("count"));
        return metatable;
    }

    private static List<Entry> entries(Varargs args) {
        Name name = NativeObject.find(Name.class, args.arg1());
        return name != null
                ? name.entries()
                : NativeObject.of(Alternatives.class, "name", args, 1, "entries")
                        .entries();
    }

    private static Varargs each(Varargs args) {
        List<Entry> entries = entries(args);
        int[] at = {0};
        return NativeFunction.of("each", ignored -> {
            if (at[0] >= entries.size()) {
                return LuaValue.NIL;
            }
            Entry entry = entries.get(at[0]++);
            return LuaValue.varargsOf(entry.key(), entry.value());
        });
    }

    private static Varargs text(Varargs args) {
        List<String> parts = new ArrayList<>();
        for (Entry entry : entries(args)) {
            parts.add(LuaText.view(entry.key()) + "=" + LuaText.view(entry.text()));
        }
        parts.sort(null);
        return LuaText.of(String.join("/", parts));
    }

    /** A subject or issuer as an object for Lua. */
    Varargs name(X500Principal principal) {
        List<Entry> entries = new ArrayList<>();
        try {
            for (Part part : DistinguishedName.parts(principal)) {
                Attribute attribute = part.attribute();
                LuaTable table = OpensslObjects.table(
                        attribute.oid(), attribute.nid(), attribute.shortName(), attribute.longName());
                LuaString blob = LuaString.valueUsing(part.value());
                table.set("blob", blob);
                entries.add(new Entry(LuaText.of(attribute.shortName()), table, blob));
            }
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509.name", e));
        }
        return new NativeObject(new Name(entries), nameMetatable);
    }

    private static Varargs find(Varargs args) {
        List<Entry> entries = entries(args);
        String name = LuaText.view(Arguments.string(args, 2, "find"));
        int after = args.arg(3).toboolean() ? (int) Arguments.number(args, 3, "find") : 0;
        for (int i = Math.max(0, after); i < entries.size(); i++) {
            LuaTable table = entries.get(i).value().checktable();
            Attribute attribute = new Attribute(
                    table.get("id").tojstring(),
                    table.get("nid").toint(),
                    table.get("sn").tojstring(),
                    table.get("ln").tojstring());
            if (attribute.isCalled(name)) {
                return LuaValue.varargsOf(table, LuaValue.valueOf(i + 1));
            }
        }
        return LuaValue.NIL;
    }

    /** The other names of a certificate's subject as an object for Lua; nil for none. */
    Varargs alternatives(X509Certificate certificate) {
        Collection<List<?>> found;
        try {
            found = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return Arguments.failure("x509:get_subject_alt_name failed");
        }
        if (found == null) {
            return LuaValue.NIL;
        }
        List<Entry> entries = new ArrayList<>();
        for (List<?> name : found) {
            String kind =
                    switch ((Integer) name.get(0)) {
                        case 0 -> "OtherName";
                        case 1 -> "RFC822Name";
                        case 2 -> "DNS";
                        case 3 -> "X400";
                        case 4 -> "DirName";
                        case 5 -> "EdiParty";
                        case 6 -> "URI";
                        case 7 -> "IP";
                        default -> "RID";
                    };
            Object value = name.get(1);
            LuaString text = LuaText.utf8(value instanceof String string ? string : kind + ":<unsupported>");
            entries.add(new Entry(LuaText.of(kind), text, text));
        }
        return new NativeObject(new Alternatives(entries), alternativeMetatable);
    }
}
