// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.dict.DictException;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code dict:set(key, value, exptime?, flags?)} and the others that store in the same way. */
final class DictStore implements NgxFunction {

    private static final Varargs STORED = LuaValue.varargsOf(LuaValue.TRUE, LuaValue.NIL, LuaValue.FALSE);
    private static final Varargs STORED_FORCIBLY = LuaValue.varargsOf(LuaValue.TRUE, LuaValue.NIL, LuaValue.TRUE);

    private final Way way;

    private DictStore(Way way) {
        this.way = way;
    }

    /** A way to store: the dict's set, add, replace and their safe forms. */
    @FunctionalInterface
    interface Way {

        StoreResult store(SharedDict dict, LuaString key, @Nullable LuaScalar value, Duration exptime, int flags);
    }

    /** A way by the name of the key, which is made of its bytes. */
    @FunctionalInterface
    interface NamedWay {

        StoreResult store(SharedDict dict, String key, @Nullable LuaScalar value, Duration exptime, int flags);
    }

    /** {@code dict:set}, which makes no string of the key. */
    static DictStore set() {
        return new DictStore((dict, key, value, exptime, flags) ->
                dict.set(key.m_bytes, key.m_offset, key.m_length, value, exptime, flags));
    }

    /** Another method that stores. */
    static DictStore named(NamedWay way) {
        return new DictStore(
                (dict, key, value, exptime, flags) -> way.store(dict, LuaText.view(key), value, exptime, flags));
    }

    @Override
    public Varargs call(NgxContext ngx, Varargs args) {
        return store(args.arg1(), args.arg(2), args.arg(3), args.arg(4), args.arg(5));
    }

    @Override
    public NativeFunction bind(NgxContext ngx, Binding.Declaration declaration) {
        return new Method(ngx, declaration, this);
    }

    private Varargs store(LuaValue object, LuaValue name, LuaValue value, LuaValue exptime, LuaValue flags) {
        SharedDict dict = DictObject.dict(object);
        Duration life = DictArguments.exptime(exptime);
        LuaString key = DictArguments.bytes(name);
        String error = DictArguments.keyError(name, key);
        // Stores copy the bytes where they keep them, so a part of a longer string is no leak.
        LuaScalar scalar = value instanceof LuaString text
                ? LuaScalar.wrap(text.m_bytes, text.m_offset, text.m_length)
                : DictArguments.scalar(value);
        if (error == null && (scalar == null ? !value.isnil() : scalar instanceof LuaScalar.Frozen && dict.remote())) {
            error = "bad value type";
        }
        if (error != null) {
            return Arguments.failure(error);
        }
        try {
            return result(way.store(dict, key, scalar, life, DictArguments.flags(flags)));
        } catch (DictException e) {
            return DictArguments.failure(e);
        }
    }

    /** {@code success, err, forcible}. */
    static Varargs result(StoreResult result) {
        String error = result.error();
        if (error == null) {
            return result.forcible() ? STORED_FORCIBLY : STORED;
        }
        return LuaValue.varargsOf(
                LuaValue.valueOf(result.stored()), LuaText.of(error), LuaValue.valueOf(result.forcible()));
    }

    private static final class Method extends BoundFunction {

        private final DictStore store;

        Method(NgxContext ngx, Binding.Declaration declaration, DictStore store) {
            super(ngx, declaration, DictCalls.LIBRARY);
            this.store = store;
        }

        @Override
        protected Varargs all(Varargs args) {
            return store.store(args.arg1(), args.arg(2), args.arg(3), args.arg(4), args.arg(5));
        }

        @Override
        protected Varargs all3(LuaValue dict, LuaValue key, LuaValue value) {
            return store.store(dict, key, value, LuaValue.NIL, LuaValue.NIL);
        }

        @Override
        protected LuaValue first3(LuaValue dict, LuaValue key, LuaValue value) {
            return store.store(dict, key, value, LuaValue.NIL, LuaValue.NIL).arg1();
        }
    }
}
