// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.ffi.CLexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;

/** A declarator: what stands around a name and makes pointers, arrays and functions of the type in front. */
final class CDeclarator {

    private static final long MOST_ELEMENTS = Integer.MAX_VALUE;

    /** Whether there is a name in it. */
    enum Names {
        NEEDED,
        ALLOWED,
        NONE
    }

    private final Names names;
    private final CAttributes attributes = new CAttributes();
    private @Nullable String name;

    CDeclarator(Names names) {
        this.names = names;
    }

    @Nullable String name() {
        return name;
    }

    CAttributes attributes() {
        return attributes;
    }

    /** Reads it and applies it to the type in front. */
    CType read(CParser parser, CLexer lexer, CType base, CAttributes inherited) {
        attributes.inherit(inherited);
        CType type = base;
        List<UnaryOperator<CType>> steps = new ArrayList<>();
        steps(parser, lexer, steps);
        for (UnaryOperator<CType> step : steps) {
            type = step.apply(type);
        }
        return type;
    }

    /** Collects what is done to the type, in that order. */
    private void steps(CParser parser, CLexer lexer, List<UnaryOperator<CType>> steps) {
        parser.enter();
        pointers(parser, lexer, steps);
        List<UnaryOperator<CType>> inner = List.of();
        if (lexer.is("(") && isNested(parser, lexer)) {
            inner = new ArrayList<>();
            steps(parser, lexer, inner);
            parser.expect(")");
        } else if (names != Names.NONE && name == null && parser.name() != null) {
            name = parser.name();
            parser.skipName();
        } else if (names == Names.NEEDED && name == null) {
            throw lexer.error("'<identifier>' expected");
        }
        List<UnaryOperator<CType>> suffixes = new ArrayList<>();
        suffixes(parser, lexer, suffixes);
        for (int i = suffixes.size() - 1; i >= 0; i--) {
            steps.add(suffixes.get(i));
        }
        steps.addAll(inner);
        parser.leave();
    }

    private void pointers(CParser parser, CLexer lexer, List<UnaryOperator<CType>> steps) {
        while (true) {
            if (lexer.is("*")) {
                lexer.next();
                steps.add(PointerType::new);
            } else if (lexer.is("&") || lexer.is("&&")) {
                lexer.next();
                steps.add(PointerType::reference);
            } else if (lexer.isName("const") || lexer.isName("__const") || lexer.isName("__const__")) {
                lexer.next();
                steps.add(type -> type.with(true, false));
            } else if (lexer.isName("volatile") || lexer.isName("__volatile") || lexer.isName("__volatile__")) {
                lexer.next();
                steps.add(type -> type.with(false, true));
            } else if (!attributes.read(parser, lexer)) {
                return;
            }
        }
    }

    /** Whether a parenthesis opens an inner declarator, not a list of parameters; if so, goes behind it. */
    private boolean isNested(CParser parser, CLexer lexer) {
        if (names == Names.NEEDED && name == null) {
            lexer.next();
            return true;
        }
        CLexer.Mark before = lexer.mark();
        lexer.next();
        boolean nested = lexer.is("*")
                || lexer.is("&")
                || lexer.is("&&")
                || lexer.is("(")
                || lexer.is("[")
                || lexer.token() == Token.NAME
                        && !parser.isTypeAhead()
                        && (names != Names.NONE || CSpecifiers.isAttribute(lexer.text()));
        if (!nested) {
            lexer.reset(before);
        }
        return nested;
    }

    private void suffixes(CParser parser, CLexer lexer, List<UnaryOperator<CType>> suffixes) {
        while (true) {
            if (lexer.is("[")) {
                lexer.next();
                suffixes.add(array(parser, lexer));
            } else if (lexer.is("(")) {
                lexer.next();
                suffixes.add(function(parser, lexer));
            } else if (!attributes.read(parser, lexer)) {
                return;
            }
        }
    }

    private static UnaryOperator<CType> array(CParser parser, CLexer lexer) {
        while (lexer.isName("const")
                || lexer.isName("static")
                || lexer.isName("restrict")
                || lexer.isName("volatile")) {
            lexer.next();
        }
        long count = ArrayType.OPEN;
        if (lexer.is("?")) {
            lexer.next();
            count = ArrayType.VARIABLE;
        } else if (!lexer.is("]")) {
            count = parser.expressions().expression().value();
            if (count < 0 || count > MOST_ELEMENTS) {
                throw new LuaError("size of C type is unknown or too large" + lexer.atLine());
            }
        }
        parser.expect("]");
        long length = count;
        String place = lexer.atLine();
        return element -> {
            long size = element.size();
            if (size < 0 || element instanceof FunctionType || length > 0 && size > MOST_ELEMENTS / length) {
                throw new LuaError("size of C type is unknown or too large" + place);
            }
            return new ArrayType(element, length);
        };
    }

    private static UnaryOperator<CType> function(CParser parser, CLexer lexer) {
        List<CType> parameters = new ArrayList<>();
        boolean variadic = false;
        while (!lexer.is(")")) {
            if (lexer.is("...")) {
                lexer.next();
                variadic = true;
                break;
            }
            CType parameter = parser.parameter();
            if (parameter instanceof VoidType && parameters.isEmpty() && lexer.is(")")) {
                break;
            }
            parameters.add(parameter);
            if (!lexer.is(",")) {
                break;
            }
            lexer.next();
        }
        parser.expect(")");
        boolean open = variadic;
        String place = lexer.atLine();
        return result -> {
            if (result instanceof ArrayType || result instanceof FunctionType) {
                throw new LuaError("invalid C type" + place);
            }
            return new FunctionType(result, parameters, open);
        };
    }
}
