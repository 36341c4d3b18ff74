// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.FieldSite;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.LocalVariable;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.List;
import org.objectweb.asm.Opcodes;

/** Emits declarations, assignments and the making of closures. */
final class Assignments {

    private final FunctionEmitter f;
    private final Assembler asm;

    Assignments(FunctionEmitter f) {
        this.f = f;
        this.asm = f.asm;
    }

    /** {@code local a, b = values}. */
    void declaration(Statement.LocalDeclaration s) {
        List<LocalVariable> variables = s.variables();
        List<Expression> values = s.values();
        Slot[] slots = new Slot[variables.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = f.declare(variables.get(i));
        }
        for (int i = 0; i < values.size(); i++) {
            Expression value = values.get(i);
            if (i == values.size() - 1 && i < slots.length - 1 && value.isMultiple()) {
                f.expressions.values(value);
                distribute(slots, i);
                return;
            }
            if (i >= slots.length) {
                f.expressions.discard(value);
            } else {
                begin(variables.get(i), slots[i], value);
            }
        }
        for (int i = values.size(); i < slots.length; i++) {
            asm.nil();
            begin(slots[i]);
        }
    }

    private void begin(LocalVariable variable, Slot slot, Expression value) {
        switch (slot.kind()) {
            case NUMBER -> {
                f.expressions.number(value);
                f.store(slot);
            }
            case CELL -> f.cells.begin(variable, value);
            case PAIR -> f.expressions.pairs.into(value, slot);
            case VALUE -> {
                f.expressions.value(value);
                f.store(slot);
            }
        }
    }

    /** Gives variables their first values from the list on the stack. */
    void distribute(Slot[] slots, int first) {
        for (int i = first; i < slots.length; i++) {
            if (i < slots.length - 1) {
                asm.op(Opcodes.DUP);
            }
            element(i - first);
            begin(slots[i]);
        }
    }

    /** Replaces the list on the stack by one of its values, counted from 0. */
    void element(int index) {
        if (index == 0) {
            asm.invokeVirtual(Jvm.VARARGS, "arg1", "()" + Jvm.V);
        } else {
            asm.integer(index + 1);
            asm.invokeVirtual(Jvm.VARARGS, "arg", "(I)" + Jvm.V);
        }
    }

    /** Gives a variable that is declared here the value on the stack. */
    void begin(Slot slot) {
        switch (slot.kind()) {
            case VALUE -> f.store(slot);
            case CELL -> f.cells.begin(slot);
            case NUMBER -> {
                asm.invokeStatic(Jvm.ARITHMETIC, "unbox", "(" + Jvm.V + ")D");
                f.store(slot);
            }
            case PAIR -> f.expressions.pairs.into(slot);
        }
    }

    /** {@code local function f ... end}. */
    void localFunction(Statement.LocalFunction s) {
        Slot slot = f.declare(s.variable());
        if (slot.kind() == Slot.Kind.CELL) {
            asm.nil();
            begin(slot);
            f.load(slot);
            closure(s.function().body());
            f.cells.set();
        } else {
            closure(s.function().body());
            f.store(slot);
        }
    }

    /** Pushes a new closure. */
    void closure(FunctionBody body) {
        f.type.template(body, asm);
        asm.invokeVirtual(Jvm.TEMPLATE, "maker", "()" + Jvm.descriptor(Jvm.MAKER));
        f.vm();
        f.environment();
        List<LocalVariable> upvalues = body.upvalues();
        asm.integer(upvalues.size());
        asm.code().visitTypeInsn(Opcodes.ANEWARRAY, Jvm.OBJECT);
        for (int i = 0; i < upvalues.size(); i++) {
            LocalVariable variable = upvalues.get(i);
            if (variable == body.self()) {
                continue;
            }
            asm.op(Opcodes.DUP);
            asm.integer(i);
            capture(variable);
            asm.op(Opcodes.AASTORE);
        }
        asm.code()
                .visitMethodInsn(
                        Opcodes.INVOKEINTERFACE,
                        Jvm.MAKER,
                        "make",
                        "(" + Jvm.W + Jvm.descriptor(Jvm.LUA_TABLE) + "[Ljava/lang/Object;)"
                                + Jvm.descriptor(Jvm.CLOSURE),
                        true);
        if (f.function.parent() == null) {
            asm.dispatch("made", "(" + Jvm.descriptor(Jvm.CLOSURE) + ")" + Jvm.descriptor(Jvm.CLOSURE));
        }
    }

    private void capture(LocalVariable variable) {
        if (!variable.needsCell()) {
            f.expressions.value(new Expression.Local(0, variable));
        } else {
            f.cells.push(variable);
        }
    }

    /** {@code a, b.c = values}. */
    void assignment(Statement.Assignment s) {
        if (s.targets().size() == 1 && s.values().size() == 1) {
            single(s.targets().get(0), s.values().get(0));
            return;
        }
        List<LocalVariable> temporaries = f.analysis.temporaries(s);
        if (temporaries != null) {
            together(s, temporaries);
        } else {
            multiple(s);
        }
    }

    /** Assigns what variables of the compiler's own have got before, so that each is an assignment as any other. */
    private void together(Statement.Assignment s, List<LocalVariable> temporaries) {
        int mark = f.mark();
        for (int i = 0; i < temporaries.size(); i++) {
            LocalVariable temporary = temporaries.get(i);
            begin(temporary, f.declare(temporary), s.values().get(i));
        }
        for (int i = temporaries.size() - 1; i >= 0; i--) {
            single(s.targets().get(i), new Expression.Local(0, temporaries.get(i)));
        }
        f.release(mark);
    }

    private void single(Expression target, Expression value) {
        if (target instanceof Expression.Local local) {
            assign(local.variable(), value);
        } else if (target instanceof Expression.Global global) {
            f.vm();
            f.environment();
            f.expressions.text(global.name());
            f.expressions.value(value);
            f.at(global.line(), null, null, "__newindex");
            f.expressions.site(new FieldSite());
            asm.operator("setIndex", "(" + Jvm.W + Jvm.V + Jvm.S + Jvm.V + Jvm.F + ")V");
        } else {
            index((Expression.Index) target, value);
        }
    }

    private void assign(LocalVariable variable, Expression value) {
        if (variable.needsCell()) {
            f.cells.assign(variable, value);
            return;
        }
        Slot slot = f.slot(variable);
        switch (slot.kind()) {
            case VALUE -> {
                f.expressions.value(value);
                f.store(slot);
            }
            case CELL -> throw new IllegalStateException("a cell isn't assigned: " + variable);
            case NUMBER -> {
                f.expressions.number(value);
                f.store(slot);
            }
            case PAIR -> f.expressions.pairs.into(value, slot);
        }
    }

    private void index(Expression.Index target, Expression value) {
        boolean late = f.expressions.isReadLate(target.object(), value)
                || f.expressions.isReadLate(target.key(), value)
                || f.expressions.isReadLate(target.object(), target.key());
        f.vm();
        if (late) {
            lateIndex(target, value);
            return;
        }
        f.expressions.value(target.object());
        String key = key(target.key());
        if (key.equals(Jvm.S) && (f.expressions.isNumber(value) || f.analysis.isLikelyNumber(value))) {
            f.expressions.pairs.intoField(target, value, () -> atIndex(target));
            return;
        }
        f.expressions.value(value);
        atIndex(target);
        if (key.equals(Jvm.S)) {
            f.expressions.site(new FieldSite());
            asm.operator("setIndex", "(" + Jvm.W + Jvm.V + Jvm.S + Jvm.V + Jvm.F + ")V");
            return;
        }
        asm.operator("setIndex", "(" + Jvm.W + Jvm.V + key + Jvm.V + ")V");
    }

    private void atIndex(Expression.Index target) {
        f.at(target.line(), f.name(target.object()), f.name(target.key()), "__newindex");
    }

    /** Pushes a key; gives its type. */
    private String key(Expression key) {
        if (key instanceof Expression.Text text) {
            f.expressions.text(text.value());
            return Jvm.S;
        }
        if (f.expressions.isNumber(key)) {
            f.expressions.number(key);
            return "D";
        }
        f.expressions.value(key);
        return Jvm.V;
    }

    /** Object and key are read after the value is there, as LuaJIT does with variables. */
    private void lateIndex(Expression.Index target, Expression value) {
        int mark = f.mark();
        int object = f.reserve(1);
        int key = f.reserve(1);
        int result = f.reserve(1);
        boolean lateObject = f.expressions.isReadLate(target.object(), value)
                || f.expressions.isReadLate(target.object(), target.key());
        boolean lateKey = f.expressions.isReadLate(target.key(), value);
        if (!lateObject) {
            f.expressions.value(target.object());
            asm.store(object);
        }
        if (!lateKey) {
            f.expressions.value(target.key());
            asm.store(key);
        }
        f.expressions.value(value);
        asm.store(result);
        lateOperand(target.object(), lateObject, object);
        lateOperand(target.key(), lateKey, key);
        asm.load(result);
        f.release(mark);
        atIndex(target);
        asm.operator("setIndex", "(" + Jvm.W + Jvm.V + Jvm.V + Jvm.V + ")V");
    }

    private void lateOperand(Expression expression, boolean late, int variable) {
        if (late) {
            f.expressions.value(expression);
        } else {
            asm.load(variable);
        }
    }

    private void multiple(Statement.Assignment s) {
        int mark = f.mark();
        List<Expression> targets = s.targets();
        int[] objects = new int[targets.size()];
        int[] keys = new int[targets.size()];
        for (int i = 0; i < objects.length; i++) {
            if (targets.get(i) instanceof Expression.Index index) {
                objects[i] = keep(index.object());
                keys[i] = keep(index.key());
            }
        }
        int[] values = values(s.values(), objects.length);
        for (int i = objects.length - 1; i >= 0; i--) {
            store(targets.get(i), objects[i], keys[i], values[i]);
        }
        f.release(mark);
    }

    private int keep(Expression expression) {
        int variable = f.reserve(1);
        f.expressions.value(expression);
        asm.store(variable);
        return variable;
    }

    /** Evaluates the right side into so many variables. */
    private int[] values(List<Expression> values, int count) {
        int[] variables = new int[count];
        for (int i = 0; i < values.size(); i++) {
            Expression value = values.get(i);
            if (i == values.size() - 1 && i < count - 1 && value.isMultiple()) {
                int list = f.reserve(1);
                f.expressions.values(value);
                asm.store(list);
                for (int k = i; k < count; k++) {
                    variables[k] = f.reserve(1);
                    asm.load(list);
                    element(k - i);
                    asm.store(variables[k]);
                }
                return variables;
            }
            if (i < count) {
                variables[i] = keep(value);
            } else {
                f.expressions.discard(value);
            }
        }
        for (int i = values.size(); i < count; i++) {
            variables[i] = f.reserve(1);
            asm.nil();
            asm.store(variables[i]);
        }
        return variables;
    }

    private void store(Expression target, int object, int key, int value) {
        if (target instanceof Expression.Local local) {
            storeLocal(local.variable(), value);
        } else if (target instanceof Expression.Global global) {
            f.vm();
            f.environment();
            f.expressions.text(global.name());
            asm.load(value);
            f.at(global.line(), null, null, "__newindex");
            f.expressions.site(new FieldSite());
            asm.operator("setIndex", "(" + Jvm.W + Jvm.V + Jvm.S + Jvm.V + Jvm.F + ")V");
        } else {
            f.vm();
            asm.load(object);
            asm.load(key);
            asm.load(value);
            atIndex((Expression.Index) target);
            asm.operator("setIndex", "(" + Jvm.W + Jvm.V + Jvm.V + Jvm.V + ")V");
        }
    }

    private void storeLocal(LocalVariable variable, int value) {
        if (variable.needsCell()) {
            f.cells.push(variable);
            asm.load(value);
            f.cells.set();
        } else {
            asm.load(value);
            begin(f.slot(variable));
        }
    }
}
