// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Cdata;
import dev.resty.servlet.lua.runtime.Complex;
import dev.resty.servlet.lua.runtime.FieldSite;
import dev.resty.servlet.lua.runtime.Int64;
import dev.resty.servlet.lua.runtime.Names;
import dev.resty.servlet.lua.syntax.BinaryOperator;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.LocalVariable;
import java.util.ArrayList;
import java.util.List;
import org.luaj.vm2.LuaString;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Emits expressions: as a Lua value, as a double where it is a number for certain, as a jump, as a list of values. */
final class Expressions {

    private final FunctionEmitter f;
    private final Assembler asm;
    private final Conditions conditions;
    private final TableConstructors tables;

    /** Those that mostly give numbers. */
    final Pairs pairs;

    /** Calls of library functions that have another form. */
    final LibraryCalls library;

    Expressions(FunctionEmitter f) {
        this.f = f;
        this.asm = f.asm;
        this.conditions = new Conditions(f, this);
        this.tables = new TableConstructors(f, this);
        this.pairs = new Pairs(f, this);
        this.library = new LibraryCalls(f, this, pairs);
    }

    boolean isNumber(Expression e) {
        return f.analysis.isNumber(e);
    }

    /** Pushes the (first) value. */
    void value(Expression expression) {
        if (expression instanceof Expression.Nil) {
            asm.nil();
        } else if (expression instanceof Expression.Bool e) {
            asm.bool(e.value());
        } else if (expression instanceof Expression.Number e) {
            number(e.value());
        } else if (expression instanceof Expression.Text e) {
            text(e.value());
        } else if (expression instanceof Expression.Local e) {
            local(e.variable());
        } else if (expression instanceof Expression.Global e) {
            f.vm();
            f.environment();
            text(e.name());
            f.at(e.line(), null, null, "__index");
            site(new FieldSite());
            asm.operator("index", "(" + Jvm.W + Jvm.V + Jvm.S + Jvm.F + ")" + Jvm.V);
        } else if (expression instanceof Expression.Index e) {
            index(e);
        } else if (expression instanceof Expression.Call || expression instanceof Expression.MethodCall) {
            f.calls.first(expression);
        } else if (expression instanceof Expression.Parenthesized e) {
            value(e.inner());
        } else if (expression instanceof Expression.Vararg) {
            f.varargs();
            asm.invokeVirtual(Jvm.VARARGS, "arg1", "()" + Jvm.V);
        } else {
            operation(expression);
        }
    }

    private void operation(Expression expression) {
        if (expression instanceof Expression.Binary e) {
            if (e.operator().isComparison()) {
                conditions.value(e);
            } else if (isNumber(e)) {
                number(e);
                asm.box();
            } else {
                arithmetic(e);
            }
        } else if (expression instanceof Expression.Negate e) {
            negate(e);
        } else if (expression instanceof Expression.And e) {
            choice(e.left(), e.right(), Opcodes.IFEQ);
        } else if (expression instanceof Expression.Or e) {
            choice(e.left(), e.right(), Opcodes.IFNE);
        } else if (expression instanceof Expression.Not) {
            conditions.value(expression);
        } else if (expression instanceof Expression.Concat e) {
            concat(e);
        } else if (expression instanceof Expression.Length e) {
            f.vm();
            value(e.operand());
            f.at(e.line(), f.name(e.operand()), null, "__len");
            asm.operator("length", "(" + Jvm.W + Jvm.V + ")" + Jvm.V);
        } else if (expression instanceof Expression.Function e) {
            f.assignments.closure(e.body());
        } else if (expression instanceof Expression.TableConstructor e) {
            tables.table(e);
        } else if (expression instanceof Expression.Long e) {
            cdata(Int64.of(e.value(), e.unsigned()));
        } else if (expression instanceof Expression.Imaginary e) {
            cdata(Complex.imaginary(e.value()));
        } else {
            throw new IllegalStateException("no expression: " + expression);
        }
    }

    /** Pushes the value of an expression that is a number for certain. */
    void number(Expression expression) {
        if (expression instanceof Expression.Number e) {
            asm.number(e.value());
        } else if (expression instanceof Expression.Local e
                && f.owns(e.variable())
                && f.slot(e.variable()).kind() == Slot.Kind.NUMBER) {
            f.load(f.slot(e.variable()));
        } else if (expression instanceof Expression.Local e && f.cells.isNumeric(e.variable())) {
            f.cells.number(e.variable());
        } else if (expression instanceof Expression.Parenthesized e) {
            number(e.inner());
        } else if (expression instanceof Expression.Negate e && isNumber(e.operand())) {
            number(e.operand());
            asm.op(Opcodes.DNEG);
        } else if (expression instanceof Expression.Binary e && isNumber(e.left()) && isNumber(e.right())) {
            numbers(e.left(), e.right());
            compute(e.operator());
        } else if (!f.calls.number(expression)) {
            value(expression);
            asm.invokeStatic(Jvm.ARITHMETIC, "unbox", "(" + Jvm.V + ")D");
        }
    }

    /** Pushes two operands that are numbers for certain. */
    void numbers(Expression left, Expression right) {
        if (isReadLate(left, right)) {
            int mark = f.mark();
            int second = f.reserve(2);
            number(right);
            asm.storeDouble(second);
            number(left);
            asm.loadDouble(second);
            f.release(mark);
        } else {
            number(left);
            number(right);
        }
    }

    /** Computes with the two doubles on the stack. */
    void compute(BinaryOperator operator) {
        switch (operator) {
            case ADD -> asm.op(Opcodes.DADD);
            case SUBTRACT -> asm.op(Opcodes.DSUB);
            case MULTIPLY -> asm.op(Opcodes.DMUL);
            case DIVIDE -> asm.op(Opcodes.DDIV);
            case MODULO -> asm.operator("modulo", "(DD)D");
            case POWER -> asm.operator("power", "(DD)D");
            default -> throw new IllegalStateException("no arithmetic: " + operator);
        }
    }

    void condition(Expression expression, Label target, boolean when) {
        conditions.jump(expression, target, when);
    }

    /** Pushes all values of an expression that can have many. */
    void values(Expression expression) {
        if (expression instanceof Expression.Vararg) {
            f.varargs();
        } else {
            f.calls.all(expression);
        }
    }

    /** Evaluates an expression for its effects. */
    void discard(Expression expression) {
        if (!isPure(expression)) {
            value(expression);
            asm.op(Opcodes.POP);
        }
    }

    /** Whether evaluating it can have no effect, be seen by nobody, nor fail. */
    static boolean isPure(Expression expression) {
        return expression instanceof Expression.Nil
                || expression instanceof Expression.Bool
                || expression instanceof Expression.Number
                || expression instanceof Expression.Text
                || expression instanceof Expression.Local
                || expression instanceof Expression.Vararg;
    }

    /**
     * Whether an expression is a variable of this function that other functions may change: LuaJIT reads such an operand
     * when the operation is carried out, after the other operand was evaluated.
     */
    boolean isReadLate(Expression expression, Expression other) {
        return expression instanceof Expression.Local e
                && e.variable().needsCell()
                && f.owns(e.variable())
                && !isPure(other);
    }

    /** Pushes two operands as values. */
    void operands(Expression left, Expression right) {
        if (isReadLate(left, right)) {
            f.cells.push(((Expression.Local) left).variable());
            value(right);
            asm.op(Opcodes.SWAP);
            f.cells.value();
            asm.op(Opcodes.SWAP);
        } else {
            value(left);
            value(right);
        }
    }

    void number(double value) {
        f.type.constant(Double.doubleToRawLongBits(value), Arithmetic.box(value), Jvm.VALUE, asm);
    }

    void text(LuaString value) {
        f.type.constant(value, Names.intern(value), Jvm.STRING, asm);
    }

    /** Pushes a literal that is cdata: each is an object of its own. */
    private void cdata(Cdata literal) {
        f.type.constant(literal, literal, Jvm.VALUE, asm);
    }

    /** Pushes what remembers where a field is. */
    void site(FieldSite site) {
        f.type.constant(site, site, Jvm.SITE, asm);
    }

    private void local(LocalVariable variable) {
        if (variable == f.function.self()) {
            asm.load(0);
        } else if (variable.needsCell()) {
            f.cells.push(variable);
            f.cells.value();
        } else if (!f.owns(variable)) {
            f.type.upvalue(variable, asm);
        } else {
            Slot slot = f.slot(variable);
            switch (slot.kind()) {
                case VALUE, CELL -> f.load(slot);
                case NUMBER -> {
                    f.load(slot);
                    asm.box();
                }
                case PAIR -> pairs.value(slot);
            }
        }
    }

    private void index(Expression.Index e) {
        f.vm();
        if (e.key() instanceof Expression.Text key) {
            value(e.object());
            text(key.value());
            f.at(e.line(), f.name(e.object()), null, "__index");
            site(new FieldSite());
            asm.operator("index", "(" + Jvm.W + Jvm.V + Jvm.S + Jvm.F + ")" + Jvm.V);
        } else if (isNumber(e.key()) && !isReadLate(e.object(), e.key())) {
            value(e.object());
            number(e.key());
            f.at(e.line(), f.name(e.object()), f.name(e.key()), "__index");
            asm.operator("index", "(" + Jvm.W + Jvm.V + "D)" + Jvm.V);
        } else {
            operands(e.object(), e.key());
            f.at(e.line(), f.name(e.object()), f.name(e.key()), "__index");
            asm.operator("index", "(" + Jvm.W + Jvm.V + Jvm.V + ")" + Jvm.V);
        }
    }

    private void arithmetic(Expression.Binary e) {
        if (pairs.suits(e.left(), e.right())) {
            pairs.value(e);
            return;
        }
        String name = e.operator().name().toLowerCase(java.util.Locale.ROOT);
        String owner = Jvm.ARITHMETIC;
        String types;
        if (isNumber(e.right()) && !isReadLate(e.left(), e.right())) {
            value(e.left());
            number(e.right());
            types = Jvm.V + "D";
        } else if (isNumber(e.left()) && !isReadLate(e.left(), e.right())) {
            number(e.left());
            value(e.right());
            types = "D" + Jvm.V;
        } else {
            operands(e.left(), e.right());
            owner = Jvm.OPERATORS;
            types = Jvm.V + Jvm.V;
        }
        f.at(e.line(), f.name(e.left()), f.name(e.right()), metamethod(e.operator()));
        asm.invokeStatic(owner, name, "(" + types + ")" + Jvm.V);
    }

    /** The metamethod of an operator. */
    static String metamethod(BinaryOperator operator) {
        return switch (operator) {
            case ADD -> "__add";
            case SUBTRACT -> "__sub";
            case MULTIPLY -> "__mul";
            case DIVIDE -> "__div";
            case MODULO -> "__mod";
            case POWER -> "__pow";
            case EQUAL, NOT_EQUAL -> "__eq";
            case LESS, GREATER -> "__lt";
            case LESS_OR_EQUAL, GREATER_OR_EQUAL -> "__le";
        };
    }

    private void negate(Expression.Negate e) {
        if (isNumber(e.operand())) {
            number(e.operand());
            asm.op(Opcodes.DNEG);
            asm.box();
        } else {
            value(e.operand());
            f.at(e.line(), f.name(e.operand()), null, "__unm");
            asm.operator("negate", "(" + Jvm.V + ")" + Jvm.V);
        }
    }

    private void choice(Expression left, Expression right, int jumpToEnd) {
        Label end = new Label();
        value(left);
        asm.op(Opcodes.DUP);
        asm.dispatch("isTrue", "(" + Jvm.V + ")Z");
        asm.jump(jumpToEnd, end);
        asm.op(Opcodes.POP);
        value(right);
        asm.label(end);
    }

    private void concat(Expression.Concat e) {
        List<Expression> operands = e.operands();
        List<String> names = new ArrayList<>();
        for (Expression operand : operands) {
            String name = f.name(operand);
            names.add(name == null ? "" : name);
        }
        if (operands.size() == 2) {
            value(operands.get(0));
            value(operands.get(1));
        } else {
            array(operands);
        }
        asm.at(new dev.resty.servlet.lua.runtime.Place(e.line(), false, null, null, "__concat", names));
        asm.operator("concat", operands.size() == 2 ? Jvm.values(2, Jvm.V) : "([" + Jvm.V + ")" + Jvm.V);
    }

    /** Pushes an array of values. */
    void array(List<Expression> values) {
        asm.integer(values.size());
        asm.code().visitTypeInsn(Opcodes.ANEWARRAY, Jvm.VALUE);
        for (int i = 0; i < values.size(); i++) {
            asm.op(Opcodes.DUP);
            asm.integer(i);
            value(values.get(i));
            asm.op(Opcodes.AASTORE);
        }
    }

    /** Pushes a list of values, of which the last may be many. */
    void list(List<Expression> values) {
        int last = values.size() - 1;
        if (last < 0) {
            asm.none();
        } else if (!values.get(last).isMultiple()) {
            if (last == 0) {
                value(values.get(0));
            } else if (last <= 2) {
                values.forEach(this::value);
                asm.dispatch("list", Jvm.values(last + 1, Jvm.M));
            } else {
                array(values);
                asm.dispatch("list", "([" + Jvm.V + ")" + Jvm.M);
            }
        } else if (last == 0) {
            values(values.get(0));
        } else if (last == 1) {
            value(values.get(0));
            values(values.get(1));
            asm.dispatch("list", "(" + Jvm.V + Jvm.M + ")" + Jvm.M);
        } else {
            array(values.subList(0, last));
            values(values.get(last));
            asm.dispatch("list", "([" + Jvm.V + Jvm.M + ")" + Jvm.M);
        }
    }
}
