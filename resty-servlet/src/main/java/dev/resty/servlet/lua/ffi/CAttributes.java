// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import org.jspecify.annotations.Nullable;

/** What {@code __attribute__}, {@code __declspec} and {@code __asm__} said of a declaration. */
final class CAttributes {

    /** The alignment asked for; 0 for the type's own. */
    int align;

    boolean packed;

    /** The name for the linker; null for the declaration's own. */
    @Nullable String linkName;

    /** Takes over what another declaration says. */
    void inherit(CAttributes other) {
        align = Math.max(align, other.align);
        packed |= other.packed;
    }

    /** Reads one where it stands; says whether there was one. */
    boolean read(CParser parser, CLexer lexer) {
        if (lexer.token() != CLexer.Token.NAME) {
            return false;
        }
        switch (lexer.text()) {
            case "__attribute__", "__attribute" -> {
                lexer.next();
                parser.expect("(");
                parser.expect("(");
                list(parser, lexer);
                parser.expect(")");
                parser.expect(")");
            }
            case "__declspec" -> {
                lexer.next();
                parser.expect("(");
                list(parser, lexer);
                parser.expect(")");
            }
            case "asm", "__asm", "__asm__" -> linkerName(parser, lexer);
            case "__cdecl",
                    "__stdcall",
                    "__fastcall",
                    "__thiscall",
                    "__extension__",
                    "__ptr32",
                    "__ptr64",
                    "__restrict",
                    "__restrict__",
                    "restrict" -> lexer.next();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void linkerName(CParser parser, CLexer lexer) {
        lexer.next();
        parser.expect("(");
        StringBuilder name = new StringBuilder();
        while (lexer.token() == CLexer.Token.STRING) {
            name.append(lexer.text());
            lexer.next();
        }
        linkName = name.toString();
        parser.expect(")");
    }

    private void list(CParser parser, CLexer lexer) {
        while (!lexer.is(")")) {
            if (lexer.token() == CLexer.Token.END) {
                throw lexer.error("')' expected");
            }
            String name = lexer.text().replace("_", "");
            lexer.next();
            switch (name) {
                case "packed" -> packed = true;
                case "aligned", "align" -> align = alignment(parser, lexer);
                default -> skipArguments(parser, lexer);
            }
            if (lexer.is(",")) {
                lexer.next();
            }
        }
    }

    private static int alignment(CParser parser, CLexer lexer) {
        if (!lexer.is("(")) {
            return 16;
        }
        lexer.next();
        CConstant value = parser.expressions().expression();
        parser.expect(")");
        return value.value() <= 0 ? 1 : Integer.highestOneBit((int) Math.min(value.value(), 1 << 15));
    }

    private static void skipArguments(CParser parser, CLexer lexer) {
        if (!lexer.is("(")) {
            return;
        }
        int open = 0;
        do {
            open += lexer.is("(") ? 1 : lexer.is(")") ? -1 : 0;
            if (lexer.token() == CLexer.Token.END) {
                throw lexer.error("')' expected");
            }
            lexer.next();
        } while (open > 0);
    }
}
