// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.ffi.CLexer.Token;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Reads C declarations, with the extensions of C that LuaJIT takes. What it declares stays when a later part fails. */
final class CParser {

    private static final int DEEPEST = 100;

    private final Declarations declarations;
    private final CLexer lexer;
    private final List<LuaValue> parameters;
    private final CExpressions expressions;
    private final CSpecifiers specifiers;
    private final Deque<Integer> packings = new ArrayDeque<>();
    private int usedParameters;
    private int depth;

    /** Whether a tag that nobody declared is declared by being named. */
    private boolean implicit;

    /** The alignment that {@code #pragma pack} allows members of structs. */
    private int packing = Integer.MAX_VALUE;

    /**
     * A parser of one source.
     *
     * @param parameters what stands for the {@code $} in it
     */
    CParser(Declarations declarations, String source, List<LuaValue> parameters) {
        this.declarations = declarations;
        this.lexer = new CLexer(source);
        this.parameters = parameters;
        this.expressions = new CExpressions(this, lexer);
        this.specifiers = new CSpecifiers(this, lexer);
        lexer.next();
    }

    Declarations declarations() {
        return declarations;
    }

    CExpressions expressions() {
        return expressions;
    }

    int packing() {
        return packing;
    }

    /** Reads the whole source as declarations. */
    void declare() {
        implicit = true;
        boolean first = true;
        while (lexer.token() != Token.END) {
            if (lexer.is(";")) {
                lexer.next();
                continue;
            }
            if (lexer.is("#")) {
                directive();
                continue;
            }
            declaration();
            if (lexer.token() == Token.END && first) {
                break;
            }
            first = false;
            expect(";");
        }
        checkParameters();
    }

    /** Reads the whole source as one type. */
    CType type() {
        CType type = typeName();
        if (lexer.token() != Token.END) {
            throw lexer.error("'<eof>' expected");
        }
        checkParameters();
        return type;
    }

    private void checkParameters() {
        if (usedParameters != parameters.size()) {
            throw wrongParameters();
        }
    }

    private static LuaError wrongParameters() {
        return new LuaError("wrong number of type parameters");
    }

    private void directive() {
        lexer.next();
        if (lexer.token() == Token.INTEGER || lexer.isName("line")) {
            lexer.restOfLine();
            lexer.next();
            return;
        }
        if (!lexer.isName("pragma")) {
            throw lexer.error("unexpected symbol");
        }
        lexer.next();
        if (!lexer.isName("pack")) {
            lexer.restOfLine();
            lexer.next();
            return;
        }
        lexer.next();
        pack();
    }

    private void pack() {
        expect("(");
        boolean pop = lexer.isName("pop");
        if (lexer.isName("push") || pop) {
            if (pop) {
                packing = packings.isEmpty() ? Integer.MAX_VALUE : packings.pop();
            } else {
                packings.push(packing);
            }
            lexer.next();
            if (!lexer.is(",")) {
                expect(")");
                return;
            }
            lexer.next();
        }
        packing = lexer.token() == Token.INTEGER ? (int) lexer.value().value() : Integer.MAX_VALUE;
        if (lexer.token() == Token.INTEGER) {
            lexer.next();
        }
        expect(")");
    }

    private void declaration() {
        CSpecifiers.Result base = specifiers.read(true);
        if (lexer.is(";") || lexer.token() == Token.END) {
            return;
        }
        while (true) {
            CDeclarator declarator = new CDeclarator(CDeclarator.Names.NEEDED);
            declare(base, declarator, declarator.read(this, lexer, base.type(), base.attributes()));
            if (!lexer.is(",")) {
                return;
            }
            lexer.next();
        }
    }

    private void declare(CSpecifiers.Result base, CDeclarator declarator, CType type) {
        String name = declarator.name();
        if (name == null) {
            throw lexer.error("'<identifier>' expected");
        }
        boolean taken = declarations.isTaken(name);
        if (base.isTypedef()) {
            if (!taken) {
                declarations.type(name, type);
            }
        } else if (base.isStatic() && !(type instanceof FunctionType)) {
            CConstant value = constantValue(type);
            if (!taken) {
                declarations.constant(name, value);
            }
        } else if (!taken) {
            declarations.symbol(name, type, declarator.attributes().linkName);
        }
    }

    /** {@code = expression} of a {@code static const}. */
    CConstant constantValue(CType type) {
        CType stored = type instanceof EnumType constants ? constants.underlying() : type;
        if (!(stored instanceof NumberType number) || !number.isInteger() || number.bytes() > 4 || !type.isConstant()) {
            throw new LuaError("invalid C type" + lexer.atLine());
        }
        expect("=");
        return expressions.expression().as(number);
    }

    /** A type with a declarator that names nothing. */
    CType typeName() {
        enter();
        CSpecifiers.Result base = specifiers.read(false);
        CDeclarator declarator = new CDeclarator(CDeclarator.Names.NONE);
        CType type = declarator.read(this, lexer, base.type(), base.attributes());
        leave();
        return type;
    }

    /** A function's parameter, with or without a name. */
    CType parameter() {
        enter();
        CSpecifiers.Result base = specifiers.read(false);
        CDeclarator declarator = new CDeclarator(CDeclarator.Names.ALLOWED);
        CType type = declarator.read(this, lexer, base.type(), base.attributes());
        leave();
        if (type instanceof ArrayType array) {
            return new PointerType(array.element());
        }
        return type instanceof FunctionType ? new PointerType(type) : type;
    }

    /** Refuses a tag that isn't declared, where only declarations can do that. */
    void checkImplicit(String tag) {
        if (!implicit) {
            throw new LuaError("undeclared or implicit tag '" + tag + "'" + lexer.atLine());
        }
    }

    /** Goes deeper into nested declarations. */
    void enter() {
        if (++depth > DEEPEST) {
            throw new LuaError("chunk has too many syntax levels");
        }
    }

    void leave() {
        depth--;
    }

    /** Whether the current token begins a type. */
    boolean isTypeAhead() {
        if (lexer.token() == Token.PARAMETER) {
            return !(nextParameter() instanceof LuaString) && nextParameter().type() != LuaValue.TNUMBER;
        }
        return lexer.token() == Token.NAME
                && (CSpecifiers.isKeyword(lexer.text()) || declarations.type(lexer.text()) != null);
    }

    void expect(String sign) {
        if (!lexer.is(sign)) {
            throw lexer.error("'" + sign + "' expected");
        }
        lexer.next();
    }

    /** A name, or a parameter that is one; null where the current token is neither. */
    @Nullable String name() {
        if (lexer.token() == Token.NAME && !CSpecifiers.isKeyword(lexer.text())) {
            return lexer.text();
        }
        return lexer.token() == Token.PARAMETER && nextParameter() instanceof LuaString string
                ? LuaText.view(string)
                : null;
    }

    /** Goes on after a name. */
    void skipName() {
        if (lexer.token() == Token.PARAMETER) {
            usedParameters++;
        }
        lexer.next();
    }

    private LuaValue nextParameter() {
        if (usedParameters >= parameters.size()) {
            throw wrongParameters();
        }
        return parameters.get(usedParameters);
    }

    /** The parameter that the current token stands for, as a type. */
    CType typeParameter() {
        LuaValue parameter = nextParameter();
        CType type = CTypes.of(parameter);
        if (type == null) {
            throw lexer.error("declaration specifier expected");
        }
        usedParameters++;
        return type;
    }

    /** The parameter that the current token stands for, as a number. */
    CConstant numberParameter() {
        LuaValue number = nextParameter();
        if (number.type() != LuaValue.TNUMBER) {
            throw lexer.error("unexpected symbol");
        }
        usedParameters++;
        return CConstant.of((long) number.todouble());
    }
}
