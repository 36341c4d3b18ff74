// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.Expression.Field;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Estimates how many bytes of code statements and expressions become, roughly. Table constructors that are larger than a
 * limit are divided on the way.
 */
final class Sizes {

    /** What the call of a part takes, with what follows from how it was left. */
    static final int CALL = 40;

    private final int limit;
    private final Division division;
    private final Map<Object, Integer> known = new IdentityHashMap<>();

    Sizes(int limit, Division division) {
        this.limit = limit;
        this.division = division;
    }

    int of(Block block) {
        int size = 0;
        for (Statement statement : block.statements()) {
            size += of(statement);
        }
        return size;
    }

    int of(Statement statement) {
        Integer before = known.get(statement);
        if (before == null) {
            before = own(statement) + blocksOf(statement);
            known.put(statement, before);
        }
        return before;
    }

    private int blocksOf(Statement statement) {
        int size = 0;
        for (Block block : blocks(statement)) {
            size += of(block);
        }
        return size;
    }

    /** The blocks in a statement. */
    static List<Block> blocks(Statement statement) {
        if (statement instanceof Statement.Do s) {
            return List.of(s.body());
        } else if (statement instanceof Statement.While s) {
            return List.of(s.body());
        } else if (statement instanceof Statement.Repeat s) {
            return List.of(s.body());
        } else if (statement instanceof Statement.NumericFor s) {
            return List.of(s.body());
        } else if (statement instanceof Statement.GenericFor s) {
            return List.of(s.body());
        } else if (statement instanceof Statement.If s) {
            List<Block> blocks = new ArrayList<>();
            s.branches().forEach(branch -> blocks.add(branch.body()));
            Block otherwise = s.otherwise();
            if (otherwise != null) {
                blocks.add(otherwise);
            }
            return blocks;
        }
        return List.of();
    }

    /** A statement without the blocks in it. */
    int own(Statement statement) {
        if (statement instanceof Statement.LocalDeclaration s) {
            return 4 * s.variables().size() + all(s.values());
        } else if (statement instanceof Statement.LocalFunction s) {
            return 4 + of(s.function());
        } else if (statement instanceof Statement.Assignment s) {
            return 16 * s.targets().size() + all(s.targets()) + all(s.values());
        } else if (statement instanceof Statement.CallStatement s) {
            return 1 + of(s.call());
        } else if (statement instanceof Statement.Return s) {
            return 30 + all(s.values());
        } else if (statement instanceof Statement.While s) {
            return 20 + of(s.condition());
        } else if (statement instanceof Statement.Repeat s) {
            return 20 + of(s.condition());
        } else if (statement instanceof Statement.NumericFor s) {
            Expression step = s.step();
            return 70 + of(s.start()) + of(s.limit()) + (step == null ? 0 : of(step));
        } else if (statement instanceof Statement.GenericFor s) {
            return 130 + all(s.iterators());
        } else if (statement instanceof Statement.If s) {
            int size = 0;
            for (Statement.Branch branch : s.branches()) {
                size += own(branch);
            }
            return size;
        }
        return 10;
    }

    /** A branch without its block. */
    int own(Statement.Branch branch) {
        return 6 + of(branch.condition());
    }

    private int all(List<? extends Expression> expressions) {
        int size = 0;
        for (Expression expression : expressions) {
            size += 4 + of(expression);
        }
        return size;
    }

    private int of(Expression expression) {
        Integer before = known.get(expression);
        if (before == null) {
            before = estimate(expression);
            known.put(expression, before);
        }
        return before;
    }

    private int estimate(Expression expression) {
        if (expression instanceof Expression.Global) {
            return 16;
        } else if (expression instanceof Expression.Index e) {
            return 14 + of(e.object()) + of(e.key());
        } else if (expression instanceof Expression.Call e) {
            return 10 + of(e.function()) + all(e.arguments());
        } else if (expression instanceof Expression.MethodCall e) {
            return 26 + of(e.object()) + all(e.arguments());
        } else if (expression instanceof Expression.Binary e) {
            return 24 + of(e.left()) + of(e.right());
        } else if (expression instanceof Expression.And e) {
            return 12 + of(e.left()) + of(e.right());
        } else if (expression instanceof Expression.Or e) {
            return 12 + of(e.left()) + of(e.right());
        } else if (expression instanceof Expression.Concat e) {
            return 10 + all(e.operands());
        } else if (expression instanceof Expression.Not e) {
            return 10 + of(e.operand());
        } else if (expression instanceof Expression.Negate e) {
            return 10 + of(e.operand());
        } else if (expression instanceof Expression.Length e) {
            return 10 + of(e.operand());
        } else if (expression instanceof Expression.Parenthesized e) {
            return of(e.inner());
        } else if (expression instanceof Expression.Function e) {
            return 20 + 8 * e.body().upvalues().size();
        } else if (expression instanceof Expression.TableConstructor e) {
            return table(e);
        }
        return 3;
    }

    private int table(Expression.TableConstructor table) {
        int size = 0;
        int part = 0;
        List<Integer> ends = new ArrayList<>();
        List<Field> fields = table.fields();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            int own = 8 + of(field.value()) + (field instanceof Field.Keyed keyed ? 8 + of(keyed.key()) : 0);
            if (part > 0 && part + own > limit) {
                ends.add(i);
                part = 0;
            }
            part += own;
            size += own;
        }
        ends.add(fields.size());
        if (size <= limit / 2) {
            return 14 + size;
        }
        division.divide(table, ends);
        return 14 + 12 * ends.size();
    }
}
