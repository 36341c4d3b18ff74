// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DistinguishedName;
import dev.resty.servlet.crypto.DistinguishedName.Attribute;
import dev.resty.servlet.crypto.DistinguishedName.Part;
import dev.resty.servlet.crypto.GeneralName;
import dev.resty.servlet.crypto.GeneralName.Kind;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The modules {@code resty.openssl.x509.name} and {@code resty.openssl.x509.altname}: the names in certificates.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslX509Names {

    /** The parts of a subject or issuer. */
    private record Name(List<Part> parts) {}

    private final LuaTable metatable;
    private final OpensslList<GeneralName> alternatives =
            new OpensslList<>("x509.altname", GeneralName.class, this::pair, true);

    OpensslX509Names() {
        LuaTable methods = LibraryTable.of()
                .fn(
                        "istype",
                        "is = name.istype(value)",
                        "Whether it is one.",
                        args -> NativeObject.isType(Name.class, args.arg1()))
                .fn("add", "name, err = name:add(what, text)", "Adds a part.", OpensslX509Names::add)
                .fn("find", "entry, position = name:find(what, after?)", "A part.", OpensslX509Names::find)
                .fn("all", "parts = name:all()", "The parts by their names.", args -> {
                    LuaTable all = new Table();
                    parts(args, "all").forEach(part -> all.set(shortName(part), shown(part)));
                    return all;
                })
                .fn("each", "iterator = name:each()", "For a loop.", OpensslX509Names::each)
                .fn(
                        "count",
                        "n = name:count()",
                        "How many parts.",
                        args -> LuaValue.valueOf(parts(args, "count").size()))
                .fn("tostring", "text = name:tostring()", "All in one.", args -> {
                    List<String> texts = new ArrayList<>();
                    for (Part part : parts(args, "tostring")) {
                        texts.add(
                                part.attribute().shortName() + "=" + LuaText.view(LuaString.valueUsing(part.value())));
                    }
                    return joined(texts);
                })
                .build();
        metatable = LibraryTable.metatable(methods);
        LibraryTable.into(methods)
                .fn("new", "name = name.new()", "An empty one.", args -> object(new ArrayList<>()))
                .fn(
                        "dup",
                        "name, err = name.dup(ctx)",
                        "Another one of the same.",
                        args -> args.arg1().isuserdata(Name.class)
                                ? object(new ArrayList<>(((Name) args.arg1().touserdata()).parts()))
                                : Arguments.failure("x509.name.dup: expect a x509.name ctx at #1, got "
                                        + args.arg1().typename()));
        metatable.set("__tostring", methods.get("tostring"));
        metatable.set("__pairs", methods.get("each"));
        metatable.set("__len", methods.get("count"));
        LibraryTable.into(alternatives.module())
                .fn("add", "altname, err = altname:add(kind, text)", "Adds a name.", this::addAlternative)
                .fn("tostring", "text = altname:tostring()", "All in one.", this::alternativeText);
        alternatives.metatable().set("__tostring", alternatives.module().get("tostring"));
    }

    /** {@code resty.openssl.x509.name}. */
    LuaTable nameModule() {
        return metatable.get(LuaValue.INDEX).checktable();
    }

    /** {@code resty.openssl.x509.altname}. */
    LuaTable alternativeModule() {
        return alternatives.module();
    }

    private NativeObject object(List<Part> parts) {
        return new NativeObject(new Name(parts), metatable);
    }

    private static List<Part> parts(Varargs args, String function) {
        return NativeObject.of(Name.class, "name", args, 1, function).parts();
    }

    private static LuaString shortName(Part part) {
        return LuaText.of(part.attribute().shortName());
    }

    private static LuaTable shown(Part part) {
        Attribute attribute = part.attribute();
        LuaTable table =
                OpensslObjects.table(attribute.oid(), attribute.nid(), attribute.shortName(), attribute.longName());
        table.set("blob", Arguments.bytes(part.value().clone()));
        return table;
    }

    private static Varargs each(Varargs args) {
        List<Part> parts = parts(args, "each");
        int[] at = {0};
        return NativeFunction.of("each", ignored -> {
            if (at[0] >= parts.size()) {
                return LuaValue.NIL;
            }
            Part part = parts.get(at[0]++);
            return LuaValue.varargsOf(shortName(part), shown(part));
        });
    }

    private static LuaValue joined(List<String> texts) {
        texts.sort(null);
        return Arguments.latin1(String.join("/", texts));
    }

    private static Varargs add(Varargs args) {
        List<Part> parts = parts(args, "add");
        String name = args.arg(2).isnil() ? "nil" : LuaText.view(Arguments.string(args, 2, "add"));
        Attribute attribute = Attribute.named(name);
        if (attribute == null) {
            return Arguments.failure("x509.name:add: invalid NID text " + name);
        }
        byte[] text = Arguments.bytes(args, 3, "add");
        if (attribute.shortName().equals("C") && text.length != 2) {
            return Arguments.failure("x509.name:add: X509_NAME_add_entry_by_OBJ() failed");
        }
        parts.add(Part.of(attribute, text));
        return args.arg1();
    }

    private static Varargs find(Varargs args) {
        List<Part> parts = parts(args, "find");
        String name = LuaText.view(Arguments.string(args, 2, "find"));
        int after = args.arg(3).toboolean() ? (int) Arguments.number(args, 3, "find") : 0;
        for (int i = Math.max(0, after); i < parts.size(); i++) {
            if (parts.get(i).attribute().isCalled(name)) {
                return LuaValue.varargsOf(shown(parts.get(i)), LuaValue.valueOf(i + 1));
            }
        }
        return LuaValue.NIL;
    }

    /** A subject or issuer as an object for Lua. */
    Varargs name(byte[] encoded) {
        try {
            return object(new ArrayList<>(DistinguishedName.parts(encoded)));
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509.name", e));
        }
    }

    /** The encoding of a subject or issuer; null where the argument is none. */
    static byte @Nullable [] encoded(LuaValue value) {
        Name name = NativeObject.find(Name.class, value);
        return name == null ? null : DistinguishedName.encode(name.parts());
    }

    private LuaTable pair(GeneralName name) {
        LuaTable pair = new Table();
        pair.set(1, LuaText.of(name.kind().luaName()));
        byte[] text = name.text();
        pair.set(
                2, text == null ? LuaText.of(name.kind().luaName() + ":<unsupported>") : Arguments.bytes(text.clone()));
        return pair;
    }

    /**
     * A name of what a script gave.
     *
     * @return the name, or why it can't be made, as a string
     */
    static Object made(LuaValue kind, LuaValue text) {
        if (!(kind instanceof LuaString)) {
            return "x509.altname:gn_set: expect a string at #1";
        }
        if (!(text instanceof LuaString string)) {
            return "x509.altname:gn_set: except a string at #2";
        }
        Kind wanted = Kind.named(kind.tojstring());
        if (wanted == null) {
            return "x509.altname:gn_set: unknown type " + kind.tojstring();
        }
        GeneralName name = GeneralName.of(wanted, LuaText.copy(string));
        if (name != null) {
            return name;
        }
        return wanted == Kind.IP
                ? "x509.altname:gn_set: invalid IP address " + LuaText.view(text)
                : "x509.altname:gn_set: setting type " + kind.tojstring() + " is currently not supported";
    }

    private Varargs addAlternative(Varargs args) {
        List<GeneralName> names = alternatives.items(args, "add");
        Object made = made(args.arg(2), args.arg(3));
        if (!(made instanceof GeneralName name)) {
            return Arguments.failure((String) made);
        }
        names.add(name);
        return args.arg1();
    }

    private LuaValue alternativeText(Varargs args) {
        List<String> texts = new ArrayList<>();
        for (GeneralName name : alternatives.items(args, "tostring")) {
            LuaTable pair = pair(name);
            texts.add(LuaText.view(pair.get(1)) + "=" + LuaText.view(pair.get(2)));
        }
        return joined(texts);
    }

    /** Other names as an object for Lua. */
    NativeObject alternatives(List<GeneralName> names) {
        return alternatives.list(new ArrayList<>(names));
    }

    /** The other names of an argument; null where it is none. */
    @Nullable List<GeneralName> alternatives(LuaValue value) {
        return alternatives.find(value);
    }

    /** The value of a name as iteration gives it. */
    LuaTable shown(GeneralName name) {
        return pair(name);
    }
}
