// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.ObjectTable;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.Names;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.lua.runtime.Unseen;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The modules {@code resty.mlcache} and {@code resty.mlcache.ipc}: their Java half, which answers hits in the first level
 * and reads and writes the form that values have in shared dicts. The rest is in Lua: {@code lualib/resty/mlcache.lua} and
 * {@code mlcache/ipc.lua}, and what they are made of, which scripts can't {@code require}, in {@code lualib/parts/mlcache}.
 *
 * @see <a href="https://github.com/thibaultcha/lua-resty-mlcache">lua-resty-mlcache</a>
 */
final class Mlcache {

    /** Beyond any process number, and exact as a Lua number. */
    private static final long LEAST_IDENTITY = 1L << 32;

    private static final long IDENTITIES_END = 1L << 52;

    /** What checks the arguments of both modules. */
    private static final String ARGUMENTS = "arguments";

    /** The parts of {@code resty.mlcache}, each after those that it needs. */
    private static final List<String> PARTS =
            List.of(ARGUMENTS, "first_level", "second_level", "events", "loading", "bulk");

    private Mlcache() {}

    /** The module {@code resty.mlcache} for a worker. */
    static LuaValue module(Worker worker) {
        LuaTable nothing = new Table();
        LuaTable natives = LibraryTable.of()
                .value("methods", new ObjectTable.Methods())
                .fn("object", "cache = object()", "An empty cache object.", args -> new Instance())
                .fn(
                        "get",
                        "get = get(find_below)",
                        "The method get, before a function that asks the levels below the first.",
                        args -> new Get(args.checkfunction(1), nothing))
                .fn("pack", "entry = pack(kind, at, ttl, text)", "An entry of a shared dict.", Mlcache::pack)
                .fn(
                        "unpack",
                        "kind, at, ttl, text = unpack(entry)",
                        "Takes an entry apart; nil: none.",
                        Mlcache::unpack)
                .value("nothing", nothing)
                .build();
        PARTS.forEach(part -> addPart(worker, natives, part));
        return LuaModule.load(worker, "resty.mlcache", natives);
    }

    /** The module {@code resty.mlcache.ipc} for a worker. */
    static LuaValue ipcModule(Worker worker) {
        long identity = ThreadLocalRandom.current().nextLong(LEAST_IDENTITY, IDENTITIES_END);
        LuaTable natives = LibraryTable.of()
                .value("identity", LuaValue.valueOf((double) identity))
                .build();
        addPart(worker, natives, ARGUMENTS);
        return LuaModule.load(worker, "resty.mlcache.ipc", natives);
    }

    /** Loads a part; the parts after it and the module find it in the table, by its name. */
    private static void addPart(Worker worker, LuaTable natives, String part) {
        natives.set(part, LuaModule.load(worker, "parts.mlcache." + part, natives));
    }

    private static Varargs pack(Varargs args) {
        String head = args.checkint(1) + ":" + seconds(args.checkdouble(2)) + ":" + seconds(args.checkdouble(3)) + ":";
        LuaString text = args.checkstring(4);
        byte[] entry = new byte[head.length() + text.m_length];
        byte[] headBytes = head.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(headBytes, 0, entry, 0, headBytes.length);
        System.arraycopy(text.m_bytes, text.m_offset, entry, headBytes.length, text.m_length);
        return LuaString.valueUsing(entry);
    }

    /** As C prints it by {@code %f}. */
    private static String seconds(double value) {
        long micros = Math.round(value * 1e6);
        if (Math.abs(micros) >= 1L << 53) {
            return String.format(Locale.ROOT, "%f", value);
        }
        String digits = Long.toString(1_000_000 + Math.abs(micros) % 1_000_000);
        return (micros < 0 ? "-" : "") + Math.abs(micros) / 1_000_000 + "." + digits.substring(1);
    }

    private static Varargs unpack(Varargs args) {
        if (!(args.arg1() instanceof LuaString entry)) {
            return LuaValue.NIL;
        }
        int at = colon(entry, 0);
        int ttl = colon(entry, at + 1);
        int text = colon(entry, ttl + 1);
        if (text < 0 || ttl < 0 || at != 1) {
            return LuaValue.NIL;
        }
        LuaValue atValue = entry.substring(at + 1, ttl).tonumber();
        LuaValue ttlValue = entry.substring(ttl + 1, text).tonumber();
        if (atValue.isnil() || ttlValue.isnil()) {
            return LuaValue.NIL;
        }
        return LuaValue.varargsOf(new LuaValue[] {
            LuaValue.valueOf(entry.luaByte(0) - '0'), atValue, ttlValue, entry.substring(text + 1, entry.m_length)
        });
    }

    private static int colon(LuaString entry, int from) {
        for (int i = from; i < entry.m_length; i++) {
            if (entry.m_bytes[entry.m_offset + i] == ':') {
                return i;
            }
        }
        return -1;
    }

    /** A cache object as Lua sees it: a table. */
    private static final class Instance extends ObjectTable {

        private static final LuaString LRU = Names.of("lru");

        /** The first level; null where it is no cache of ours. */
        LruCache.@Nullable Cache firstLevel() {
            return getName(LRU) instanceof LruCache.Cache cache ? cache : null;
        }
    }

    /** The method {@code get}; Lua's own below it reports misuse at the line of the call, so this isn't to be seen. */
    private static final class Get extends NativeFunction implements Unseen {

        private final LuaFunction below;
        private final LuaValue nothing;

        Get(LuaFunction below, LuaValue nothing) {
            super("get");
            this.below = below;
            this.nothing = nothing;
        }

        @Override
        protected LuaValue first2(LuaValue self, LuaValue key) {
            Varargs hit = hit(self, key);
            return hit == null ? below.call(self, key) : hit.arg1();
        }

        @Override
        protected LuaValue first3(LuaValue self, LuaValue key, LuaValue opts) {
            Varargs hit = hit(self, key);
            return hit == null ? below.call(self, key, opts) : hit.arg1();
        }

        @Override
        public boolean isNamedByCaller() {
            return false;
        }

        @Override
        protected Varargs all(Varargs args) {
            LuaValue callback = args.arg(4);
            if (callback.isnil() || callback.isfunction()) {
                Varargs hit = hit(args.arg1(), args.arg(2));
                if (hit != null) {
                    return hit;
                }
            }
            return below.invoke(args.subargs(1));
        }

        @SuppressWarnings("ReferenceEquality")
        private @Nullable Varargs hit(LuaValue self, LuaValue key) {
            if (!(self instanceof Instance cache) || !(key instanceof LuaString text)) {
                return null;
            }
            LruCache.Cache firstLevel = cache.firstLevel();
            LruItems.Item item = firstLevel == null ? null : firstLevel.live(text);
            if (item == null) {
                return null;
            }
            Varargs hit = item.hit;
            if (hit == null) {
                hit = new Hit(item.value == nothing ? LuaValue.NIL : item.value);
                item.hit = hit;
            }
            return hit;
        }
    }

    /** What {@code get} returns for a hit in the first level: the value, no error, the level. */
    private static final class Hit extends Varargs {

        private static final int LEVEL = 3;

        private final LuaValue value;

        Hit(LuaValue value) {
            this.value = value;
        }

        @Override
        public LuaValue arg(int index) {
            if (index == 1) {
                return value;
            }
            return index == LEVEL ? LuaValue.ONE : LuaValue.NIL;
        }

        @Override
        public int narg() {
            return LEVEL;
        }

        @Override
        public LuaValue arg1() {
            return value;
        }

        @Override
        public Varargs subargs(int start) {
            if (start == 1) {
                return this;
            }
            Varargs level = start > LEVEL ? LuaValue.NONE : LuaValue.ONE;
            return start == 2 ? LuaValue.varargsOf(LuaValue.NIL, level) : level;
        }
    }
}
