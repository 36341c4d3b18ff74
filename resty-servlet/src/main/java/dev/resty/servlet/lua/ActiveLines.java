// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** The lines of a function that {@code debug.getinfo} tells: those at which a statement begins, and its end. */
final class ActiveLines {

    private final LuaTable lines = new Table();

    private ActiveLines() {}

    /** A set of lines, without those of functions inside. */
    static LuaTable of(FunctionBody function) {
        ActiveLines active = new ActiveLines();
        active.block(function.body());
        List<Statement> statements = function.body().statements();
        boolean returns = !statements.isEmpty() && statements.get(statements.size() - 1) instanceof Statement.Return;
        if (function.lastLine() > 0 && !returns) {
            active.line(function.lastLine());
        }
        return active.lines;
    }

    private void line(int line) {
        lines.set(line, LuaValue.TRUE);
    }

    private void block(@Nullable Block block) {
        if (block != null) {
            block.statements().forEach(this::statement);
        }
    }

    private void statement(Statement statement) {
        if (statement instanceof Statement.Do s) {
            block(s.body());
            return;
        }
        if (!(statement instanceof Statement.LabelStatement)) {
            line(statement.line());
        }
        if (statement instanceof Statement.While s) {
            block(s.body());
        } else if (statement instanceof Statement.Repeat s) {
            block(s.body());
        } else if (statement instanceof Statement.NumericFor s) {
            block(s.body());
        } else if (statement instanceof Statement.GenericFor s) {
            block(s.body());
        } else if (statement instanceof Statement.If s) {
            for (Statement.Branch branch : s.branches()) {
                line(branch.line());
                block(branch.body());
            }
            block(s.otherwise());
        }
    }
}
