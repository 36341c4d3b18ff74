// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Emits statements. */
final class Statements {

    private final FunctionEmitter f;
    private final Assembler asm;
    private final Set<dev.resty.servlet.lua.syntax.Label> passed = new HashSet<>();
    private boolean reachable = true;

    Statements(FunctionEmitter f) {
        this.f = f;
        this.asm = f.asm;
    }

    /** Whether control can get to what is emitted next. */
    boolean isReachable() {
        return reachable;
    }

    /** Says that control can get here: something jumps here. */
    void reached() {
        reachable = true;
    }

    /** Statements in a scope of their own. */
    void block(Block block) {
        int mark = f.mark();
        open(block);
        f.release(mark);
    }

    /** Statements whose variables stay in scope; unreachable ones are left out. */
    void open(Block block) {
        FieldGroups.Scope groups = f.groups.open(block);
        for (Statement statement : block.statements()) {
            if (statement instanceof Statement.LabelStatement s) {
                asm.label(f.label(s.label()));
                passed.add(s.label());
                reachable = true;
            } else if (reachable) {
                statement(statement);
                if (statement instanceof Statement.LocalDeclaration s) {
                    groups.declared(s.variables());
                }
            }
        }
        groups.close();
    }

    private void statement(Statement statement) {
        if (statement instanceof Statement.LocalDeclaration s) {
            f.assignments.declaration(s);
        } else if (statement instanceof Statement.Assignment s) {
            f.assignments.assignment(s);
        } else if (statement instanceof Statement.CallStatement s) {
            f.calls.effect(s.call());
        } else if (statement instanceof Statement.If s) {
            branches(s);
        } else if (statement instanceof Statement.Return s) {
            returns(s);
        } else if (statement instanceof Statement.LocalFunction s) {
            f.assignments.localFunction(s);
        } else if (statement instanceof Statement.Do s) {
            block(s.body());
        } else if (statement instanceof Statement.Goto s) {
            if (passed.contains(s.label())) {
                f.poll(s.line());
            }
            asm.jump(f.label(s.label()));
            reachable = false;
        } else if (statement instanceof Statement.Break) {
            asm.jump(f.loops.end());
            reachable = false;
        } else {
            f.loops.loop(statement);
        }
    }

    private void branches(Statement.If s) {
        Label end = new Label();
        boolean reachesEnd = false;
        Block otherwise = s.otherwise();
        List<Statement.Branch> branches = s.branches();
        for (int i = 0; i < branches.size(); i++) {
            Label next = new Label();
            f.expressions.condition(branches.get(i).condition(), next, false);
            block(branches.get(i).body());
            boolean last = i == branches.size() - 1 && otherwise == null;
            if (reachable && !last) {
                asm.jump(end);
            }
            reachesEnd |= reachable;
            reachable = true;
            asm.label(next);
        }
        if (otherwise != null) {
            block(otherwise);
        }
        reachable |= reachesEnd;
        asm.label(end);
    }

    /** Ends the function without a result. */
    void returnNothing() {
        if (f.single) {
            asm.nil();
        } else {
            asm.none();
        }
        f.leave();
        asm.op(Opcodes.ARETURN);
    }

    private void returns(Statement.Return s) {
        List<Expression> values = s.values();
        reachable = false;
        if (values.isEmpty()) {
            returnNothing();
            return;
        }
        Expression first = values.get(0);
        if (values.size() == 1 && isCall(first)) {
            f.calls.tail(first);
            return;
        }
        if (f.single && f.type.bodyType().isNumberResult()) {
            f.expressions.number(first);
            f.leave();
            asm.op(Opcodes.DRETURN);
            return;
        }
        if (!f.single) {
            f.expressions.list(values);
        } else {
            f.expressions.value(first);
            for (Expression other : values.subList(1, values.size())) {
                f.expressions.discard(other);
            }
        }
        f.leave();
        asm.op(Opcodes.ARETURN);
    }

    /** Whether an expression is a call, for all its results. */
    static boolean isCall(Expression expression) {
        return expression instanceof Expression.Call || expression instanceof Expression.MethodCall;
    }
}
