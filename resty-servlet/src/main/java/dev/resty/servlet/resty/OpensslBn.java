// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.Numbers;
import dev.resty.servlet.lua.runtime.LuaText;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.openssl.bn}: big numbers. Differs from OpenResty: powers and primes of more than 32,768 bits are
 * refused, as computing them can't be interrupted.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslBn {

    private static final int MOST_BITS = 32_768;

    private static final int CERTAINTY = 64;

    private final LuaTable metatable = LibraryTable.metatable(LibraryTable.of().build());
    private final LuaTable module;

    OpensslBn() {
        this.module = table(metatable.get(LuaValue.INDEX).checktable());
    }

    /** A number that {@code set} changes. */
    private static final class Number {

        BigInteger value;

        Number(BigInteger value) {
            this.value = value;
        }
    }

    /** A function of one or two numbers. */
    private interface Operation {
        BigInteger of(BigInteger a, BigInteger b);
    }

    /** A function of numbers with a modulus. */
    private interface ModularOperation {
        BigInteger of(BigInteger a, BigInteger b, BigInteger modulus);
    }

    /** The number as an object for Lua. */
    NativeObject number(BigInteger value) {
        return new NativeObject(new Number(value), metatable);
    }

    /** The number of an object; null for what isn't one. */
    static @Nullable BigInteger find(LuaValue value) {
        Number number = NativeObject.find(Number.class, value);
        return number == null ? null : number.value;
    }

    /** The module's table. */
    LuaTable module() {
        return module;
    }

    private LuaTable table(LuaTable module) {
        LibraryTable table = LibraryTable.into(module);
        conversions(table);
        arithmetic(table);
        modular(table);
        questions(table);
        for (String name : new String[] {"add", "sub", "mul", "div", "mod"}) {
            metatable.set("__" + name, module.get(name));
        }
        metatable.set("__idiv", module.get("div"));
        metatable.set("__tostring", module.get("to_dec"));
        LibraryTable.into(metatable)
                .fn(
                        "__unm",
                        "-a",
                        "The negative.",
                        args -> number(self(args, "unm").negate()))
                .fn("__eq", "a == b", "Equality.", args -> LuaValue.valueOf(compared(args) == 0))
                .fn("__lt", "a < b", "Order.", args -> LuaValue.valueOf(compared(args) < 0))
                .fn("__le", "a <= b", "Order.", args -> LuaValue.valueOf(compared(args) <= 0));
        return table.build();
    }

    private static BigInteger self(Varargs args, String function) {
        return NativeObject.of(Number.class, "bn", args, 1, function).value;
    }

    private static int compared(Varargs args) {
        return self(args, "compare").compareTo(NativeObject.of(Number.class, "bn", args, 2, "compare").value);
    }

    private void conversions(LibraryTable table) {
        table.fn("new", "bn, err = bn.new(number | text, base?)", "A number.", args -> {
                    if (args.arg1().isnil()) {
                        return number(BigInteger.ZERO);
                    }
                    BigInteger value = read(args.arg1(), args.arg(2));
                    return value == null ? Arguments.failure("bn.new: " + unread(args)) : number(value);
                })
                .fn("set", "bn, err = bn:set(number | text, base?)", "Changes the number.", args -> {
                    if (!args.arg(2).toboolean()) {
                        return Arguments.failure("expect a number or a string at #1");
                    }
                    BigInteger value = read(args.arg(2), args.arg(3));
                    if (value == null) {
                        return Arguments.failure("bn:set: " + unread(args.subargs(2)));
                    }
                    NativeObject.of(Number.class, "bn", args, 1, "set").value = value;
                    return args.arg1();
                })
                .fn("dup", "bn, err = bn.dup(ctx)", "A copy.", args -> {
                    Object state = args.arg1().isuserdata() ? args.arg1().touserdata() : null;
                    return state instanceof Number number
                            ? number(number.value)
                            : Arguments.failure("bn.dup: expect a bn ctx at #1");
                })
                .fn(
                        "istype",
                        "is = bn.istype(value)",
                        "Whether it is one.",
                        args -> NativeObject.isType(Number.class, args.arg1()))
                .fn("to_binary", "bytes, err = bn:to_binary(pad?)", "Its bytes.", OpensslBn::binary)
                .fn("to_mpi", "bytes = bn:to_mpi(no_header?)", "Its length and bytes.", OpensslBn::mpi)
                .fn("to_hex", "text = bn:to_hex()", "Hexadecimal.", args -> LuaText.of(hex(self(args, "to_hex"))))
                .fn(
                        "to_dec",
                        "text = bn:to_dec()",
                        "Decimal.",
                        args -> LuaText.of(self(args, "to_dec").toString()))
                .fn("to_number", "n = bn:to_number()", "As a number of Lua.", OpensslBn::toNumber)
                .fn("tonumber", "n = bn:tonumber()", "The same.", OpensslBn::toNumber);
        String[] formats = {"dec", "hex", "binary", "mpi"};
        int[] bases = {10, 16, 2, 0};
        for (int i = 0; i < formats.length; i++) {
            String name = "from_" + formats[i];
            LuaValue base = LuaValue.valueOf(bases[i]);
            table.fn(name, "bn, err = bn." + name + "(text)", "A number.", args -> {
                if (args.arg1().type() != LuaValue.TSTRING) {
                    return Arguments.failure("bn." + name + ": expect a string at #1");
                }
                BigInteger value = read(args.arg1(), base);
                return value == null ? Arguments.failure("bn." + name + ": " + unread(base)) : number(value);
            });
        }
    }

    private static String unread(Varargs args) {
        return args.arg1() instanceof LuaString
                ? unread(args.arg(2))
                : "set_bn: expect nil, a number or a string at #1";
    }

    private static String unread(LuaValue base) {
        return switch (base.isnil() ? 10 : base.toint()) {
            case 10 -> "set_dec failed";
            case 16 -> "set_hex failed";
            case 2 -> "set_binary failed";
            case 0 -> "set_mpi failed";
            default -> "set_bn: unsupported base: " + base.tojstring();
        };
    }

    private static @Nullable BigInteger read(LuaValue value, LuaValue base) {
        if (value.type() == LuaValue.TNUMBER) {
            double number = value.todouble();
            return number >= 0 && number < 0x1p64 ? new java.math.BigDecimal(number).toBigInteger() : null;
        }
        if (!(value instanceof LuaString string)) {
            return null;
        }
        try {
            return switch (base.isnil() ? 10 : base.toint()) {
                case 10 -> new BigInteger(LuaText.view(string));
                case 16 -> new BigInteger(LuaText.view(string), 16);
                case 2 -> Numbers.of(LuaText.copy(string));
                case 0 -> ofMpi(LuaText.copy(string));
                default -> null;
            };
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable BigInteger ofMpi(byte[] bytes) {
        if (bytes.length < 4 || Numbers.of(Arrays.copyOf(bytes, 4)).intValue() != bytes.length - 4) {
            return null;
        }
        if (bytes.length == 4) {
            return BigInteger.ZERO;
        }
        boolean negative = bytes[4] < 0;
        bytes[4] &= 0x7f;
        BigInteger value = Numbers.of(Arrays.copyOfRange(bytes, 4, bytes.length));
        return negative ? value.negate() : value;
    }

    private static Varargs binary(Varargs args) {
        BigInteger value = self(args, "to_binary").abs();
        if (!args.arg(2).toboolean()) {
            return value.signum() == 0
                    ? Arguments.failure("bn:to_binary failed")
                    : Arguments.bytes(Numbers.bytes(value));
        }
        if (args.arg(2).type() != LuaValue.TNUMBER) {
            return Arguments.failure("bn:to_binary: expect a number at #1");
        }
        int length = args.arg(2).toint();
        if (length < (value.bitLength() + 7) / 8 || length < 1) {
            return Arguments.failure("bn:to_binary failed");
        }
        return Arguments.bytes(Numbers.padded(value, length));
    }

    private static Varargs mpi(Varargs args) {
        BigInteger value = self(args, "to_mpi");
        byte[] number = Numbers.padded(value.abs(), value.signum() == 0 ? 0 : value.bitLength() / 8 + 1);
        if (value.signum() < 0) {
            number[0] |= (byte) 0x80;
        }
        byte[] header = Numbers.padded(BigInteger.valueOf(number.length), 4);
        byte[] all = Arrays.copyOf(header, 4 + number.length);
        System.arraycopy(number, 0, all, 4, number.length);
        // Upstream cuts three of the header's four bytes.
        return Arguments.bytes(args.arg(2).toboolean() ? Arrays.copyOfRange(all, 3, all.length) : all);
    }

    private static String hex(BigInteger value) {
        String digits = value.abs().toString(16).toUpperCase(Locale.ROOT);
        String even = digits.length() % 2 == 0 || digits.equals("0") ? digits : "0" + digits;
        return value.signum() < 0 ? "-" + even : even;
    }

    private static Varargs toNumber(Varargs args) {
        BigInteger value = self(args, "to_number").abs();
        return LuaValue.valueOf(value.bitLength() > 64 ? 0x1p64 : value.doubleValue());
    }

    private BigInteger operand(Varargs args, int number, String operation) {
        LuaValue value = args.arg(number);
        BigInteger found = value.type() == LuaValue.TNUMBER ? read(value, LuaValue.NIL) : find(value);
        if (found == null) {
            throw new LuaError("cannot " + operation + " a " + value.typename() + " to bignum");
        }
        return found;
    }

    private void arithmetic(LibraryTable table) {
        binary(table, "add", "add", BigInteger::add);
        binary(table, "sub", "substract", BigInteger::subtract);
        binary(table, "mul", "multiply", BigInteger::multiply);
        binary(table, "div", "divide", (a, b) -> a.divide(nonZero(b, "BN_div")));
        binary(table, "idiv", "divide", (a, b) -> a.divide(nonZero(b, "BN_div")));
        binary(table, "mod", "mod", (a, b) -> a.remainder(nonZero(b, "BN_div")));
        binary(table, "gcd", "extract greatest common divisor", BigInteger::gcd);
        binary(table, "exp", "power", OpensslBn::power);
        binary(table, "pow", "power", OpensslBn::power);
        table.fn("sqr", "c = bn.sqr(a)", "The square.", args -> {
            BigInteger a = operand(args, 1, "square");
            return number(a.multiply(a));
        });
        table.fn(
                "lshift",
                "c = bn.lshift(a, bits)",
                "Shifts to the left.",
                args -> number(self(args, "lshift").shiftLeft(shift(args, "lshift"))));
        table.fn("rshift", "c = bn.rshift(a, bits)", "Shifts to the right.", args -> {
            BigInteger value = self(args, "rshift");
            BigInteger shifted = value.abs().shiftRight(shift(args, "rshift"));
            return number(value.signum() < 0 ? shifted.negate() : shifted);
        });
    }

    private static int shift(Varargs args, String function) {
        double bits = Arguments.number(args, 2, function);
        if (!(bits >= 0 && bits <= 1 << 24)) {
            throw new LuaError("BN_" + function + "() failed");
        }
        return (int) bits;
    }

    private void binary(LibraryTable table, String name, String word, Operation operation) {
        table.fn(
                name,
                "c = bn." + name + "(a, b)",
                "What a number and another one make.",
                args -> number(operation.of(operand(args, 1, word), operand(args, 2, word))));
    }

    private static BigInteger nonZero(BigInteger value, String function) {
        if (value.signum() == 0) {
            throw new LuaError(function + "() failed");
        }
        return value;
    }

    private static BigInteger power(BigInteger a, BigInteger b) {
        if (b.signum() < 0 || b.bitLength() > 31 || (long) a.bitLength() * b.intValue() > MOST_BITS) {
            throw new LuaError("BN_exp() failed");
        }
        return a.pow(b.intValue());
    }

    private void modular(LibraryTable table) {
        modular(table, "mod_add", "add", (a, b, m) -> a.add(b).mod(m));
        modular(table, "mod_sub", "sub", (a, b, m) -> a.subtract(b).mod(m));
        modular(table, "mod_mul", "mul", (a, b, m) -> a.multiply(b).mod(m));
        modular(table, "mod_exp", "exp", (a, b, m) -> {
            if (m.bitLength() > MOST_BITS || b.bitLength() > MOST_BITS || b.signum() < 0) {
                throw new LuaError("BN_mod_exp failed");
            }
            return a.modPow(b, m);
        });
        table.fn("mod_sqr", "c = bn.mod_sqr(a, m)", "The square, modulo.", args -> {
            BigInteger a = operand(args, 1, "mod_sqr");
            return number(a.multiply(a)
                    .mod(nonZero(operand(args, 2, "mod_sqr"), "BN_mod_sqr").abs()));
        });
    }

    private void modular(LibraryTable table, String name, String word, ModularOperation operation) {
        table.fn(name, "c = bn." + name + "(a, b, m)", "The same modulo a number.", args -> {
            BigInteger a = operand(args, 1, word);
            BigInteger b = operand(args, 2, word);
            BigInteger modulus = operand(args, 3, word).abs();
            if (modulus.signum() == 0) {
                throw new LuaError("BN_" + name + " failed");
            }
            return number(operation.of(a, b, modulus));
        });
    }

    private void questions(LibraryTable table) {
        table.fn(
                        "is_zero",
                        "is = bn:is_zero()",
                        "Whether it is 0.",
                        args -> LuaValue.valueOf(self(args, "is_zero").signum() == 0))
                .fn(
                        "is_one",
                        "is = bn:is_one()",
                        "Whether it is 1.",
                        args -> LuaValue.valueOf(self(args, "is_one").equals(BigInteger.ONE)))
                .fn(
                        "is_odd",
                        "is = bn:is_odd()",
                        "Whether it is odd.",
                        args -> LuaValue.valueOf(self(args, "is_odd").testBit(0)))
                .fn(
                        "is_word",
                        "is = bn:is_word(n)",
                        "Whether it is that number.",
                        args -> LuaValue.valueOf(self(args, "is_word").equals(read(args.arg(2), LuaValue.NIL))))
                .fn("is_prime", "is, err = bn:is_prime(checks?)", "Whether it is a prime number.", args -> {
                    if (args.arg(2).toboolean() && args.arg(2).type() != LuaValue.TNUMBER) {
                        return Arguments.failure("bn:is_prime: expect a number at #1");
                    }
                    BigInteger value = self(args, "is_prime");
                    return value.bitLength() > MOST_BITS
                            ? Arguments.failure("bn.is_prime failed")
                            : LuaValue.valueOf(value.signum() > 0 && value.isProbablePrime(CERTAINTY));
                })
                .fn("generate_prime", "bn, err = bn.generate_prime(bits, safe?)", "A prime number.", args -> {
                    double bits = Arguments.number(args, 1, "generate_prime");
                    return bits < 2 || bits > MOST_BITS / 8 || args.arg(2).toboolean()
                            ? Arguments.failure("bn.BN_generate_prime_ex failed")
                            : number(BigInteger.probablePrime((int) bits, new SecureRandom()));
                });
    }
}
