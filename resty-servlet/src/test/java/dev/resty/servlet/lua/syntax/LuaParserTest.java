// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In the sources of tables {@code |} stands for a line end. */
class LuaParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "return 1, 0x10, 0x.8p4, 1e3, .5, 0b101 => return 1.0,16.0,8.0,1000.0,0.5,5.0",
                "return 1LL, 0xFFull, 3i, 18446744073709551615LL => return 1LL,255ULL,3.0i,-1LL",
                "return -1, -0, -2LL, - -3 => return -1.0,negate@1(0.0),-2LL,3.0",
                "return 1+2*3, 7/0, 0/0, 2^10, -2^2 => return 7.0,Infinity,divide@1(0.0,0.0),1024.0,-4.0",
                "return 0 * -1 => return multiply@1(0.0,-1.0)",
                "return 0xfffffffffffffffff => return 2.9514790517935283E20",
                "return 0x1p-1074, 0x1.8p-1075, 0x1p1024 => return 4.9E-324,4.9E-324,Infinity",
                "return 'a\\65\\x42\\u{e9}\\z   b\\\\' => return 'aAB\u00c3\u00a9b\\'",
                "return [[|a]], [==[]]]==] => return 'a',']]'",
                "return a.b.c, a[1], (f()), (a) => return index@1(index@1(_G.a,'b'),'c'),index@1(_G.a,1.0),one(call@1(_G.f: )),_G.a",
                "return a and b or not c => return or(and(_G.a,_G.b),not(_G.c))",
                "return a .. b .. c == d => return equal@1(concat@1(_G.a,_G.b,_G.c),_G.d)",
                "return a - b - c ^ d ^ e => return subtract@1(subtract@1(_G.a,_G.b),power@1(_G.c,power@1(_G.d,_G.e)))",
                "return {1, a = 2, ['b'] = 3; f()} => return {1.0,['a']@1=2.0,['b']@1=3.0,call@1(_G.f: )}",
                "f'a'.b{1}:c(2, ...) => method@1(call@1(index@1(call@1(_G.f: 'a'),'b'): {1.0}).c: 2.0,...)",
                "local a, b = 1; a, b.c = b => local a,b = 1.0; a,index@1(b,'c') = b",
                "function a.b:c(x, ...) end => index@1(index@1(_G.a,'b'),'c') = function@1-1(self,x...){}",
                "goto = 1; goto.x() => _G.goto = 1.0; call@1(index@1(_G.goto,'x'): )",
                "for goto = 1, 2 do end => for@1 goto=1.0,2.0{}",
                "repeat local x until x => repeat{local x = }x",
                "while a do if b then break else return end end => while _G.a{if _G.b{break}else{return }}",
                "goto a; ::a:: ::b:: do goto b end => goto a; ::a::; ::b::; do{goto b}",
                "#!/usr/bin/lua|return 1 => return 1.0",
            })
    void parse_lua_givesTree(String source, String tree) throws LuaSyntaxException {
        assertThat(TreeText.of(source.replace('|', '\n'))).isEqualTo(tree);
    }

    /** Each as luajit2 reports an error of the operation. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "return a|.b|.c => return index@3(index@2(_G.a,'b'),'c')",
                "f(|a.b|) => call@1(_G.f: index@3(_G.a,'b'))",
                "f(|a.b|,1) => call@1(_G.f: index@3(_G.a,'b'),1.0)",
                "return f(|1|) => return call@3(_G.f: 1.0)",
                "local x = f(|1|) => local x = call@1(_G.f: 1.0)",
                "return a.b|+ 1 => return add@2(index@2(_G.a,'b'),1.0)",
                "return a|+|b|+|c => return add@5(add@3(_G.a,_G.b),_G.c)",
                "return a ..|b ..|c => return concat@3(_G.a,_G.b,_G.c)",
                "a.b =|1 => index@2(_G.a,'b') = 1.0",
                "function a.b|() return end => index@1(_G.a,'b') = function@1-2(){return }",
                "x = {|[a] =|b} => _G.x = {[_G.a]@3=_G.b}",
                "for i = 1,|2|do end => for@3 i=1.0,2.0{}",
                "for k in|pairs(|t) do end => for@2 k in call@2(_G.pairs: _G.t){}",
                "x = function|() end => _G.x = function@2-2(){}",
                "return -|a => return negate@2(_G.a)",
            })
    void parse_operationOverLines_isAtLuaJitsLine(String source, String tree) throws LuaSyntaxException {
        assertThat(TreeText.of(source.replace('|', '\n'))).isEqualTo(tree);
    }

    @Test
    void parse_equalStrings_areOneObject() throws LuaSyntaxException {
        List<Expression> values = returned("return 'x', [[x]], '\\120', x");
        assertThat(((Expression.Text) values.get(1)).value()).isSameAs(((Expression.Text) values.get(0)).value());
        assertThat(((Expression.Text) values.get(2)).value()).isSameAs(((Expression.Text) values.get(0)).value());
        assertThat(((Expression.Global) values.get(3)).name()).isSameAs(((Expression.Text) values.get(0)).value());
    }

    @Test
    void parse_gotoAndLabel_shareTheLabel() throws LuaSyntaxException {
        List<Statement> statements = TreeText.parse("do goto a end ::a:: goto a do ::a:: goto a end")
                .body()
                .statements();
        Label label = ((Statement.LabelStatement) statements.get(1)).label();
        List<Statement> first = ((Statement.Do) statements.get(0)).body().statements();
        List<Statement> last = ((Statement.Do) statements.get(3)).body().statements();
        assertThat(((Statement.Goto) first.get(0)).label()).isSameAs(label);
        assertThat(((Statement.Goto) statements.get(2)).label()).isSameAs(label);
        assertThat(((Statement.Goto) last.get(1)).label())
                .isSameAs(((Statement.LabelStatement) last.get(0)).label())
                .isNotSameAs(label);
    }

    @Test
    void upvalues_throughFunctions_areInOrderOfFirstUse() throws LuaSyntaxException {
        FunctionBody chunk = TreeText.parse(
                "local a, b, c, d = 1; local function outer() local function inner() return c, a end; return b end d = a");
        Statement.LocalFunction outer =
                (Statement.LocalFunction) chunk.body().statements().get(1);
        FunctionBody body = outer.function().body();
        FunctionBody inner = ((Statement.LocalFunction) body.body().statements().get(0))
                .function()
                .body();
        assertThat(names(inner.upvalues())).isEqualTo("c a");
        assertThat(names(body.upvalues())).isEqualTo("c a b");
        assertThat(chunk.upvalues()).isEmpty();
        List<LocalVariable> locals =
                ((Statement.LocalDeclaration) chunk.body().statements().get(0)).variables();
        assertThat(locals).extracting(LocalVariable::isCaptured).containsExactly(true, true, true, false);
        assertThat(locals).extracting(LocalVariable::isAssigned).containsExactly(false, false, false, true);
        assertThat(body.parent()).isSameAs(chunk);
    }

    @Test
    void self_localFunction_isItsVariableUnlessAssigned() throws LuaSyntaxException {
        FunctionBody chunk = TreeText.parse("local function f() f() end local function g() g() end g = nil");
        List<Statement> statements = chunk.body().statements();
        Statement.LocalFunction f = (Statement.LocalFunction) statements.get(0);
        Statement.LocalFunction g = (Statement.LocalFunction) statements.get(1);
        assertThat(f.function().body().self()).isSameAs(f.variable());
        assertThat(f.variable().needsCell()).isFalse();
        assertThat(g.function().body().self()).isNull();
        assertThat(g.variable().needsCell()).isTrue();
    }

    @Test
    void scope_nameAfterItsBlock_isTheOuterOneAgain() throws LuaSyntaxException {
        List<Statement> statements = TreeText.parse(
                        "local x = x; do local x = x end; x = 1; for x = x, 2 do end; return x")
                .body()
                .statements();
        Statement.LocalDeclaration outer = (Statement.LocalDeclaration) statements.get(0);
        assertThat(outer.values().get(0)).isInstanceOf(Expression.Global.class);
        Statement.LocalDeclaration inner = (Statement.LocalDeclaration)
                ((Statement.Do) statements.get(1)).body().statements().get(0);
        assertThat(((Expression.Local) inner.values().get(0)).variable())
                .isSameAs(outer.variables().get(0));
        assertThat(((Expression.Local) ((Statement.NumericFor) statements.get(3)).start()).variable())
                .isSameAs(outer.variables().get(0));
        assertThat(((Expression.Local)
                                ((Statement.Return) statements.get(4)).values().get(0))
                        .variable())
                .isSameAs(outer.variables().get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x=(", "x={", "do ", "x=- ", "x=a..", "x=f(", "if a then ", "return function() ", "x=a^"})
    void parse_deepNesting_isASyntaxError(String start) {
        String repeated = start.substring(start.indexOf('=') + 1);
        assertThat(SyntaxErrorTest.error(start + repeated.repeat(100_000)))
                .isEqualTo("c:1: chunk has too many syntax levels");
    }

    @Test
    void parse_labelsInARow_nest() {
        assertThat(SyntaxErrorTest.error(labels(199))).isNull();
        assertThat(SyntaxErrorTest.error(labels(100_000))).isEqualTo("c:1: chunk has too many syntax levels");
    }

    private static String labels(int count) {
        return IntStream.range(0, count).mapToObj(i -> "::l" + i + "::").collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1", ".a", "()", "[1]", " and a", ":m()"})
    void parse_longRow_isNoNesting(String link) {
        assertThat(SyntaxErrorTest.error("x = a" + link.repeat(100_000))).isNull();
    }

    @Test
    void parse_limits_areLuaJits() {
        assertThat(SyntaxErrorTest.error(locals(200))).isNull();
        assertThat(SyntaxErrorTest.error(locals(201)))
                .isEqualTo("c:1: main function has more than 200 local variables");
        assertThat(SyntaxErrorTest.error(locals(196) + "for i = 1, 2 do end")).isNull();
        assertThat(SyntaxErrorTest.error("function f() " + locals(197) + "\nfor i = 1, 2 do end end"))
                .isEqualTo("c:2: function at line 1 has more than 200 local variables");
        assertThat(SyntaxErrorTest.error(locals(121) + "\nfunction f()\n return " + sum(120) + " end"))
                .isNull();
        assertThat(SyntaxErrorTest.error(locals(121) + "\nfunction f()\n return " + sum(121) + " end"))
                .isEqualTo("c:3: function at line 2 has more than 120 upvalues");
    }

    @Test
    void parse_dump_isRefused() {
        assertThat(SyntaxErrorTest.error("\033LJ\2")).isEqualTo("c: cannot load incompatible bytecode");
    }

    @Test
    void parse_byteOrderMark_isSkipped() throws LuaSyntaxException {
        assertThat(TreeText.of("\u00ef\u00bb\u00bfreturn 1")).isEqualTo("return 1.0");
    }

    @Test
    void shown_chunkNames_areCutAsInLua() {
        assertThat(SourceName.shown("=" + "n".repeat(80))).isEqualTo("n".repeat(59));
        assertThat(SourceName.shown("@" + "/f".repeat(40))).isEqualTo("..." + "/f".repeat(28));
        assertThat(SourceName.shown("return 1")).isEqualTo("[string \"return 1\"]");
        assertThat(SourceName.shown("return\n1")).isEqualTo("[string \"return...\"]");
        assertThat(SourceName.shown("x".repeat(48))).isEqualTo("[string \"" + "x".repeat(48) + "\"]");
        assertThat(SourceName.shown("x".repeat(49))).isEqualTo("[string \"" + "x".repeat(45) + "...\"]");
    }

    @Test
    void syntaxException_tellsTheLine() {
        assertThatThrownBy(() -> TreeText.parse("\n\nx ="))
                .isInstanceOfSatisfying(
                        LuaSyntaxException.class, e -> assertThat(e.line()).isEqualTo(3));
    }

    private static String locals(int count) {
        return IntStream.range(0, count).mapToObj(i -> "local a" + i + " ").collect(Collectors.joining());
    }

    private static String sum(int count) {
        return IntStream.range(0, count).mapToObj(i -> "a" + i).collect(Collectors.joining("+"));
    }

    private static String names(List<LocalVariable> variables) {
        return variables.stream().map(LocalVariable::name).collect(Collectors.joining(" "));
    }

    private static List<Expression> returned(String source) throws LuaSyntaxException {
        return ((Statement.Return) TreeText.parse(source).body().statements().get(0)).values();
    }
}
