// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.library.StringFunctions;
import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.Cdata;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Metatables;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Table;
import java.util.ArrayList;
import java.util.List;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** LuaJIT's {@code string.buffer}. */
final class StringBufferLib {

    private static final LuaString TOSTRING = LuaText.of("__tostring");
    private static final int USUAL_ROOM = 32;

    /** How many bytes LuaJIT's buffers have at most. */
    private static final int LARGEST = 0x7fffff00;

    private final Worker worker;
    private final LuaTable metatable;

    private StringBufferLib(Worker worker) {
        this.worker = worker;
        LuaTable methods = new Table();
        metatable = new NativeTable()
                .set("__index", methods)
                .set("__metatable", LuaText.of("buffer"))
                .fn("__tostring", args -> bytes(args).build())
                .fn("__len", args -> LuaValue.valueOf(bytes(args).length()))
                .fn("__concat", StringBufferLib::concat)
                .build();
        new NativeTable()
                .fn("commit", StringBufferLib::commit)
                .fn("decode", StringBufferLib::decodeNext)
                .fn("encode", args -> {
                    Buffer buffer = buffer(args);
                    Serializer.encode(Args.any(args, 2, "encode"), buffer.known, buffer.bytes);
                    return args.arg1();
                })
                .fn("free", StringBufferLib::reset)
                .fn("get", StringBufferLib::get)
                .fn("put", StringBufferLib::put)
                .fn("putcdata", args -> putCdata(args, "putcdata"))
                .fn("putf", StringBufferLib::putf)
                .fn("ref", args -> memory(bytes(args), 0, bytes(args).length()))
                .fn("reserve", this::reserve)
                .fn("reset", StringBufferLib::reset)
                .fn("set", this::set)
                .fn("skip", StringBufferLib::skip)
                .fn("tostring", args -> bytes(args).build())
                .addTo(methods);
    }

    static LuaTable table(Worker worker) {
        StringBufferLib library = new StringBufferLib(worker);
        return new NativeTable()
                .fn("decode", library::decode)
                .fn("encode", args -> {
                    ByteBuilder bytes = new ByteBuilder(64);
                    Serializer.encode(Args.any(args, 1, "encode"), library.knownWithoutOptions(), bytes);
                    return bytes.build();
                })
                .fn("new", library::make)
                .build();
    }

    /** A buffer's bytes, and what its serializer knows beforehand. */
    private static final class Buffer {

        final ByteBuilder bytes = new ByteBuilder(64);
        final Serializer.Known known;

        /** How many bytes were reserved and may still be taken into it. */
        int reserved;

        Buffer(Serializer.Known known) {
            this.known = known;
        }
    }

    private static Buffer buffer(Varargs args) {
        if (args.arg1() instanceof LuaUserdata userdata && userdata.m_instance instanceof Buffer buffer) {
            return buffer;
        }
        throw Args.wrongType(args, 1, "buffer", "buffer");
    }

    private static ByteBuilder bytes(Varargs args) {
        return buffer(args).bytes;
    }

    private Varargs make(Varargs args) {
        boolean sized = !args.arg1().istable();
        if (sized && !args.arg1().isnil()) {
            count(args, 1, "new");
        }
        int index = sized ? 2 : 1;
        Serializer.Known known = args.arg(index).isnil()
                ? knownWithoutOptions()
                : Serializer.Known.of(
                        nullValue(),
                        strings(Args.table(args, index, "new").get("dict")),
                        metatables(args.arg(index).get("metatable")));
        return new LuaUserdata(new Buffer(known), metatable);
    }

    private static List<LuaString> strings(LuaValue dictionary) {
        List<LuaString> strings = new ArrayList<>();
        for (int i = 1; dictionary instanceof LuaTable list && !list.rawget(i).isnil(); i++) {
            if (!(list.rawget(i) instanceof LuaString text)) {
                throw new LuaError("bad options table");
            }
            strings.add(text);
        }
        return strings;
    }

    private static List<LuaTable> metatables(LuaValue dictionary) {
        List<LuaTable> metatables = new ArrayList<>();
        for (int i = 1; dictionary instanceof LuaTable list && !list.rawget(i).isnil(); i++) {
            if (!(list.rawget(i) instanceof LuaTable metatable)) {
                throw new LuaError("bad options table");
            }
            metatables.add(metatable);
        }
        return metatables;
    }

    private Serializer.Known knownWithoutOptions() {
        return Serializer.Known.of(nullValue(), List.of(), List.of());
    }

    /** {@code ngx.null}: what LuaJIT has a null pointer for. */
    private LuaValue nullValue() {
        LuaValue ngx = worker.globals().rawget("ngx");
        return ngx.istable() ? ngx.checktable().rawget("null") : LuaValue.NIL;
    }

    /** A number of bytes: no string, and neither negative nor too large. */
    private static int count(Varargs args, int index, String function) {
        if (!(args.arg(index) instanceof LuaNumber)) {
            throw Args.wrongType(args, index, function, "number");
        }
        double count = args.arg(index).todouble();
        if (!(count >= 0 && count <= LARGEST)) {
            throw Args.bad(index, function, "number out of range");
        }
        return (int) count;
    }

    private static LuaString text(LuaValue value, int position, String function) {
        if (value instanceof LuaString || value instanceof LuaNumber) {
            return LuaText.bytes(value);
        }
        if (value instanceof LuaUserdata userdata && userdata.m_instance instanceof Buffer buffer) {
            return buffer.bytes.build();
        }
        LuaValue metatable = Metatables.of(value);
        LuaValue handler = metatable == null ? LuaValue.NIL : metatable.rawget(TOSTRING);
        if (handler.isnil()) {
            throw Args.bad(position, function, "string/number/__tostring expected, got " + value.typename());
        }
        return LuaText.bytes(Operators.callable(handler).call(value));
    }

    private static Varargs concat(Varargs args) {
        return new ByteBuilder(32)
                .append(operand(args.arg(1)))
                .append(operand(args.arg(2)))
                .build();
    }

    private static LuaString operand(LuaValue value) {
        if (value instanceof LuaString || value instanceof LuaNumber || value instanceof LuaUserdata) {
            return text(value, 1, "concat");
        }
        throw new LuaError("attempt to concatenate a " + value.typename() + " value");
    }

    private Varargs decode(Varargs args) {
        if (args.arg1().type() != LuaValue.TSTRING) {
            throw Args.wrongType(args, 1, "decode", "string");
        }
        Serializer.Reader reader = new Serializer.Reader(args.arg1().checkstring(), knownWithoutOptions());
        LuaValue value = reader.next();
        if (reader.left() > 0) {
            throw new LuaError("left-over data in buffer");
        }
        return value;
    }

    private static Varargs decodeNext(Varargs args) {
        Buffer buffer = buffer(args);
        Serializer.Reader reader = new Serializer.Reader(buffer.bytes.build(), buffer.known);
        LuaValue value = reader.next();
        buffer.bytes.dropFirst(buffer.bytes.length() - reader.left());
        return value;
    }

    @SuppressWarnings("ReferenceEquality")
    private static Varargs put(Varargs args) {
        ByteBuilder bytes = bytes(args);
        for (int i = 2; i <= args.narg(); i++) {
            if (args.arg(i) == args.arg1()) {
                throw Args.bad(i, "put", "cannot put buffer into itself");
            }
            bytes.append(text(args.arg(i), i, "put"));
        }
        return args.arg1();
    }

    private static Varargs putf(Varargs args) {
        ByteBuilder bytes = bytes(args);
        bytes.append(StringFunctions.format(args, 2));
        return args.arg1();
    }

    private Varargs set(Varargs args) {
        bytes(args).clear();
        if (args.arg(2) instanceof Cdata) {
            return putCdata(args, "set");
        }
        bytes(args).append(Args.string(args, 2, "set"));
        return args.arg1();
    }

    private Varargs putCdata(Varargs args, String function) {
        ByteBuilder bytes = bytes(args);
        if (!(args.arg(2) instanceof Cdata)) {
            throw Args.wrongType(args, 2, function, "cdata");
        }
        bytes.append(worker.ffi().bytes(args.arg(2), count(args, 3, function)));
        return args.arg1();
    }

    private Varargs reserve(Varargs args) {
        Buffer buffer = buffer(args);
        int room = Math.max(USUAL_ROOM, count(args, 2, "reserve"));
        worker.vm().allocate(room);
        buffer.bytes.makeRoom(room);
        buffer.reserved = buffer.bytes.capacity() - buffer.bytes.length();
        return memory(buffer.bytes, buffer.bytes.length(), buffer.reserved);
    }

    private static Varargs commit(Varargs args) {
        Buffer buffer = buffer(args);
        int used = count(args, 2, "commit");
        if (used > Math.min(buffer.reserved, buffer.bytes.capacity() - buffer.bytes.length())) {
            throw Args.bad(2, "commit", "number out of range");
        }
        buffer.bytes.lengthen(used);
        buffer.reserved -= used;
        return args.arg1();
    }

    /** A pointer to some of the bytes, and how many they are; the pointer serves until the buffer changes. */
    private Varargs memory(ByteBuilder bytes, int from, int count) {
        return LuaValue.varargsOf(worker.ffi().pointer(bytes.backing(), from, count), LuaValue.valueOf(count));
    }

    private static Varargs reset(Varargs args) {
        bytes(args).clear();
        return args.arg1();
    }

    private static Varargs skip(Varargs args) {
        ByteBuilder bytes = bytes(args);
        bytes.dropFirst(Math.min(bytes.length(), count(args, 2, "skip")));
        return args.arg1();
    }

    private static Varargs get(Varargs args) {
        ByteBuilder bytes = bytes(args);
        int count = Math.max(1, args.narg() - 1);
        LuaValue[] results = new LuaValue[count];
        for (int i = 0; i < count; i++) {
            int wanted = args.arg(i + 2).isnil() ? bytes.length() : count(args, i + 2, "get");
            int length = Math.min(wanted, bytes.length());
            results[i] = bytes.slice(0, length);
            bytes.dropFirst(length);
        }
        return LuaValue.varargsOf(results);
    }
}
