// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.library.StringFunctions;
import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Metatables;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Table;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** LuaJIT's {@code string.buffer}; its serializer knows no dictionaries. */
final class StringBufferLib {

    private static final LuaString TOSTRING = LuaText.of("__tostring");

    private StringBufferLib() {}

    static LuaTable table(Worker worker) {
        LuaTable methods = new Table();
        LuaTable metatable = new NativeTable()
                .set("__index", methods)
                .set("__name", LuaText.of("buffer"))
                .fn("__tostring", args -> buffer(args).build())
                .fn("__len", args -> LuaValue.valueOf(buffer(args).length()))
                .fn("__concat", args -> new ByteBuilder(32)
                        .append(text(args.arg(1), 1, "concat"))
                        .append(text(args.arg(2), 2, "concat"))
                        .build())
                .build();
        new NativeTable()
                .fn("decode", args -> decodeNext(worker, args))
                .fn("encode", args -> {
                    Serializer.encode(Args.any(args, 2, "encode"), nullOf(worker), buffer(args));
                    return args.arg1();
                })
                .fn("free", StringBufferLib::reset)
                .fn("get", StringBufferLib::get)
                .fn("put", StringBufferLib::put)
                .fn("putf", args -> putf(worker, args))
                .fn("reset", StringBufferLib::reset)
                .fn("set", args -> {
                    buffer(args).clear();
                    return put(args);
                })
                .fn("skip", StringBufferLib::skip)
                .fn("tostring", args -> buffer(args).build())
                .addTo(methods);
        return new NativeTable()
                .fn("decode", args -> decode(worker, args))
                .fn("encode", args -> {
                    ByteBuilder bytes = new ByteBuilder(64);
                    Serializer.encode(Args.any(args, 1, "encode"), nullOf(worker), bytes);
                    return bytes.build();
                })
                .fn("new", args -> new LuaUserdata(new ByteBuilder(64), metatable))
                .build();
    }

    private static ByteBuilder buffer(Varargs args) {
        if (args.arg1() instanceof LuaUserdata userdata && userdata.m_instance instanceof ByteBuilder buffer) {
            return buffer;
        }
        throw Args.bad(1, "buffer", "buffer expected, got " + args.arg1().typename());
    }

    private static LuaString text(LuaValue value, int position, String function) {
        if (value instanceof LuaString || value instanceof LuaNumber) {
            return LuaText.bytes(value);
        }
        if (value instanceof LuaUserdata userdata && userdata.m_instance instanceof ByteBuilder buffer) {
            return buffer.build();
        }
        LuaValue metatable = Metatables.of(value);
        LuaValue handler = metatable == null ? LuaValue.NIL : metatable.rawget(TOSTRING);
        if (handler.isnil()) {
            throw Args.bad(position, function, "string/number/__tostring expected, got " + value.typename());
        }
        return LuaText.bytes(handler.call(value));
    }

    /** {@code ngx.null}: what LuaJIT has a null pointer for. */
    private static LuaValue nullOf(Worker worker) {
        LuaValue ngx = worker.globals().rawget("ngx");
        return ngx.istable() ? ngx.checktable().rawget("null") : LuaValue.NIL;
    }

    private static Varargs decode(Worker worker, Varargs args) {
        if (args.arg1().type() != LuaValue.TSTRING) {
            throw Args.wrongType(args, 1, "decode", "string");
        }
        Serializer.Reader reader = new Serializer.Reader(args.arg1().checkstring(), nullOf(worker));
        LuaValue value = reader.next();
        if (reader.left() > 0) {
            throw new LuaError("left-over data in buffer");
        }
        return value;
    }

    private static Varargs decodeNext(Worker worker, Varargs args) {
        ByteBuilder buffer = buffer(args);
        Serializer.Reader reader = new Serializer.Reader(buffer.build(), nullOf(worker));
        LuaValue value = reader.next();
        buffer.dropFirst(buffer.length() - reader.left());
        return value;
    }

    private static Varargs put(Varargs args) {
        ByteBuilder buffer = buffer(args);
        for (int i = 2; i <= args.narg(); i++) {
            buffer.append(text(args.arg(i), i, "put"));
        }
        return args.arg1();
    }

    private static Varargs putf(Worker worker, Varargs args) {
        buffer(args).append(LuaText.bytes(StringFunctions.format(args.subargs(2))));
        return args.arg1();
    }

    private static Varargs reset(Varargs args) {
        buffer(args).clear();
        return args.arg1();
    }

    private static Varargs skip(Varargs args) {
        ByteBuilder buffer = buffer(args);
        buffer.dropFirst(Math.max(0, Math.min(buffer.length(), Args.integer(args, 2, "skip"))));
        return args.arg1();
    }

    private static Varargs get(Varargs args) {
        ByteBuilder buffer = buffer(args);
        int count = Math.max(1, args.narg() - 1);
        LuaValue[] results = new LuaValue[count];
        for (int i = 0; i < count; i++) {
            int wanted = args.arg(i + 2).isnil() ? buffer.length() : Args.integer(args, i + 2, "get");
            int length = Math.max(0, Math.min(wanted, buffer.length()));
            results[i] = buffer.slice(0, length);
            buffer.dropFirst(length);
        }
        return LuaValue.varargsOf(results);
    }
}
