// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Label;

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

    /** Says that control can't get here. */
    void left() {
        reachable = false;
    }

    /** Statements in a scope of their own. */
    void block(Block block) {
        int mark = f.mark();
        open(block);
        f.release(mark);
    }

    /** Statements whose variables stay in scope; unreachable ones are left out. */
    void open(Block block) {
        List<Piece> pieces = f.isDivided() ? f.division().pieces(block) : null;
        if (pieces != null) {
            pieces(pieces);
            return;
        }
        FieldGroups.Scope groups = f.groups.open(block);
        for (Statement statement : block.statements()) {
            reachable(statement);
            if (reachable && statement instanceof Statement.LocalDeclaration s) {
                groups.declared(s.variables());
            }
        }
        groups.close();
    }

    /** The pieces of a divided block. */
    void pieces(List<Piece> pieces) {
        for (Piece piece : pieces) {
            if (piece instanceof Piece.One one) {
                reachable(one.statement());
            } else if (reachable) {
                f.parts.part((Piece.Part) piece);
            }
        }
    }

    private void reachable(Statement statement) {
        if (reachable) {
            f.before(statement);
        }
        if (statement instanceof Statement.LabelStatement s) {
            asm.label(f.label(s.label()));
            passed.add(s.label());
            reachable = true;
        } else if (reachable) {
            statement(statement);
        }
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
            go(s.label(), s.line());
        } else if (statement instanceof Statement.Break) {
            leaveLoop();
        } else {
            f.loops.loop(statement);
        }
    }

    /** Goes to a label, out of the method where it is in another. */
    void go(dev.resty.servlet.lua.syntax.Label label, int line) {
        reachable = false;
        if (!f.has(label)) {
            f.parts.exit(f.division().exitTo(label));
            return;
        }
        if (passed.contains(label)) {
            f.poll(line);
        }
        asm.jump(f.label(label));
    }

    /** Leaves the innermost loop, out of the method where that is in another. */
    void leaveLoop() {
        reachable = false;
        Label end = f.loops.end();
        if (end == null) {
            f.parts.exit(Division.BROKEN);
        } else {
            asm.jump(end);
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
        f.parts.returnTop(false);
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
            f.parts.returnTop(true);
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
        f.parts.returnTop(false);
    }

    /** Whether an expression is a call, for all its results. */
    static boolean isCall(Expression expression) {
        return expression instanceof Expression.Call || expression instanceof Expression.MethodCall;
    }
}
