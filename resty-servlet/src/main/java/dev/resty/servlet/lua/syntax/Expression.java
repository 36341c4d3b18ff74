// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.util.List;
import org.luaj.vm2.LuaString;

/** An expression. Nodes are compared by identity: two equal ones are two places of the source. */
public sealed interface Expression {

    /** The source line that an error of this expression is reported at, from 1. */
    int line();

    /** Whether it can give any number of values where it stands last in a list. */
    default boolean isMultiple() {
        return false;
    }

    /** {@code nil}. */
    record Nil(int line) implements Expression {}

    /** {@code true}, {@code false}. */
    record Bool(int line, boolean value) implements Expression {}

    /** A number. */
    record Number(int line, double value) implements Expression {}

    /** A 64-bit integer literal of LuaJIT: {@code 1LL}, {@code 1ULL}. */
    record Long(int line, long value, boolean unsigned) implements Expression {}

    /** An imaginary literal of LuaJIT: {@code 1i}. */
    record Imaginary(int line, double value) implements Expression {}

    /** A string. Equal strings of one chunk are one object. */
    record Text(int line, LuaString value) implements Expression {}

    /** {@code ...}. */
    record Vararg(int line) implements Expression {
        @Override
        public boolean isMultiple() {
            return true;
        }
    }

    /** {@code function (...) ... end}. */
    record Function(int line, FunctionBody body) implements Expression {}

    /** A local variable, of this function or, where {@link LocalVariable#owner()} is another, an upvalue. */
    record Local(int line, LocalVariable variable) implements Expression {}

    /** A global variable: a field of the function's environment. */
    record Global(int line, LuaString name) implements Expression {}

    /** {@code object[key]}, {@code object.key}. */
    record Index(int line, Expression object, Expression key) implements Expression {}

    /** {@code function(arguments)}. */
    record Call(int line, Expression function, List<Expression> arguments) implements Expression {
        @Override
        public boolean isMultiple() {
            return true;
        }
    }

    /** {@code object:name(arguments)}. */
    record MethodCall(int line, Expression object, LuaString name, List<Expression> arguments) implements Expression {
        @Override
        public boolean isMultiple() {
            return true;
        }
    }

    /** Arithmetic, comparison. */
    record Binary(int line, BinaryOperator operator, Expression left, Expression right) implements Expression {}

    /** {@code a .. b .. c}: a chain is one operation, carried out from the right. At least two operands. */
    record Concat(int line, List<Expression> operands) implements Expression {}

    /** {@code left and right}. */
    record And(int line, Expression left, Expression right) implements Expression {}

    /** {@code left or right}. */
    record Or(int line, Expression left, Expression right) implements Expression {}

    /** {@code not operand}. */
    record Not(int line, Expression operand) implements Expression {}

    /** {@code -operand}. Of a literal it is folded into the literal. */
    record Negate(int line, Expression operand) implements Expression {}

    /** {@code #operand}. */
    record Length(int line, Expression operand) implements Expression {}

    /** {@code (inner)}: exactly one value. Kept only around what {@linkplain #isMultiple can give many}. */
    record Parenthesized(int line, Expression inner) implements Expression {}

    /** {@code {...}}. */
    record TableConstructor(int line, List<Field> fields) implements Expression {}

    /** An entry of a table constructor. */
    sealed interface Field {

        /** What is put in. */
        Expression value();

        /** {@code value}: the next element; where it stands last and is multiple, all its values. */
        record Item(Expression value) implements Field {}

        /** {@code key = value}, {@code [key] = value}. */
        record Keyed(int line, Expression key, Expression value) implements Field {}
    }
}
