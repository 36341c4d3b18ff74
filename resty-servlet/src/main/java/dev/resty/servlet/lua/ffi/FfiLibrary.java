// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.Cdata;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The functions of the module {@code ffi}. */
final class FfiLibrary {

    private static final Set<String> ABI = Set.of("64bit", "fpu", "gc64", "hardfp", "le");

    private final Ffi ffi;

    /** What {@code ffi.C} has given out. */
    private final Map<LuaString, LuaValue> symbols = new HashMap<>();

    FfiLibrary(Ffi ffi) {
        this.ffi = ffi;
    }

    LuaTable table() {
        return new NativeTable()
                .fn("cdef", this::cdef)
                .fn("new", args -> ffi.create(type(args, "new"), args.subargs(2)))
                .fn("typeof", args -> new CTypeValue(ffi, type(args, "typeof")))
                .fn("cast", args -> ffi.cast(type(args, "cast"), any(args, 2, "cast")))
                .fn("string", this::string)
                .fn("copy", this::copy)
                .fn("fill", this::fill)
                .fn("sizeof", this::sizeof)
                .fn("alignof", args -> LuaValue.valueOf(type(args, "alignof").align()))
                .fn("offsetof", this::offsetof)
                .fn("istype", this::istype)
                .fn("metatype", this::metatype)
                .fn("gc", this::gc)
                .fn("errno", this::errno)
                .fn("abi", args -> LuaValue.valueOf(ABI.contains(LuaText.view(string(args, 1, "abi")))))
                .fn("load", FfiLibrary::load)
                .set("C", namespace())
                .set("os", LuaText.of("Linux"))
                .set("arch", LuaText.of("x64"))
                .build();
    }

    private LuaUserdata namespace() {
        Table metatable = new NativeTable()
                .fn("__index", args -> symbol(args.arg(2)))
                .fn("__newindex", args -> {
                    symbol(args.arg(2));
                    throw new LuaError("attempt to write to constant location");
                })
                .build();
        return new LuaUserdata(symbols, metatable);
    }

    private LuaValue symbol(LuaValue key) {
        if (!(key instanceof LuaString name)) {
            throw new LuaError("bad argument #2 to '__index' (string expected, got " + key.typename() + ")");
        }
        LuaValue known = symbols.get(name);
        if (known == null) {
            known = ffi.symbol(name);
            symbols.put(name, known);
        }
        return known;
    }

    private Varargs cdef(Varargs args) {
        new CParser(ffi.declarations(), LuaText.view(string(args, 1, "cdef")), from(args, 2)).declare();
        return LuaValue.NONE;
    }

    /** The C type that the first argument gives: as text, with parameters behind it for {@code typeof}, or as cdata. */
    private CType type(Varargs args, String function) {
        LuaValue given = args.arg1();
        if (given instanceof LuaString source) {
            return ffi.parse(LuaText.view(source), function.equals("typeof") ? from(args, 2) : List.of());
        }
        CType type = CTypes.of(given);
        if (type == null) {
            throw bad(args, 1, function, "C type");
        }
        if (function.equals("typeof") && args.narg() > 1) {
            throw new LuaError("wrong number of type parameters");
        }
        return type;
    }

    private static List<LuaValue> from(Varargs args, int index) {
        List<LuaValue> values = new ArrayList<>();
        for (int i = index; i <= args.narg(); i++) {
            values.add(args.arg(i));
        }
        return values;
    }

    private static LuaError bad(Varargs args, int index, String function, String expected) {
        String got = index > args.narg() ? "no value" : args.arg(index).typename();
        return bad(index, function, expected + " expected, got " + got);
    }

    private static LuaError bad(int index, String function, String why) {
        return new LuaError("bad argument #" + index + " to '" + function + "' (" + why + ")");
    }

    private static LuaValue any(Varargs args, int index, String function) {
        if (index > args.narg()) {
            throw bad(index, function, "value expected");
        }
        return args.arg(index);
    }

    private static LuaString string(Varargs args, int index, String function) {
        LuaValue value = args.arg(index);
        if (value instanceof LuaString || value.type() == LuaValue.TNUMBER) {
            return LuaText.bytes(value);
        }
        throw bad(args, index, function, "string");
    }

    /** An argument as a pointer. */
    private CPointer pointer(Varargs args, int index, String function, PointerType type) {
        LuaValue value = any(args, index, function);
        boolean number = value.type() == LuaValue.TNUMBER || CTypes.of(value) instanceof NumberType;
        if (!number) {
            try {
                return Conversion.pointer(ffi, type, value, false);
            } catch (LuaError e) {
                throw bad(index, function, String.valueOf(e.getMessage()));
            }
        }
        throw bad(index, function, Conversion.refusal(value, type));
    }

    private static int length(Varargs args, int index, String function) {
        long length = Ffi.count(any(args, index, function), index, function);
        if (length < 0) {
            throw bad(index, function, "size of C type is unknown or too large");
        }
        return (int) length;
    }

    private Varargs string(Varargs args) {
        LuaValue value = any(args, 1, "string");
        if (args.arg(2).isnil()) {
            if (value instanceof LuaString) {
                return value;
            }
            CPointer pointer = pointer(args, 1, "string", PointerType.TO_CONST_CHAR);
            Block block = pointer.accessed();
            return block.string(pointer.position(), block.lengthToZero(pointer.position()));
        }
        CPointer pointer = pointer(args, 1, "string", PointerType.TO_CONST_VOID);
        int length = length(args, 2, "string");
        return length == 0 ? LuaText.of("") : pointer.accessed().string(pointer.position(), length);
    }

    private Varargs copy(Varargs args) {
        CPointer to = pointer(args, 1, "copy", PointerType.TO_VOID);
        CPointer from = pointer(args, 2, "copy", PointerType.TO_CONST_VOID);
        boolean whole = args.arg(2) instanceof LuaString && args.narg() < 3;
        int length = whole ? from.accessed().size() : length(args, 3, "copy");
        if (length > 0) {
            to.accessed().copy(to.position(), from.accessed(), from.position(), length);
        }
        return LuaValue.NONE;
    }

    private Varargs fill(Varargs args) {
        CPointer to = pointer(args, 1, "fill", PointerType.TO_VOID);
        int length = length(args, 2, "fill");
        int value = args.arg(3).isnil() ? 0 : (int) Ffi.count(args.arg(3), 3, "fill");
        if (length > 0) {
            to.accessed().fill(to.position(), length, value);
        }
        return LuaValue.NONE;
    }

    private Varargs sizeof(Varargs args) {
        if (args.arg1() instanceof CObject object) {
            return LuaValue.valueOf((double) object.bytes());
        }
        CType type = type(args, "sizeof");
        boolean variable = type instanceof ArrayType array && array.isVariable()
                || type instanceof RecordType record && record.isVariable();
        long size = variable ? Ffi.variableSize(type, Ffi.count(any(args, 2, "sizeof"), 2, "sizeof")) : type.size();
        return size < 0 ? LuaValue.NIL : LuaValue.valueOf((double) size);
    }

    private Varargs offsetof(Varargs args) {
        CType type = type(args, "offsetof");
        String name = LuaText.view(string(args, 2, "offsetof"));
        Field field = type instanceof RecordType record ? record.field(name) : null;
        if (field == null) {
            return LuaValue.NONE;
        }
        LuaValue offset = LuaValue.valueOf((double) field.offset());
        return field.isBitField()
                ? LuaValue.varargsOf(offset, LuaValue.valueOf(field.shift()), LuaValue.valueOf(field.width()))
                : offset;
    }

    private Varargs istype(Varargs args) {
        CType wanted = type(args, "istype");
        LuaValue value = any(args, 2, "istype");
        CType given = CTypes.of(value);
        return LuaValue.valueOf(given != null && CTypes.isType(wanted, given));
    }

    private Varargs metatype(Varargs args) {
        CType type = type(args, "metatype");
        if (!(args.arg(2) instanceof LuaTable metatable)) {
            throw bad(args, 2, "metatype", "table");
        }
        if (!(type instanceof RecordType record)) {
            throw bad(1, "metatype", "invalid C type");
        }
        if (record.layout().metatable() != null) {
            throw new LuaError("cannot change a protected metatable");
        }
        record.layout().metatable(metatable);
        return new CTypeValue(ffi, type);
    }

    private Varargs gc(Varargs args) {
        LuaValue value = args.arg1();
        if (!(value instanceof Cdata)) {
            throw bad(args, 1, "gc", "cdata");
        }
        LuaValue finalizer = any(args, 2, "gc");
        if (value instanceof CPointer pointer) {
            Block block = pointer.block();
            PointerType type = pointer.pointerType();
            long position = pointer.position();
            ffi.finalizers().set(pointer, finalizer, () -> new CPointer(ffi, type, block, position));
        } else if (value instanceof CObject object && !object.ctype().isNumeric()) {
            CType type = object.ctype();
            Block block = object.block();
            long offset = object.offset();
            ffi.finalizers().set(object, finalizer, () -> CObject.part(ffi, type, block, offset));
        } else {
            throw bad(1, "gc", "invalid C type");
        }
        return value;
    }

    private Varargs errno(Varargs args) {
        int before = ffi.errno();
        if (args.narg() > 0) {
            ffi.errno((int) Ffi.count(args.arg1(), 1, "errno"));
        }
        return LuaValue.valueOf(before);
    }

    private static Varargs load(Varargs args) {
        String name = LuaText.view(string(args, 1, "load"));
        throw new LuaError("C library " + name + " is not available on the JVM: no C code can be loaded");
    }
}
