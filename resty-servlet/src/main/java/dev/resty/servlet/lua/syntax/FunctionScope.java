// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is in scope in a function that is being parsed: local variables, labels, and the jumps still open. */
final class FunctionScope {

    private static final int MOST_VARIABLES = 200;
    private static final int MOST_UPVALUES = 120;

    /** Of variables, labels and jumps of a chunk's nested functions, all together. */
    private static final int MOST_NAMES = 65_536 - MOST_UPVALUES;

    final FunctionBody body;
    final @Nullable FunctionScope outer;
    private final Lexer lexer;

    /** Variables in scope, and after them those declared but not in scope yet; null for a loop's hidden ones. */
    private final List<@Nullable Declared> declared = new ArrayList<>();

    private int variables;

    /** Labels and open jumps of the blocks that are open, in the order of the source. */
    private final List<Jump> jumps = new ArrayList<>();

    private int names;
    private BlockScope block = new BlockScope(null, 0, 0, false);
    private int loops;

    /** A variable and what its name means outside its scope. */
    private record Declared(
            Symbol name, LocalVariable variable, @Nullable LocalVariable shadowed) {}

    private record BlockScope(@Nullable BlockScope outer, int variables, int jumps, boolean loop) {}

    FunctionScope(Lexer lexer, FunctionBody body, @Nullable FunctionScope outer) {
        this.lexer = lexer;
        this.body = body;
        this.outer = outer;
        names = outer == null ? 0 : outer.names;
    }

    void openBlock(boolean loop) {
        block = new BlockScope(block, variables, jumps.size(), loop);
        loops += loop ? 1 : 0;
    }

    /** Closes the innermost block; jumps still open at the end of the function's own lead nowhere. */
    void closeBlock() throws LuaSyntaxException {
        BlockScope closed = block;
        hide(closed.variables);
        loops -= closed.loop ? 1 : 0;
        settle(closed);
        if (closed.outer != null) {
            block = closed.outer;
        }
    }

    private void hide(int remaining) {
        for (int i = declared.size() - 1; i >= remaining; i--) {
            Declared gone = declared.remove(i);
            if (gone != null && i < variables) {
                gone.name.variable = gone.shadowed;
            }
        }
        variables = remaining;
    }

    /** Declares a variable; it is in scope from {@link #activate} on. */
    LocalVariable declare(Symbol name) throws LuaSyntaxException {
        LocalVariable variable = new LocalVariable(name.text(), body);
        add(new Declared(name, variable, null));
        return variable;
    }

    /** Declares variables that only the loop itself uses. */
    void declareHidden(int count) throws LuaSyntaxException {
        for (int i = 0; i < count; i++) {
            add(null);
        }
    }

    private void add(@Nullable Declared variable) throws LuaSyntaxException {
        if (declared.size() >= MOST_VARIABLES) {
            throw tooMany(MOST_VARIABLES, "local variables");
        }
        countName();
        declared.add(variable);
    }

    private void countName() throws LuaSyntaxException {
        if (names++ >= MOST_NAMES) {
            throw lexer.error("chunk has more than " + MOST_NAMES + " local variables");
        }
    }

    /** Brings the next so many declared variables in scope. */
    void activate(int count) {
        for (int i = 0; i < count; i++) {
            Declared next = declared.get(variables);
            if (next != null) {
                declared.set(variables, new Declared(next.name, next.variable, next.name.variable));
                next.name.variable = next.variable;
            }
            variables++;
        }
    }

    /** The variable of that name; null where it is a global one. */
    @Nullable LocalVariable find(Symbol name) throws LuaSyntaxException {
        LocalVariable variable = name.variable;
        if (variable != null && variable.owner() != body) {
            variable.capture();
            use(variable);
        }
        return variable;
    }

    private void use(LocalVariable variable) throws LuaSyntaxException {
        if (outer == null || variable.owner() == body) {
            return;
        }
        List<LocalVariable> upvalues = body.upvalues();
        for (int i = 0; i < upvalues.size(); i++) {
            if (upvalues.get(i) == variable) {
                return;
            }
        }
        outer.use(variable);
        if (upvalues.size() >= MOST_UPVALUES) {
            throw tooMany(MOST_UPVALUES, "upvalues");
        }
        upvalues.add(variable);
    }

    LuaSyntaxException tooMany(int most, String what) {
        String function = outer == null ? "main function" : "function at line " + body.firstLine();
        return lexer.error(function + " has more than " + most + " " + what);
    }

    /** Adds a {@code break}. */
    void addBreak(int line, List<Statement> statements) throws LuaSyntaxException {
        if (loops == 0) {
            addJump(null, line, statements);
        }
        statements.add(new Statement.Break(line));
    }

    /** Adds a {@code goto}; its statement is put in once the label is known. */
    void addGoto(Symbol name, int line, List<Statement> statements) throws LuaSyntaxException {
        addJump(name, line, statements);
        statements.add(new Statement.Break(line));
    }

    private void addJump(@Nullable Symbol name, int line, List<Statement> statements) throws LuaSyntaxException {
        countName();
        jumps.add(Jump.from(name, line, variables, statements));
    }

    /** Adds a label to the block. */
    Jump addLabel(Symbol name) throws LuaSyntaxException {
        for (int i = block.jumps; i < jumps.size(); i++) {
            Jump other = jumps.get(i);
            if (other.label != null && other.name == name) {
                throw lexer.error("duplicate label '" + name.text() + "'");
            }
        }
        countName();
        Jump label = Jump.label(name, new Label(name.text()), variables);
        jumps.add(label);
        return label;
    }

    /** Leads the open jumps of the block to a label that follows them. At the block's end it is in no variable's scope. */
    void resolve(Jump label, boolean atEnd) throws LuaSyntaxException {
        Label target = label.label;
        if (target == null) {
            return;
        }
        if (atEnd) {
            label.variables = block.variables;
        }
        for (int i = block.jumps; i < jumps.size() && jumps.get(i) != label; ) {
            Jump jump = jumps.get(i);
            if (jump.label != null || jump.name != label.name) {
                i++;
                continue;
            }
            if (jump.variables < label.variables) {
                throw intoScope(jump, target);
            }
            jump.leadTo(target);
            jumps.remove(i);
        }
    }

    private LuaSyntaxException intoScope(Jump jump, Label target) {
        Declared variable = declared.get(jump.variables);
        lexer.line = jump.line;
        return lexer.error("<goto " + target.name() + "> jumps into the scope of local '"
                + (variable == null ? "?" : variable.name.text()) + "'");
    }

    /** At a block's end: leads jumps back to its labels, which nothing sees any more, and hands the others outwards. */
    private void settle(BlockScope closed) throws LuaSyntaxException {
        for (int i = closed.jumps; i < jumps.size(); ) {
            Jump label = jumps.get(i);
            if (label.label == null) {
                leave(label, closed);
                i++;
                continue;
            }
            jumps.remove(i);
            for (int j = i; j < jumps.size(); ) {
                Jump jump = jumps.get(j);
                if (jump.label == null && jump.name == label.name) {
                    jump.leadTo(label.label);
                    jumps.remove(j);
                } else {
                    j++;
                }
            }
        }
    }

    private void leave(Jump jump, BlockScope closed) throws LuaSyntaxException {
        if (closed.outer == null) {
            lexer.line = jump.line;
            throw lexer.error(jump.name == null ? "no loop to break" : "undefined label '" + jump.name.text() + "'");
        }
        jump.variables = closed.variables;
    }
}
