// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;

/** Reads an {@code enum}. */
final class CEnums {

    private final CParser parser;
    private final CLexer lexer;

    CEnums(CParser parser, CLexer lexer) {
        this.parser = parser;
        this.lexer = lexer;
    }

    /** From the word {@code enum} on. */
    EnumType read() {
        lexer.next();
        CAttributes attributes = new CAttributes();
        while (attributes.read(parser, lexer)) {
            continue;
        }
        String tag = parser.name();
        if (tag != null) {
            parser.skipName();
        }
        EnumType type = declared(tag);
        if (!lexer.is("{")) {
            if (tag == null) {
                throw lexer.error("'{' expected");
            }
            return type;
        }
        if (type.definition().isComplete()) {
            throw new LuaError("attempt to redefine '" + tag + "'" + lexer.atLine());
        }
        type.definition().complete(constants());
        return type;
    }

    private EnumType declared(@Nullable String tag) {
        Declarations declarations = parser.declarations();
        if (tag == null) {
            return new EnumType(new EnumType.Definition(declarations.namelessTag()));
        }
        CType known = declarations.tag(tag);
        if (known == null) {
            parser.checkImplicit(tag);
            EnumType made = new EnumType(new EnumType.Definition(tag));
            declarations.tag(tag, made);
            return made;
        }
        if (known instanceof EnumType type) {
            return type;
        }
        throw new LuaError("attempt to redefine '" + tag + "'" + lexer.atLine());
    }

    private Map<String, Integer> constants() {
        Map<String, Integer> constants = new HashMap<>();
        CConstant next = CConstant.of(0);
        lexer.next();
        while (!lexer.is("}")) {
            String name = parser.name();
            if (name == null) {
                throw lexer.error("'<identifier>' expected");
            }
            parser.skipName();
            if (parser.declarations().constant(name) != null) {
                throw new LuaError("attempt to redefine '" + name + "'" + lexer.atLine());
            }
            if (lexer.is("=")) {
                lexer.next();
                CConstant given = parser.expressions().expression();
                next = given.as(given.isUnsigned() ? NumberType.UINT : NumberType.INT);
            }
            parser.declarations().constant(name, next);
            constants.put(name, (int) next.value());
            next = new CConstant(CConstant.cut(next.value() + 1, next.type()), next.type());
            if (!lexer.is(",")) {
                break;
            }
            lexer.next();
        }
        parser.expect("}");
        return constants;
    }
}
