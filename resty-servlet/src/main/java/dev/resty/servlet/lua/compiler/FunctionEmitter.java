// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.OperandNames;
import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.Label;
import dev.resty.servlet.lua.syntax.LocalVariable;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * One method with a function's statements: what the emitters of expressions and statements share. Arguments are in the
 * JVM's variables from 1 on, a list of further ones after them.
 */
final class FunctionEmitter {

    final FunctionBody function;
    final ClassBuilder type;
    final Analysis analysis;
    final Assembler asm;
    final boolean single;
    final Expressions expressions;
    final Calls calls;
    final Assignments assignments;
    final Cells cells;
    final Loops loops;
    final FieldGroups groups;
    final Statements statements;
    final Parts parts;

    /** Where a tail call of the function by itself jumps to. */
    final org.objectweb.asm.Label start = new org.objectweb.asm.Label();

    /** The part that the method is; the function itself where it is none. */
    private final Object method;

    private final String partName;
    private final String partDescriptor;

    private final Map<LocalVariable, Slot> slots = new HashMap<>();
    private final Map<Label, org.objectweb.asm.Label> labels = new HashMap<>();
    /** The statement from which on the function counts for the depth of the stack; null where that is all of it. */
    private @Nullable Statement countedFrom;

    private boolean counted;
    private int next;
    private int vm;
    private int outerFrame;

    /** Where the list of further arguments is, the arrays of a {@link Division}, and what a part is given besides. */
    private int varargs;

    private int values;
    private int numbers;
    private int extra;

    /** An emitter of a body that returns, as {@code single} says, the first result or all. */
    FunctionEmitter(ClassBuilder type, MethodVisitor code, boolean single) {
        this(type, code, single, type.function(), "", "");
    }

    private FunctionEmitter(
            ClassBuilder type,
            MethodVisitor code,
            boolean single,
            Object method,
            String partName,
            String partDescriptor) {
        this.method = method;
        this.partName = partName;
        this.partDescriptor = partDescriptor;
        this.type = type;
        this.function = type.function();
        this.analysis = type.analysis();
        this.asm = new Assembler(code, type.places());
        this.single = single;
        this.expressions = new Expressions(this);
        this.calls = new Calls(this);
        this.assignments = new Assignments(this);
        this.cells = new Cells(this);
        this.loops = new Loops(this);
        this.groups = new FieldGroups(this);
        this.statements = new Statements(this);
        this.parts = new Parts(this);
    }

    /**
     * An emitter of a part.
     *
     * @param extra the type of what it is given besides what all parts are given; null for nothing
     */
    FunctionEmitter inner(Object part, @Nullable String extra) {
        String name = type.nextPart();
        String descriptor = "(" + Jvm.OBJECTS + Jvm.DOUBLES
                + (function.isVararg() ? Jvm.M : "")
                + (extra == null ? "" : Jvm.descriptor(extra)) + ")I";
        return new FunctionEmitter(type, type.part(name, descriptor), single, part, name, descriptor);
    }

    /** Begins a part. */
    void begin() {
        asm.code().visitCode();
        values = 1;
        numbers = 2;
        varargs = 3;
        extra = function.isVararg() ? 4 : 3;
        next = extra + 1;
        loadVm();
    }

    private void loadVm() {
        vm = reserve(1);
        asm.load(0);
        asm.getField(Jvm.CLOSURE, "vm", Jvm.W);
        asm.store(vm);
    }

    /** Ends the method. */
    void end() {
        org.objectweb.asm.Label end = new org.objectweb.asm.Label();
        asm.label(end);
        asm.code().visitMaxs(0, 0);
        asm.code().visitEnd();
        if (end.getOffset() > type.largestMethod()) {
            throw new TooLargeException("a method of " + end.getOffset() + " bytes");
        }
    }

    /** Writes the whole method. */
    void emit() {
        asm.code().visitCode();
        List<LocalVariable> parameters = function.parameters();
        varargs = type.bodyType().variable(parameters.size());
        next = varargs + (function.isVararg() ? 1 : 0);
        loadVm();
        if (isDivided()) {
            arrays();
        }
        boolean late = !isDivided() && !type.isNoted() && !type.shape().jumps();
        countedFrom = late ? LeafStart.end(function) : null;
        if (countedFrom == null) {
            count();
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
        end();
    }

    /** Counts the function for the depth of the stack, if it calls. */
    private void count() {
        if (type.isCounted()) {
            counted = true;
            asm.at(new Place(function.firstLine(), false, null, null));
            asm.load(vm);
            asm.invokeVirtual(Jvm.VM, "enter", "()V");
        }
    }

    /** A statement comes next. */
    void before(Statement statement) {
        if (statement == countedFrom) {
            count();
        }
    }

    private void arrays() {
        values = reserve(1);
        numbers = reserve(1);
        asm.integer(division().values());
        asm.code().visitTypeInsn(Opcodes.ANEWARRAY, Jvm.OBJECT);
        asm.store(values);
        asm.integer(division().numbers());
        asm.code().visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_DOUBLE);
        asm.store(numbers);
    }

    private void parameter(LocalVariable variable, int argument) {
        Slot slot = slots.get(variable);
        if (slot == null) {
            slot = declare(variable, argument);
        }
        if (slot.kind() == Slot.Kind.CELL) {
            asm.load(type.bodyType().variable(argument));
            cells.begin(slot);
        } else if (slot.shared()) {
            load(new Slot(type.bodyType().variable(argument), slot.kind()));
            store(slot);
        }
    }

    private Slot declare(LocalVariable variable, int argument) {
        int index = type.bodyType().variable(argument);
        Slot shared = shared(variable);
        Slot slot;
        if (shared != null) {
            slot = shared;
        } else if (variable.needsCell()) {
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
        if (isPart()) {
            return;
        }
        if (type.isNoted()) {
            asm.load(vm);
            asm.load(outerFrame);
            asm.putField(Jvm.VM, "frame", Jvm.descriptor(Jvm.FRAME));
        }
        if (counted) {
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
        asm.load(varargs);
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
        Slot shared = shared(variable);
        Slot slot;
        if (shared != null) {
            slot = shared;
        } else if (variable.needsCell()) {
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
            slot = shared(variable);
        }
        if (slot == null) {
            throw new IllegalStateException("no place for " + variable);
        }
        return slot;
    }

    private @Nullable Slot shared(LocalVariable variable) {
        return isDivided() ? division().slot(variable) : null;
    }

    /** Pushes what is in a slot: a value, a cell or a double. Not for pairs. */
    void load(Slot slot) {
        boolean number = slot.kind() == Slot.Kind.NUMBER;
        if (slot.shared()) {
            shared(number ? Jvm.DOUBLES : Jvm.OBJECTS);
            asm.integer(slot.index());
            asm.op(number ? Opcodes.DALOAD : Opcodes.AALOAD);
            if (!number) {
                boolean cell = slot.kind() == Slot.Kind.CELL;
                asm.code().visitTypeInsn(Opcodes.CHECKCAST, cell ? Jvm.CELL : Jvm.VALUE);
            }
        } else if (number) {
            asm.loadDouble(slot.index());
        } else {
            asm.load(slot.index());
        }
    }

    /** Puts the value, cell or double on the stack into a slot. Not for pairs. */
    void store(Slot slot) {
        boolean number = slot.kind() == Slot.Kind.NUMBER;
        if (slot.shared()) {
            shared(number ? Jvm.DOUBLES : Jvm.OBJECTS);
            asm.integer(slot.index());
            asm.dispatch("keep", number ? "(D[DI)V" : "(Ljava/lang/Object;[Ljava/lang/Object;I)V");
        } else if (number) {
            asm.storeDouble(slot.index());
        } else {
            asm.store(slot.index());
        }
    }

    /** Pushes one of the arrays of variables that several parts use. */
    void shared(String arrayType) {
        asm.load(arrayType.equals(Jvm.DOUBLES) ? numbers : values);
    }

    /** Whether the function is divided into parts. */
    boolean isDivided() {
        return type.division() != null;
    }

    /** How the function is divided. */
    Division division() {
        return Objects.requireNonNull(type.division());
    }

    /** Whether the method is a part. */
    boolean isPart() {
        return method != function;
    }

    /** Whether a label is in this method. */
    boolean has(Label label) {
        return !isDivided() || division().isIn(label, method);
    }

    /** The name of the method, a part. */
    String partName() {
        return partName;
    }

    /** The type of the method, a part. */
    String partDescriptor() {
        return partDescriptor;
    }

    /** The JVM's variable with what only this part is given. */
    int extra() {
        return extra;
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
