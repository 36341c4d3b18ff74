// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeTable;
import java.util.function.IntBinaryOperator;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** LuaJIT's bit operations on 32-bit numbers; results are signed. */
final class BitLib {

    private static final double TWO_52_AND_51 = 6755399441055744.0;

    private BitLib() {}

    static LuaTable table() {
        return new NativeTable()
                .fn("arshift", args -> LuaValue.valueOf(bits(args, 1, "arshift") >> bits(args, 2, "arshift")))
                .fn("band", args -> fold(args, "band", (a, b) -> a & b))
                .fn("bnot", args -> LuaValue.valueOf(~bits(args, 1, "bnot")))
                .fn("bor", args -> fold(args, "bor", (a, b) -> a | b))
                .fn("bswap", args -> LuaValue.valueOf(Integer.reverseBytes(bits(args, 1, "bswap"))))
                .fn("bxor", args -> fold(args, "bxor", (a, b) -> a ^ b))
                .fn("lshift", args -> LuaValue.valueOf(bits(args, 1, "lshift") << bits(args, 2, "lshift")))
                .fn("rol", args -> LuaValue.valueOf(Integer.rotateLeft(bits(args, 1, "rol"), bits(args, 2, "rol"))))
                .fn("ror", args -> LuaValue.valueOf(Integer.rotateRight(bits(args, 1, "ror"), bits(args, 2, "ror"))))
                .fn("rshift", args -> LuaValue.valueOf(bits(args, 1, "rshift") >>> bits(args, 2, "rshift")))
                .fn("tobit", args -> LuaValue.valueOf(bits(args, 1, "tobit")))
                .fn("tohex", BitLib::tohex)
                .build();
    }

    /** A number's low 32 bits, rounded to even as LuaJIT does by adding 2^52 + 2^51. */
    private static int bits(Varargs args, int index, String function) {
        double value = Args.number(args, index, function);
        int whole = (int) value;
        return whole == value ? whole : (int) Double.doubleToRawLongBits(value + TWO_52_AND_51);
    }

    private static LuaValue fold(Varargs args, String function, IntBinaryOperator operator) {
        int result = bits(args, 1, function);
        for (int i = 2; i <= args.narg(); i++) {
            result = operator.applyAsInt(result, bits(args, i, function));
        }
        return LuaValue.valueOf(result);
    }

    private static Varargs tohex(Varargs args) {
        int value = bits(args, 1, "tohex");
        int digits = args.arg(2).isnil() ? 8 : bits(args, 2, "tohex");
        int count = Math.min(8, Math.abs(digits));
        String text = String.format(digits < 0 ? "%08X" : "%08x", value);
        return LuaText.of(text.substring(8 - Math.max(0, count)));
    }
}
