// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.LocalVariable;
import dev.resty.servlet.lua.syntax.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one function of a chunk. */
final class FunctionFacts {

    final FunctionBody body;

    /** Its {@code return}s. */
    final List<Statement.Return> returns = new ArrayList<>();

    /** The calls of it that the chunk shows. */
    final List<Expression.Call> calls = new ArrayList<>();

    /** The variable that is this function and nothing else, never reassigned; null where there is none. */
    @Nullable LocalVariable name;

    /** Kinds of its first result, nil where there is none: what is known so far. */
    int result;

    FunctionFacts(FunctionBody body) {
        this.body = body;
    }
}
