// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.syntax.BinaryOperator;
import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.LocalVariable;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers from a chunk what is assigned to each variable, what calls what, and what is returned. */
final class ChunkFacts extends TreeWalk {

    final Map<LocalVariable, VariableFacts> variables = new IdentityHashMap<>();
    final Map<FunctionBody, FunctionFacts> functions = new IdentityHashMap<>();

    /** The loops that have numeric variables. */
    final Map<LocalVariable, Statement.NumericFor> loops = new IdentityHashMap<>();

    /**
     * Where the values of an assignment to several variables and fields wait for each other, so that numbers need no box meanwhile; not
     * where what is assigned to may be another thing by then.
     */
    final Map<Statement.Assignment, List<LocalVariable>> temporaries = new IdentityHashMap<>();

    /** Names of what asks for functions by level. */
    private static final Set<String> ASKING = Set.of("getfenv", "getinfo", "setfenv");

    /** Names of what asks for variables by level, which compiled functions don't give. */
    private static final Set<String> ASKING_FOR_LOCALS = Set.of("getlocal", "setlocal");

    /** Whether something has such a name. */
    boolean asksByLevel;

    /** Whether something has a name of {@link #ASKING_FOR_LOCALS}. */
    boolean asksForLocals;

    private final Set<Expression> targets = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Expression> callees = Collections.newSetFromMap(new IdentityHashMap<>());

    private ChunkFacts(FunctionBody chunk) {
        super(chunk);
    }

    /** The facts of a chunk and all functions in it. */
    static ChunkFacts of(FunctionBody chunk) {
        ChunkFacts facts = new ChunkFacts(chunk);
        facts.enter(chunk);
        facts.walk();
        return facts;
    }

    VariableFacts variable(LocalVariable variable) {
        return variables.computeIfAbsent(variable, v -> new VariableFacts());
    }

    FunctionFacts function(FunctionBody body) {
        return functions.computeIfAbsent(body, FunctionFacts::new);
    }

    /** The function that a call always calls; null where that can't be told. */
    @Nullable FunctionBody callee(Expression.Call call) {
        if (call.function() instanceof Expression.Local local) {
            return variable(local.variable()).function;
        }
        return null;
    }

    @Override
    void enter(FunctionBody body) {
        function(body);
    }

    @Override
    void enter(Statement statement) {
        if (statement instanceof Statement.LocalDeclaration s) {
            for (int i = 0; i < s.variables().size(); i++) {
                assign(s.variables().get(i), i, s.values());
            }
            if (s.variables().size() == 1
                    && s.values().size() == 1
                    && s.values().get(0) instanceof Expression.Function f) {
                bind(s.variables().get(0), f);
            }
        } else if (statement instanceof Statement.LocalFunction s) {
            variable(s.variable()).given |= Kinds.FUNCTION;
            bind(s.variable(), s.function());
        } else if (statement instanceof Statement.Assignment s) {
            for (int i = 0; i < s.targets().size(); i++) {
                if (s.targets().get(i) instanceof Expression.Local local) {
                    targets.add(local);
                    assign(local.variable(), i, s.values());
                }
            }
            if (s.targets().size() > 1
                    && s.targets().size() == s.values().size()
                    && s.targets().stream().allMatch(ChunkFacts::staysTheSame)) {
                temporaries.put(s, temporaries(s));
            }
        } else if (statement instanceof Statement.NumericFor s) {
            variable(s.variable()).given |= Kinds.NUMBER;
            loops.put(s.variable(), s);
            numeric(s.start());
            numeric(s.limit());
            numeric(s.step());
        } else if (statement instanceof Statement.GenericFor s) {
            for (LocalVariable variable : s.variables()) {
                variable(variable).given |= Kinds.ANY;
            }
        } else if (statement instanceof Statement.Return s) {
            function(function()).returns.add(s);
        }
    }

    private static boolean staysTheSame(Expression target) {
        if (target instanceof Expression.Local e) {
            return !e.variable().needsCell();
        }
        return target instanceof Expression.Index e
                && e.object() instanceof Expression.Local object
                && !object.variable().isAssigned()
                && e.key() instanceof Expression.Text;
    }

    private List<LocalVariable> temporaries(Statement.Assignment s) {
        List<LocalVariable> all = new ArrayList<>();
        for (Expression value : s.values()) {
            LocalVariable temporary = LocalVariable.temporary(function());
            VariableFacts facts = variable(temporary);
            facts.sources.add(value);
            facts.reads = 1;
            facts.numericReads = 1;
            all.add(temporary);
        }
        return all;
    }

    private void bind(LocalVariable variable, Expression.Function f) {
        if (!variable.isAssigned()) {
            variable(variable).function = f.body();
            function(f.body()).name = variable;
        }
    }

    private void assign(LocalVariable variable, int index, List<Expression> values) {
        VariableFacts facts = variable(variable);
        if (index < values.size()) {
            facts.sources.add(values.get(index));
        } else {
            boolean open = !values.isEmpty() && values.get(values.size() - 1).isMultiple();
            facts.given |= open ? Kinds.ANY : Kinds.NIL;
        }
    }

    @Override
    void enter(Expression expression) {
        if (expression instanceof Expression.Local e) {
            if (!targets.contains(e) && !callees.contains(e)) {
                variable(e.variable()).reads++;
            }
        } else if (expression instanceof Expression.Call e) {
            callees.add(e.function());
            FunctionBody callee = callee(e);
            if (callee != null) {
                function(callee).calls.add(e);
            }
        } else if (expression instanceof Expression.Binary e) {
            if (e.operator() != BinaryOperator.EQUAL && e.operator() != BinaryOperator.NOT_EQUAL) {
                numeric(e.left());
                numeric(e.right());
            }
        } else if (expression instanceof Expression.Negate e) {
            numeric(e.operand());
        } else if (expression instanceof Expression.Index e) {
            numeric(e.key());
            if (e.key() instanceof Expression.Text text) {
                named(LuaText.view(text.value()));
            }
        } else if (expression instanceof Expression.Global e) {
            named(LuaText.view(e.name()));
        }
    }

    private void named(String name) {
        asksByLevel |= ASKING.contains(name);
        asksForLocals |= ASKING_FOR_LOCALS.contains(name);
    }

    private void numeric(@Nullable Expression expression) {
        if (expression instanceof Expression.Local e) {
            variable(e.variable()).numericReads++;
        }
    }
}
