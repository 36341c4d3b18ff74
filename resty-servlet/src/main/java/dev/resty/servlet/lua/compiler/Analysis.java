// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Intrinsic;
import dev.resty.servlet.lua.runtime.Intrinsics;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.LocalVariable;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a chunk before it runs. One analysis covers the chunk and every function in it, since a local
 * variable's values may come from any of them.
 *
 * <p>What it tells of kinds is certain, with one condition: the parameters of a {@linkplain #isClosed closed} function
 * have the kinds that its calls in the chunk give them, and code that gets hold of such a function by other means
 * (the debug library) may pass anything. So its entries must check what {@link #kinds(LocalVariable)} says of the
 * parameters before the body runs.
 *
 * <p>Numbers that aren't certain are told by {@link #isLikelyNumber}: such values are worth holding as a pair, a double
 * and, where it isn't a number, the value itself (else null). A pair costs HotSpot nothing while it is a number, and no box
 * is made on the way from one operation to the next.
 */
final class Analysis {

    private static final int ROUNDS = 64;

    private final ChunkFacts facts;
    private final Map<Expression, Integer> known = new IdentityHashMap<>();
    private boolean settled;

    private Analysis(ChunkFacts facts) {
        this.facts = facts;
    }

    /** Analyses a chunk: the outermost function, which has no parent. */
    static Analysis of(FunctionBody chunk) {
        Analysis analysis = new Analysis(ChunkFacts.of(chunk));
        analysis.settle();
        return analysis;
    }

    /** Whether the chunk has code that may ask for functions by level, those outside that function too. */
    boolean asksByLevel() {
        return facts.asksByLevel;
    }

    /** Whether the chunk has code that may ask for variables by level. */
    boolean asksForLocals() {
        return facts.asksForLocals;
    }

    /** The {@link Kinds} that an expression's value can have; the first value's, nil without one, where it can give many. */
    int kinds(Expression expression) {
        if (!settled) {
            return evaluate(expression);
        }
        Integer before = known.get(expression);
        if (before == null) {
            before = evaluate(expression);
            known.put(expression, before);
        }
        return before;
    }

    /** The {@link Kinds} that a variable's value can have, once it is declared. */
    int kinds(LocalVariable variable) {
        return facts.variable(variable).kinds;
    }

    /** Whether the value is certainly a number. */
    boolean isNumber(Expression expression) {
        return kinds(expression) == Kinds.NUMBER;
    }

    /** Whether the variable's value is certainly a number all its life: a double can hold it. */
    boolean isNumber(LocalVariable variable) {
        return kinds(variable) == Kinds.NUMBER;
    }

    /** Whether an expression mostly gives a number, but not certainly: it is best evaluated to a pair. */
    boolean isLikelyNumber(Expression expression) {
        int kinds = kinds(expression);
        if (kinds == Kinds.NUMBER || (kinds & Kinds.NUMBER) == 0) {
            return false;
        }
        if (expression instanceof Expression.Local e) {
            return isLikelyNumber(e.variable());
        }
        if (expression instanceof Expression.Parenthesized e) {
            return isLikelyNumber(e.inner());
        }
        return numeric(expression) != null
                || expression instanceof Expression.Binary
                || expression instanceof Expression.Negate
                || expression instanceof Expression.Length;
    }

    /** Whether a variable that isn't certainly a number is best held as a pair. */
    boolean isLikelyNumber(LocalVariable variable) {
        VariableFacts of = facts.variable(variable);
        if (of.kinds == Kinds.NUMBER || (of.kinds & Kinds.NUMBER) == 0 || !of.isReadAsNumber()) {
            return false;
        }
        for (Expression source : of.sources) {
            // Not by way of the variable itself or others: that might never end.
            if (!(source instanceof Expression.Local) && (isIndex(source) || isLikelyNumber(source))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a variable that needs a cell mostly has numbers, and is best held without a box in it. */
    boolean isNumericCell(LocalVariable variable) {
        return variable.needsCell()
                && (isNumber(variable) ? facts.variable(variable).isReadAsNumber() : isLikelyNumber(variable));
    }

    private static boolean isIndex(Expression expression) {
        return expression instanceof Expression.Index;
    }

    /**
     * Whether a loop's variable is always a whole number within ±2^53 and its step a constant whole number but 0, within the
     * range of int: a long can count it, where the limit, however large, is rounded towards the start and kept
     * within that range. (A loop that gets there never ends anyway.)
     */
    boolean isWhole(Statement.NumericFor loop) {
        return stepOf(loop) != 0 && isWhole(loop.start(), 2);
    }

    /** The step of a loop {@linkplain #isWhole of whole numbers}; 0 where it isn't a constant of the range of int. */
    static int stepOf(Statement.NumericFor loop) {
        Expression step = loop.step();
        if (step == null) {
            return 1;
        }
        return step instanceof Expression.Number n && n.value() == (int) n.value() ? (int) n.value() : 0;
    }

    private boolean isWhole(Expression expression, int depth) {
        if (expression instanceof Expression.Number n) {
            return n.value() == (int) n.value() && (n.value() != 0 || 1 / n.value() > 0);
        }
        if (expression instanceof Expression.Length e) {
            return kinds(e) == Kinds.NUMBER;
        }
        if (expression instanceof Expression.Binary b && depth > 0) {
            return switch (b.operator()) {
                case ADD, SUBTRACT -> isWhole(b.left(), depth - 1) && isWhole(b.right(), depth - 1);
                default -> false;
            };
        }
        return expression instanceof Expression.Local e
                && !e.variable().isAssigned()
                && facts.loops.containsKey(e.variable())
                && isWhole(facts.loops.get(e.variable()));
    }

    /** The variables for an assignment's values; null where they must be kept as any values, with the objects and keys assigned to. */
    @Nullable List<LocalVariable> temporaries(Statement.Assignment assignment) {
        return facts.temporaries.get(assignment);
    }

    /** The function that a call always calls, a local function that is never reassigned; null where that can't be told. */
    @Nullable FunctionBody callee(Expression.Call call) {
        return facts.callee(call);
    }

    /** The kinds of a function's first result, nil where it has none. */
    int result(FunctionBody function) {
        return facts.function(function).result;
    }

    /** How many results a function always has; -1 where it depends. */
    int results(FunctionBody function) {
        int count = completes(function.body()) ? 0 : -1;
        for (Statement.Return each : facts.function(function).returns) {
            List<Expression> values = each.values();
            if (!values.isEmpty() && values.get(values.size() - 1).isMultiple()) {
                return -1;
            }
            if (count >= 0 && count != values.size()) {
                return -1;
            }
            count = values.size();
        }
        return count;
    }

    /** Whether all calls of a function are known: it has a name that is never reassigned, and used only to call it. */
    boolean isClosed(FunctionBody function) {
        LocalVariable name = facts.function(function).name;
        return name != null
                && !function.isVararg()
                && facts.variable(name).reads == 0
                && !facts.function(function).calls.isEmpty();
    }

    /**
     * The library function that an expression names, such as {@code string.byte}: it is that field of a global variable, or a
     * local variable that is never assigned anything else. Only a hint, as anything may be assigned to fields and globals.
     */
    @Nullable String libraryName(Expression expression) {
        if (expression instanceof Expression.Global e) {
            return LuaText.view(e.name());
        }
        if (expression instanceof Expression.Index e && e.key() instanceof Expression.Text key) {
            String library = libraryName(e.object());
            return library == null ? null : library + "." + LuaText.view(key.value());
        }
        if (expression instanceof Expression.Call e
                && e.arguments().size() == 1
                && e.arguments().get(0) instanceof Expression.Text module) {
            return "require".equals(libraryName(e.function())) ? LuaText.view(module.value()) : null;
        }
        if (expression instanceof Expression.Local e && !e.variable().isAssigned()) {
            List<Expression> sources = facts.variable(e.variable()).sources;
            return sources.size() == 1 ? libraryName(sources.get(0)) : null;
        }
        return null;
    }

    /**
     * What an expression may try before it calls a function that turns out to be that library function; null for nothing, and
     * where it is no call.
     */
    @Nullable Intrinsic intrinsic(Expression expression) {
        if (expression instanceof Expression.MethodCall call) {
            List<Expression> arguments = call.arguments();
            return isOpen(arguments) ? null : Intrinsics.findMethod(LuaText.view(call.name()), arguments.size() + 1);
        }
        if (!(expression instanceof Expression.Call call) || isOpen(call.arguments()) || callee(call) != null) {
            return null;
        }
        return Intrinsics.find(libraryName(call.function()), call.arguments().size());
    }

    /** The same where it gives a number. */
    @Nullable Intrinsic numeric(Expression expression) {
        Intrinsic intrinsic = intrinsic(expression);
        return intrinsic != null && intrinsic.type().returnType() == double.class ? intrinsic : null;
    }

    private static boolean isOpen(List<Expression> arguments) {
        return !arguments.isEmpty() && arguments.get(arguments.size() - 1).isMultiple();
    }

    /** Whether control can reach the end of a block; true where that can't be told. */
    static boolean completes(Block block) {
        List<Statement> statements = block.statements();
        return statements.isEmpty() || completes(statements.get(statements.size() - 1));
    }

    private static boolean completes(Statement statement) {
        if (statement instanceof Statement.Return) {
            return false;
        }
        if (statement instanceof Statement.Do s) {
            return completes(s.body());
        }
        if (statement instanceof Statement.If s) {
            Block otherwise = s.otherwise();
            return otherwise == null
                    || completes(otherwise)
                    || s.branches().stream().anyMatch(branch -> completes(branch.body()));
        }
        return true;
    }

    /** Raises what is known from nothing until it holds for every assignment. */
    private void settle() {
        for (int round = 0; round < ROUNDS; round++) {
            if (!round()) {
                settled = true;
                return;
            }
        }
        facts.variables.values().forEach(variable -> variable.kinds = Kinds.ANY);
        facts.functions.values().forEach(function -> function.result = Kinds.ANY);
        settled = true;
    }

    private boolean round() {
        boolean changed = false;
        for (FunctionFacts function : facts.functions.values()) {
            int result = results(function);
            changed |= result != function.result;
            function.result = result;
            for (int i = 0; i < function.body.parameters().size(); i++) {
                facts.variable(function.body.parameters().get(i)).given |= parameter(function, i);
            }
        }
        for (VariableFacts variable : facts.variables.values()) {
            int kinds = variable.kinds | variable.given;
            for (Expression source : variable.sources) {
                kinds |= evaluate(source);
            }
            changed |= kinds != variable.kinds;
            variable.kinds = kinds;
        }
        return changed;
    }

    private int results(FunctionFacts function) {
        int result = function.result | (completes(function.body.body()) ? Kinds.NIL : Kinds.NONE);
        for (Statement.Return each : function.returns) {
            result |=
                    each.values().isEmpty() ? Kinds.NIL : evaluate(each.values().get(0));
        }
        return result;
    }

    private int parameter(FunctionFacts function, int index) {
        if (!isClosed(function.body)) {
            return Kinds.ANY;
        }
        int kinds = Kinds.NONE;
        for (Expression.Call call : function.calls) {
            List<Expression> arguments = call.arguments();
            if (index < arguments.size()) {
                kinds |= evaluate(arguments.get(index));
            } else {
                boolean open = !arguments.isEmpty()
                        && arguments.get(arguments.size() - 1).isMultiple();
                kinds |= open ? Kinds.ANY : Kinds.NIL;
            }
        }
        return kinds;
    }

    private int evaluate(Expression expression) {
        if (expression instanceof Expression.Local e) {
            return kinds(e.variable());
        }
        if (expression instanceof Expression.Binary e) {
            return e.operator().isComparison() ? Kinds.BOOLEAN : Kinds.arithmetic(kinds(e.left()), kinds(e.right()));
        }
        if (expression instanceof Expression.Negate e) {
            int kinds = kinds(e.operand());
            return Kinds.arithmetic(kinds, kinds);
        }
        if (expression instanceof Expression.And e) {
            return Kinds.and(kinds(e.left()), kinds(e.right()));
        }
        if (expression instanceof Expression.Or e) {
            return Kinds.or(kinds(e.left()), kinds(e.right()));
        }
        if (expression instanceof Expression.Parenthesized e) {
            return kinds(e.inner());
        }
        if (expression instanceof Expression.Length e) {
            int kinds = kinds(e.operand());
            return kinds == Kinds.NONE
                    ? Kinds.NONE
                    : (kinds & ~(Kinds.STRING | Kinds.TABLE)) == 0 ? Kinds.NUMBER : Kinds.ANY;
        }
        if (expression instanceof Expression.Concat e) {
            return concat(e);
        }
        if (expression instanceof Expression.Call e) {
            FunctionBody callee = callee(e);
            return callee == null ? Kinds.ANY : facts.function(callee).result;
        }
        return constant(expression);
    }

    private int concat(Expression.Concat concat) {
        int all = Kinds.NONE;
        for (Expression operand : concat.operands()) {
            int kinds = kinds(operand);
            if (kinds == Kinds.NONE) {
                return Kinds.NONE;
            }
            all |= kinds;
        }
        return (all & ~(Kinds.STRING | Kinds.NUMBER)) == 0 ? Kinds.STRING : Kinds.ANY;
    }

    private static int constant(Expression expression) {
        if (expression instanceof Expression.Number) {
            return Kinds.NUMBER;
        }
        if (expression instanceof Expression.Text) {
            return Kinds.STRING;
        }
        if (expression instanceof Expression.Bool e) {
            return e.value() ? Kinds.TRUE : Kinds.FALSE;
        }
        if (expression instanceof Expression.Nil) {
            return Kinds.NIL;
        }
        if (expression instanceof Expression.Function) {
            return Kinds.FUNCTION;
        }
        if (expression instanceof Expression.TableConstructor) {
            return Kinds.TABLE;
        }
        if (expression instanceof Expression.Not) {
            return Kinds.BOOLEAN;
        }
        return expression instanceof Expression.Long || expression instanceof Expression.Imaginary
                ? Kinds.OTHER
                : Kinds.ANY;
    }
}
