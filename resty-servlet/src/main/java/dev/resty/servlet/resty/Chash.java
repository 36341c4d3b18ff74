// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.chash}: consistent hashing of keys to nodes, with the same points on the ring as upstream's C
 * code, so that both choose the same node for a key.
 *
 * <p>Differs from OpenResty: where points of two nodes coincide, another of the two may be chosen.
 *
 * @see <a href="https://github.com/openresty/lua-resty-balancer">lua-resty-balancer</a>
 */
final class Chash {

    private static final int POINTS_PER_WEIGHT = 160;
    private static final int MOST_POINTS = 1 << 26;
    private static final long MASK = 0xffff_ffffL;

    private Chash() {}

    /** The module's table. */
    static LuaTable module() {
        LuaTable methods = new Table();
        LuaTable metatable = LibraryTable.metatable(methods);
        return LibraryTable.into(methods)
                .fn("new", "chash = resty_chash:new(nodes)", "A ring of nodes with their weights.", args -> {
                    Ring ring = new Ring();
                    ring.nodes(nodes(args, "new"));
                    ring.setmetatable(metatable);
                    return ring;
                })
                .fn("reinit", "chash:reinit(nodes)", "Replaces all nodes.", args -> {
                    Ring.of(args, "reinit").nodes(nodes(args, "reinit"));
                    return LuaValue.NONE;
                })
                .fn("set", "chash:set(id, weight)", "Gives a node a weight; 0 takes it away.", args -> {
                    Ring.of(args, "set").weight(id(args, "set"), number(args, 0, "set"));
                    return LuaValue.NONE;
                })
                .fn("incr", "chash:incr(id, weight?)", "Adds to a node's weight.", args -> change(args, 1, "incr"))
                .fn("decr", "chash:decr(id, weight?)", "Takes from a node's weight.", args -> change(args, -1, "decr"))
                .fn("delete", "chash:delete(id)", "Takes a node away.", args -> {
                    Ring.of(args, "delete").weight(id(args, "delete"), 0);
                    return LuaValue.NONE;
                })
                .fn("find", "id, index = chash:find(key)", "The node of a key, and its point on the ring.", Chash::find)
                .fn("next", "id, index = chash:next(index)", "The node of the point behind one.", Chash::next)
                .build();
    }

    private static LuaTable nodes(Varargs args, String function) {
        if (args.arg(2) instanceof LuaTable nodes) {
            return nodes;
        }
        throw Arguments.expected("table", args, 2, function);
    }

    private static LuaValue id(Varargs args, String function) {
        if (args.isnil(2)) {
            throw Arguments.expected("string", args, 2, function);
        }
        return args.arg(2);
    }

    private static double number(Varargs args, double absent, String function) {
        return args.isnil(3) ? absent : Arguments.number(args, 3, function);
    }

    private static Varargs change(Varargs args, int sign, String function) {
        Ring ring = Ring.of(args, function);
        LuaValue id = id(args, function);
        Double weight = ring.weights.get(id);
        if (weight != null || sign > 0) {
            ring.weight(id, (weight == null ? 0 : weight) + sign * number(args, 1, function));
        }
        return LuaValue.NONE;
    }

    private static Varargs find(Varargs args) {
        Ring ring = Ring.of(args, "find");
        long hash = crc(bytes(args.arg(2)), 0, false);
        int index = Arrays.binarySearch(ring.points, ordered(hash, 0));
        int at = index >= 0 ? index : -index - 1;
        return ring.at(at < ring.points.length ? at : 0);
    }

    private static Varargs next(Varargs args) {
        Ring ring = Ring.of(args, "next");
        double index = Arguments.number(args, 2, "next");
        return ring.at(ring.points.length == 0 ? 0 : Math.floorMod((long) index + 1, ring.points.length));
    }

    private static LuaString bytes(LuaValue key) {
        return key.type() == LuaValue.TNUMBER || key instanceof LuaString
                ? LuaText.bytes(key)
                : LuaText.of(key.tojstring());
    }

    /** The CRC-32 of a name, with four more bytes of a point behind it. */
    private static long crc(LuaString name, long point, boolean withPoint) {
        CRC32 crc = new CRC32();
        crc.update(name.m_bytes, name.m_offset, name.m_length);
        for (int i = 0; withPoint && i < 4; i++) {
            crc.update((int) (point >>> 8 * i & 0xff));
        }
        return crc.getValue();
    }

    /** A point as a signed number that sorts by its hash, which is unsigned. */
    private static long ordered(long hash, int node) {
        return (hash << 32 | node) ^ Long.MIN_VALUE;
    }

    /** A ring as Lua sees it: a table, with the points beside it. */
    private static final class Ring extends Table {

        private final Map<LuaValue, Double> weights = new LinkedHashMap<>();
        private final List<LuaValue> ids = new ArrayList<>();

        /** In order, each the hash of a point and the index of its node; see {@link #ordered}. */
        private long[] points = {};

        static Ring of(Varargs args, String function) {
            if (args.arg1() instanceof Ring ring) {
                return ring;
            }
            throw Arguments.expected("chash", args, 1, function);
        }

        void nodes(LuaTable nodes) {
            weights.clear();
            for (LuaValue id : nodes.keys()) {
                weights.put(id, nodes.rawget(id).checkdouble());
            }
            rebuild();
        }

        void weight(LuaValue id, double weight) {
            if (weight > 0) {
                weights.put(id, weight);
            } else {
                weights.remove(id);
            }
            rebuild();
        }

        private void rebuild() {
            double total = 0;
            for (double weight : weights.values()) {
                total += Math.floor(weight * POINTS_PER_WEIGHT);
            }
            if (total > MOST_POINTS) {
                throw new LuaError("no memory");
            }
            points = new long[(int) total];
            ids.clear();
            LuaTable shown = new Table();
            int filled = 0;
            for (Map.Entry<LuaValue, Double> node : weights.entrySet()) {
                filled = place(node.getKey(), node.getValue(), filled);
                ids.add(node.getKey());
                shown.rawset(node.getKey(), LuaValue.valueOf(node.getValue()));
            }
            Arrays.sort(points);
            rawset("nodes", shown);
            rawset("npoints", LuaValue.valueOf(points.length));
            rawset("size", LuaValue.valueOf(points.length));
        }

        private int place(LuaValue id, double weight, int from) {
            LuaString name = bytes(id);
            int count = (int) Math.floor(weight * POINTS_PER_WEIGHT);
            long hash = 0;
            for (int i = 0; i < count; i++) {
                hash = crc(name, hash, true);
                points[from + i] = ordered(hash, ids.size());
            }
            return from + count;
        }

        Varargs at(int index) {
            if (points.length == 0) {
                return LuaValue.NIL;
            }
            LuaValue id = ids.get((int) (points[index] & MASK));
            return LuaValue.varargsOf(id, LuaValue.valueOf(index));
        }
    }
}
