// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.LocalVariable;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides a function: from the inside outwards, statements that stand one after another become parts until what is left
 * of a block is small enough. No label is directly in a part, so that nothing jumps into one.
 */
final class Divider {

    private final FunctionBody function;
    private final int limit;
    private final Division division;
    private final Sizes sizes;

    private Divider(FunctionBody function, int limit, Division division) {
        this.function = function;
        this.limit = limit;
        this.division = division;
        this.sizes = new Sizes(limit, division);
    }

    /** A piece and about how large it is where it stands. */
    private record Sized(Piece piece, int size) {}

    /** Divides a function into methods of about so many bytes at most. */
    static Division divide(FunctionBody function, Analysis analysis, int limit) {
        Division division = new Division(function, new BodyType(function, analysis));
        new Divider(function, limit, division).fit(function.body(), limit);
        new Sharing(function, analysis, division).walk();
        return division;
    }

    /** Makes a block about so small, as far as that is possible; gives its size. */
    private int fit(Block block, int budget) {
        int size = sizes.of(block);
        if (size <= budget) {
            return size;
        }
        List<Sized> pieces = new ArrayList<>();
        for (Statement statement : block.statements()) {
            int own = sizes.of(statement);
            pieces.add(own > limit ? shrink(statement) : new Sized(new Piece.One(statement), own));
        }
        size = sum(pieces);
        while (size > budget) {
            pieces = group(pieces);
            int smaller = sum(pieces);
            if (smaller >= size) {
                break;
            }
            size = smaller;
        }
        List<Piece> result = new ArrayList<>();
        pieces.forEach(piece -> result.add(piece.piece));
        division.divide(block, result);
        return size;
    }

    private static int sum(List<Sized> pieces) {
        int size = 0;
        for (Sized piece : pieces) {
            size += piece.size;
        }
        return size;
    }

    private List<Sized> group(List<Sized> pieces) {
        List<Sized> grouped = new ArrayList<>();
        List<Sized> run = new ArrayList<>();
        for (Sized piece : pieces) {
            boolean label = piece.piece instanceof Piece.One one && one.statement() instanceof Statement.LabelStatement;
            if (label || sum(run) + piece.size > limit) {
                close(run, grouped);
            }
            (label ? grouped : run).add(piece);
        }
        close(run, grouped);
        return grouped;
    }

    private static void close(List<Sized> run, List<Sized> grouped) {
        if (sum(run) > Sizes.CALL) {
            List<Piece> pieces = new ArrayList<>();
            run.forEach(piece -> pieces.add(piece.piece));
            grouped.add(new Sized(new Piece.Part(pieces), Sizes.CALL));
        } else {
            grouped.addAll(run);
        }
        run.clear();
    }

    /** Makes a statement smaller by dividing the blocks in it. */
    private Sized shrink(Statement statement) {
        if (statement instanceof Statement.If s) {
            return shrink(s);
        }
        int size = sizes.own(statement);
        for (Block body : Sizes.blocks(statement)) {
            size += fit(body, Math.max(Sizes.CALL, limit - size));
        }
        return new Sized(new Piece.One(statement), size);
    }

    /** A chain of more conditions than fit becomes one of a few, the rest of which stands behind {@code else}. */
    private Sized shrink(Statement.If s) {
        List<Statement.Branch> branches = s.branches();
        int own = 0;
        int count = 0;
        while (count < branches.size() && (count == 0 || own + (count + 2) * Sizes.CALL < limit)) {
            own += sizes.own(branches.get(count++));
        }
        Block otherwise = s.otherwise();
        if (count < branches.size()) {
            List<Statement.Branch> rest = branches.subList(count, branches.size());
            otherwise = new Block(List.of(new Statement.If(rest.get(0).line(), rest, otherwise)));
        }
        Statement.If chain = new Statement.If(s.line(), branches.subList(0, count), otherwise);
        List<Block> blocks = Sizes.blocks(chain);
        int share = Math.max(Sizes.CALL, (limit - own) / Math.max(1, blocks.size()));
        int size = own;
        for (Block block : blocks) {
            size += fit(block, share);
        }
        return new Sized(new Piece.One(chain), size);
    }

    /** Finds the variables that several methods use, and in which method each label is. */
    private static final class Sharing extends TreeWalk {

        private final FunctionBody function;
        private final Analysis analysis;
        private final Division division;
        private final Map<LocalVariable, Object> users = new IdentityHashMap<>();

        /** The method that the walk is in: a part, a piece of a table, or the function. */
        private Object method;

        Sharing(FunctionBody function, Analysis analysis, Division division) {
            super(function);
            this.function = function;
            this.analysis = analysis;
            this.division = division;
            this.method = function;
            function.parameters().forEach(this::use);
        }

        private void use(LocalVariable variable) {
            if (variable.owner() != function) {
                return;
            }
            Object before = users.putIfAbsent(variable, method);
            if (before != null && before != method) {
                boolean number = analysis.isNumber(variable);
                division.share(
                        variable, variable.needsCell() ? Slot.Kind.CELL : number ? Slot.Kind.NUMBER : Slot.Kind.VALUE);
            }
        }

        @Override
        void block(Block block) {
            List<Piece> pieces = division.pieces(block);
            if (pieces == null) {
                super.block(block);
            } else {
                pieces(pieces);
            }
        }

        private void pieces(List<Piece> pieces) {
            for (Piece piece : pieces) {
                if (piece instanceof Piece.One one) {
                    statement(one.statement());
                } else if (piece instanceof Piece.Part part) {
                    Object outer = method;
                    method = part;
                    pieces(part.pieces());
                    method = outer;
                }
            }
        }

        @Override
        void fields(Expression.TableConstructor table) {
            List<Integer> ends = division.ends(table);
            if (ends == null) {
                super.fields(table);
                return;
            }
            Object outer = method;
            int next = 0;
            for (int end : ends) {
                method = new Object();
                for (; next < end; next++) {
                    field(table.fields().get(next));
                }
            }
            method = outer;
        }

        @Override
        void enter(Statement statement) {
            if (statement instanceof Statement.LocalDeclaration s) {
                s.variables().forEach(this::use);
            } else if (statement instanceof Statement.LocalFunction s) {
                use(s.variable());
            } else if (statement instanceof Statement.NumericFor s) {
                use(s.variable());
            } else if (statement instanceof Statement.GenericFor s) {
                s.variables().forEach(this::use);
            } else if (statement instanceof Statement.LabelStatement s && function() == function) {
                division.label(s.label(), method);
            }
        }

        @Override
        void enter(Expression expression) {
            if (expression instanceof Expression.Local e) {
                use(e.variable());
            }
        }
    }
}
