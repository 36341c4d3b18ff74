// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.syntax.Expression;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Emits the parts of a {@linkplain Division divided} function and the calls of them, in the method that is being written. */
final class Parts {

    private final FunctionEmitter f;
    private final Assembler asm;

    /** How the method, if it is a part, can be left other than at its end. */
    private final SortedSet<Integer> exits = new TreeSet<>();

    Parts(FunctionEmitter f) {
        this.f = f;
        this.asm = f.asm;
    }

    /** Emits a part, and its call here. */
    void part(Piece.Part part) {
        FunctionEmitter inner = f.inner(part, null);
        boolean completes = inner.parts.statements(part.pieces());
        call(inner, part.line());
        List<Integer> left = List.copyOf(inner.parts.exits);
        Label next = new Label();
        if (left.isEmpty()) {
            asm.op(Opcodes.POP);
        } else {
            int mark = f.mark();
            int exit = f.reserve(1);
            asm.code().visitVarInsn(Opcodes.ISTORE, exit);
            if (completes) {
                asm.code().visitVarInsn(Opcodes.ILOAD, exit);
                asm.jump(Opcodes.IFEQ, next);
            }
            for (int i = 0; i < left.size(); i++) {
                Label other = new Label();
                if (i < left.size() - 1) {
                    asm.code().visitVarInsn(Opcodes.ILOAD, exit);
                    asm.integer(left.get(i));
                    asm.jump(Opcodes.IF_ICMPNE, other);
                }
                leave(left.get(i), part.line());
                asm.label(other);
            }
            f.release(mark);
        }
        asm.label(next);
        if (completes) {
            f.statements.reached();
        } else {
            f.statements.left();
        }
    }

    /** The whole of a part with statements; gives whether its end is reached. */
    private boolean statements(List<Piece> pieces) {
        f.begin();
        f.statements.pieces(pieces);
        boolean completes = f.statements.isReachable();
        if (completes) {
            asm.integer(Division.COMPLETED);
            asm.op(Opcodes.IRETURN);
        }
        f.end();
        return completes;
    }

    /** Emits parts that set the fields of the table on the stack. */
    void fields(Expression.TableConstructor table, List<Integer> ends, TableConstructors.Fill fill) {
        int from = 0;
        for (int to : ends) {
            FunctionEmitter inner = f.inner(table, Jvm.TABLE);
            inner.begin();
            asm(inner).load(inner.extra());
            fill.fill(inner, from, to);
            asm(inner).op(Opcodes.POP);
            asm(inner).integer(Division.COMPLETED);
            asm(inner).op(Opcodes.IRETURN);
            inner.end();
            asm.op(Opcodes.DUP);
            int mark = f.mark();
            int made = f.reserve(1);
            asm.store(made);
            call(inner, table.line(), made);
            asm.op(Opcodes.POP);
            f.release(mark);
            from = to;
        }
    }

    private static Assembler asm(FunctionEmitter emitter) {
        return emitter.asm;
    }

    private void call(FunctionEmitter part, int line, int... extra) {
        asm.load(0);
        f.shared(Jvm.OBJECTS);
        f.shared(Jvm.DOUBLES);
        if (f.function.isVararg()) {
            f.varargs();
        }
        for (int variable : extra) {
            asm.load(variable);
        }
        asm.at(new Place(line, false, null, null));
        asm.invokeVirtual(f.type.name(), part.partName(), part.partDescriptor());
    }

    /** Leaves the method, which is a part, in a certain way. */
    void exit(int how) {
        exits.add(how);
        asm.integer(how);
        asm.op(Opcodes.IRETURN);
    }

    /** Goes on as a part was left. */
    private void leave(int how, int line) {
        dev.resty.servlet.lua.syntax.Label label = f.division().labelOf(how);
        if (label != null) {
            f.statements.go(label, line);
        } else if (how == Division.BROKEN) {
            f.statements.leaveLoop();
        } else if (f.isPart()) {
            exit(how);
        } else if (how == Division.RESTARTED) {
            f.calls.restart();
        } else {
            result();
        }
    }

    /** Returns what a part has left as the result. */
    private void result() {
        boolean number = f.single && f.type.bodyType().isNumberResult();
        f.shared(number ? Jvm.DOUBLES : Jvm.OBJECTS);
        asm.op(Opcodes.ICONST_0);
        asm.op(number ? Opcodes.DALOAD : Opcodes.AALOAD);
        if (!number) {
            asm.code().visitTypeInsn(Opcodes.CHECKCAST, f.single ? Jvm.VALUE : Jvm.VARARGS);
        }
        f.leave();
        asm.op(number ? Opcodes.DRETURN : Opcodes.ARETURN);
    }

    /** Ends the function with the result on the stack, after {@link FunctionEmitter#leave}. */
    void returnTop(boolean number) {
        if (f.isPart()) {
            f.store(new Slot(0, number ? Slot.Kind.NUMBER : Slot.Kind.VALUE, true));
            exit(Division.RETURNED);
        } else {
            asm.op(number ? Opcodes.DRETURN : Opcodes.ARETURN);
        }
    }

    /** What divides a table constructor; null where it is in one piece. */
    @Nullable List<Integer> endsOf(Expression.TableConstructor table) {
        return f.isDivided() ? f.division().ends(table) : null;
    }
}
