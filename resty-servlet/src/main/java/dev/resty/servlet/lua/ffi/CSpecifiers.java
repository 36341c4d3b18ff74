// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.ffi.CLexer.Token;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;

/** Reads what stands in front of a declarator: storage class, qualifiers and the type. */
final class CSpecifiers {

    private static final Set<String> STORAGE =
            Set.of("typedef", "extern", "static", "auto", "register", "inline", "__inline", "__inline__", "_Noreturn");

    private static final Set<String> CONST = Set.of("const", "__const", "__const__");

    private static final Set<String> VOLATILE = Set.of("volatile", "__volatile", "__volatile__");

    private static final Set<String> SIGNED = Set.of("signed", "__signed", "__signed__");

    private static final Map<String, NumberType> SIZED = Map.of(
            "__int8", NumberType.CHAR,
            "__int16", NumberType.SHORT,
            "__int32", NumberType.INT,
            "__int64", NumberType.LONG);

    private static final Set<String> WORDS = Set.of(
            "void",
            "bool",
            "_Bool",
            "char",
            "short",
            "int",
            "long",
            "float",
            "double",
            "unsigned",
            "struct",
            "union",
            "enum");

    private static final Set<String> ATTRIBUTES = Set.of(
            "__attribute__",
            "__attribute",
            "__declspec",
            "__cdecl",
            "__stdcall",
            "__fastcall",
            "__thiscall",
            "__extension__");

    /** What was read. */
    record Result(CType type, CAttributes attributes, Set<String> storage) {

        boolean isTypedef() {
            return storage.contains("typedef");
        }

        boolean isStatic() {
            return storage.contains("static");
        }
    }

    private final CParser parser;
    private final CLexer lexer;

    CSpecifiers(CParser parser, CLexer lexer) {
        this.parser = parser;
        this.lexer = lexer;
    }

    /** Whether a name begins a type or its qualifiers. */
    static boolean isKeyword(String name) {
        return WORDS.contains(name)
                || CONST.contains(name)
                || VOLATILE.contains(name)
                || SIGNED.contains(name)
                || SIZED.containsKey(name);
    }

    static boolean isAttribute(String name) {
        return ATTRIBUTES.contains(name);
    }

    /** Reads them; a storage class may be among them or not. */
    Result read(boolean withStorage) {
        Map<String, Integer> words = new HashMap<>();
        Set<String> storage = new java.util.HashSet<>();
        CAttributes attributes = new CAttributes();
        boolean isConst = false;
        boolean isVolatile = false;
        CType type = null;
        while (true) {
            if (attributes.read(parser, lexer)) {
                continue;
            }
            String word = lexer.token() == Token.NAME ? lexer.text() : "";
            if (withStorage && STORAGE.contains(word)) {
                storage.add(word);
            } else if (CONST.contains(word)) {
                isConst = true;
            } else if (VOLATILE.contains(word)) {
                isVolatile = true;
            } else if (type == null && words.isEmpty() && isTyped()) {
                type = named(attributes);
                continue;
            } else if (type == null && isNumberWord(word, words)) {
                words.merge(SIGNED.contains(word) ? "signed" : word, 1, Integer::sum);
            } else {
                break;
            }
            lexer.next();
        }
        if (type == null) {
            type = number(words);
        }
        return new Result(type.with(isConst, isVolatile), attributes, storage);
    }

    private boolean isTyped() {
        if (lexer.token() == Token.PARAMETER) {
            return parser.isTypeAhead();
        }
        return lexer.token() == Token.NAME
                && (lexer.isName("struct")
                        || lexer.isName("union")
                        || lexer.isName("enum")
                        || parser.declarations().type(lexer.text()) != null);
    }

    private static boolean isNumberWord(String word, Map<String, Integer> words) {
        if (word.equals("long") || SIGNED.contains(word) || word.equals("unsigned")) {
            return true;
        }
        boolean known = isKeyword(word);
        return known && !words.containsKey(word) && !words.containsKey("void");
    }

    private CType named(CAttributes attributes) {
        if (lexer.token() == Token.PARAMETER) {
            CType type = parser.typeParameter();
            lexer.next();
            return type;
        }
        if (lexer.isName("enum")) {
            return new CEnums(parser, lexer).read();
        }
        if (lexer.isName("struct") || lexer.isName("union")) {
            return new CRecords(parser, lexer, this).read(attributes);
        }
        CType type = parser.declarations().type(lexer.text());
        lexer.next();
        if (type == null) {
            throw lexer.error("declaration specifier expected");
        }
        return type;
    }

    private CType number(Map<String, Integer> words) {
        if (words.isEmpty()) {
            throw lexer.error("declaration specifier expected");
        }
        if (words.containsKey("void")) {
            return VoidType.VOID;
        }
        if (words.containsKey("bool") || words.containsKey("_Bool")) {
            return NumberType.BOOL;
        }
        if (words.containsKey("double")) {
            if (words.containsKey("long")) {
                throw new LuaError("long double is not available on the JVM" + lexer.atLine());
            }
            return NumberType.DOUBLE;
        }
        if (words.containsKey("float")) {
            return NumberType.FLOAT;
        }
        boolean unsigned = words.containsKey("unsigned");
        for (Map.Entry<String, NumberType> sized : SIZED.entrySet()) {
            if (words.containsKey(sized.getKey())) {
                return NumberType.integer(sized.getValue().bytes(), unsigned);
            }
        }
        int bytes = words.containsKey("char") ? 1 : words.containsKey("short") ? 2 : words.containsKey("long") ? 8 : 4;
        return NumberType.integer(bytes, unsigned);
    }

    /** The tag behind {@code struct}, {@code union} or {@code enum}; null where there is none. */
    @Nullable String tag() {
        String tag = parser.name();
        if (tag != null) {
            parser.skipName();
        }
        return tag;
    }
}
