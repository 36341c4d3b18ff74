// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A label, or a {@code goto} or {@code break} whose target is still looked for. */
final class Jump {

    /** The label's name; null for {@code break}. */
    final @Nullable Symbol name;

    /** The label itself; null for a jump. */
    final @Nullable Label label;

    /** The line of a jump. */
    final int line;

    /** How many local variables are in scope: where it stands or, for a jump out of a block, where the block does. */
    int variables;

    /** Where the statement of a {@code goto} goes once its label is known. */
    private final List<Statement> statements;

    private final int index;

    private Jump(
            @Nullable Symbol name,
            @Nullable Label label,
            int line,
            int variables,
            List<Statement> statements,
            int index) {
        this.name = name;
        this.label = label;
        this.line = line;
        this.variables = variables;
        this.statements = statements;
        this.index = index;
    }

    static Jump label(Symbol name, Label label, int variables) {
        return new Jump(name, label, 0, variables, List.of(), 0);
    }

    /** A jump that is to become the next of the statements; one without a name is a {@code break} outside loops. */
    static Jump from(@Nullable Symbol name, int line, int variables, List<Statement> statements) {
        return new Jump(name, null, line, variables, statements, statements.size());
    }

    void leadTo(Label target) {
        statements.set(index, new Statement.Goto(line, target));
    }
}
