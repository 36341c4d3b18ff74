// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.OperandNames;
import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.Label;
import dev.resty.servlet.lua.syntax.LocalVariable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * One method with a function's statements: what the emitters of expressions and statements share. Arguments are in the
 * JVM's variables from 1 on, a list of further ones after them.
 */
final class FunctionEmitter {

    /** HotSpot leaves larger methods to its interpreter, which is slower than ours. */
    private static final int MOST_BYTES = 7_999;

    final FunctionBody function;
    final ClassBuilder type;
    final Analysis analysis;
    final Assembler asm;
    final boolean single;
    final Expressions expressions;
    final Calls calls;
    final Assignments assignments;
    final Loops loops;
    final FieldGroups groups;
    final Statements statements;

    /** Where a tail call of the function by itself jumps to. */
    final org.objectweb.asm.Label start = new org.objectweb.asm.Label();

    private final Map<LocalVariable, Slot> slots = new HashMap<>();
    private final Map<Label, org.objectweb.asm.Label> labels = new HashMap<>();
    private int next;
    private int vm;
    private int outerFrame;

    /** An emitter of a body that returns, as {@code single} says, the first result or all. */
    FunctionEmitter(ClassBuilder type, MethodVisitor code, boolean single) {
        this.type = type;
        this.function = type.function();
        this.analysis = type.analysis();
        this.asm = new Assembler(code, type.places());
        this.single = single;
        this.expressions = new Expressions(this);
        this.calls = new Calls(this);
        this.assignments = new Assignments(this);
        this.loops = new Loops(this);
        this.groups = new FieldGroups(this);
        this.statements = new Statements(this);
    }

    /** Writes the whole method. */
    void emit() {
        asm.code().visitCode();
        List<LocalVariable> parameters = function.parameters();
        next = type.bodyType().variable(parameters.size()) + (function.isVararg() ? 1 : 0);
        vm = reserve(1);
        asm.load(0);
        asm.getField(Jvm.CLOSURE, "vm", Jvm.W);
        asm.store(vm);
        if (type.isCounted()) {
            asm.at(new Place(function.firstLine(), false, null, null));
            asm.load(vm);
            asm.invokeVirtual(Jvm.VM, "enter", "()V");
        }
        if (type.isNoted()) {
            outerFrame = reserve(1);
            enterFrame();
        }
        asm.label(start);
        for (int i = 0; i < parameters.size(); i++) {
            parameter(parameters.get(i), i);
        }
        statements.block(function.body());
        if (statements.isReachable()) {
            statements.returnNothing();
        }
        org.objectweb.asm.Label end = new org.objectweb.asm.Label();
        asm.label(end);
        asm.code().visitMaxs(0, 0);
        asm.code().visitEnd();
        if (end.getOffset() > MOST_BYTES) {
            throw new TooLargeException("HotSpot doesn't compile methods of " + end.getOffset() + " bytes");
        }
    }

    private void parameter(LocalVariable variable, int argument) {
        Slot slot = slots.get(variable);
        if (slot == null) {
            slot = declare(variable, argument);
        }
        if (slot.kind() == Slot.Kind.CELL) {
            asm.load(type.bodyType().variable(argument));
            asm.dispatch("cell", "(" + Jvm.V + ")" + Jvm.descriptor(Jvm.CELL));
            asm.store(slot.index());
        }
    }

    private Slot declare(LocalVariable variable, int argument) {
        int index = type.bodyType().variable(argument);
        Slot slot;
        if (variable.needsCell()) {
            slot = new Slot(reserve(1), Slot.Kind.CELL);
        } else {
            slot = new Slot(index, type.bodyType().isNumber(argument) ? Slot.Kind.NUMBER : Slot.Kind.VALUE);
        }
        slots.put(variable, slot);
        return slot;
    }

    private void enterFrame() {
        asm.load(vm);
        asm.getField(Jvm.VM, "frame", Jvm.descriptor(Jvm.FRAME));
        asm.store(outerFrame);
        asm.load(vm);
        asm.code().visitTypeInsn(Opcodes.NEW, Jvm.FRAME);
        asm.op(Opcodes.DUP);
        asm.load(outerFrame);
        asm.load(0);
        asm.code()
                .visitMethodInsn(
                        Opcodes.INVOKESPECIAL,
                        Jvm.FRAME,
                        "<init>",
                        "(" + Jvm.descriptor(Jvm.FRAME) + Jvm.descriptor(Jvm.CLOSURE) + ")V",
                        false);
        asm.putField(Jvm.VM, "frame", Jvm.descriptor(Jvm.FRAME));
    }

    /** Undoes what was done at the beginning; the stack is left as it is. */
    void leave() {
        if (type.isNoted()) {
            asm.load(vm);
            asm.load(outerFrame);
            asm.putField(Jvm.VM, "frame", Jvm.descriptor(Jvm.FRAME));
        }
        if (type.isCounted()) {
            asm.load(vm);
            asm.invokeVirtual(Jvm.VM, "leave", "()V");
        }
    }

    /** Looks whether somebody wants the code to stop. The stack must be empty. The code stands at a line then. */
    void poll(int line) {
        org.objectweb.asm.Label quiet = new org.objectweb.asm.Label();
        asm.load(vm);
        asm.getField(Jvm.VM, "interrupt", "Z");
        asm.jump(Opcodes.IFEQ, quiet);
        asm.at(new Place(line, false, null, null));
        asm.load(vm);
        asm.invokeVirtual(Jvm.VM, "poll", "()V");
        asm.label(quiet);
    }

    /** Pushes the worker's state. */
    void vm() {
        asm.load(vm);
    }

    /** Pushes the table of globals. */
    void environment() {
        asm.load(0);
        asm.getField(Jvm.CLOSURE, "environment", Jvm.descriptor(Jvm.LUA_TABLE));
    }

    /** Pushes the list of arguments beyond the parameters. */
    void varargs() {
        asm.load(type.bodyType().variable(function.parameters().size()));
    }

    /** So many of the JVM's variables, till {@link #release}. */
    int reserve(int size) {
        int index = next;
        next += size;
        return index;
    }

    /** What {@link #release} takes. */
    int mark() {
        return next;
    }

    /** Gives up the variables reserved since. */
    void release(int mark) {
        next = mark;
    }

    /** Reserves room for a variable that is declared here. */
    Slot declare(LocalVariable variable) {
        Slot slot;
        if (variable.needsCell()) {
            slot = new Slot(reserve(1), Slot.Kind.CELL);
        } else if (analysis.isNumber(variable)) {
            slot = new Slot(reserve(2), Slot.Kind.NUMBER);
        } else if (analysis.isLikelyNumber(variable)) {
            slot = new Slot(reserve(3), Slot.Kind.PAIR);
        } else {
            slot = new Slot(reserve(1), Slot.Kind.VALUE);
        }
        slots.put(variable, slot);
        return slot;
    }

    /** Where a variable of this function is. */
    Slot slot(LocalVariable variable) {
        Slot slot = slots.get(variable);
        if (slot == null) {
            throw new IllegalStateException("no place for " + variable);
        }
        return slot;
    }

    /** Whether a variable is declared in this function. */
    boolean owns(LocalVariable variable) {
        return variable.owner() == function;
    }

    /** The JVM's label of one of Lua. */
    org.objectweb.asm.Label label(Label label) {
        return labels.computeIfAbsent(label, l -> new org.objectweb.asm.Label());
    }

    /** What messages call an expression's value; null where it has no name. */
    @Nullable String name(Expression expression) {
        return OperandNames.of(function, expression);
    }

    /** The next instruction is an operation that may run a metamethod. */
    void at(int line, @Nullable String left, @Nullable String right, String metamethod) {
        asm.at(new Place(line, left, right, metamethod));
    }

    /** The next instruction calls. */
    void atCall(int line, boolean tail, @Nullable String name) {
        asm.at(new Place(line, tail, name, null));
    }
}
