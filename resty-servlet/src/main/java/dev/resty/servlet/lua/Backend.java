// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.interpreter.InterpretedTemplate;
import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.syntax.FunctionBody;

/** A way to run Lua source that is a syntax tree. Safe for concurrent use. */
@FunctionalInterface
public interface Backend {

    /** Walks the tree: ready at once, slow. */
    Backend INTERPRETER = InterpretedTemplate::new;

    /** Makes what creates the function of a whole chunk. */
    Template template(FunctionBody chunk);
}
