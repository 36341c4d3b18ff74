// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LexerTest {

    private final List<String> warnings = new ArrayList<>();

    private List<Directive> read(String text) {
        return new DirectiveReader(warnings).read(ConfSource.text("t.conf", text));
    }

    private List<String> args(String text) {
        return read(text).get(0).args();
    }

    @Test
    void read_emptyFile_hasNoDirectives() {
        assertThat(read("")).isEmpty();
        assertThat(read(" \r\n\t# only a comment")).isEmpty();
    }

    @Test
    void read_quotesAndEscapes_areResolvedAsNginxDoes() {
        assertThat(args("a \"x\\\"y\" 'it\\'s' p\\ q \\t\\r\\n\\\\ \"\\x\\d\";"))
                .containsExactly("x\"y", "it's", "p\\ q", "\t\r\n\\", "\\x\\d");
        assertThat(args("a \"\" '';")).containsExactly("", "");
    }

    @Test
    void read_quotedLua_losesOneLevelOfBackslashes() {
        assertThat(args("content_by_lua 'ngx.say(\"a\\\\nb \\w {\")\n --$x';"))
                .containsExactly("ngx.say(\"a\\nb \\w {\")\n --$x");
    }

    @Test
    void read_variableInBraces_opensNoBlock() {
        assertThat(args("set $a ${b}c;")).containsExactly("$a", "${b}c");
    }

    @Test
    void read_braceAndHashInsideWord_belongToIt() {
        assertThat(args("a b}c d#e;")).containsExactly("b}c", "d#e");
    }

    @Test
    void read_comment_endsWithItsLine() {
        assertThat(args("a # b; c\n d;")).containsExactly("d");
    }

    @Test
    void read_doubleDashAtStatementStart_isACommentWithAWarning() {
        assertThat(read("a 1; -- Lua's way\n--x\nb -- c;"))
                .extracting(Directive::name)
                .containsExactly("a", "b");
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).endsWith("in t.conf:1");
    }

    @Test
    void read_byteOrderMarkAndCrLf_areSpace() {
        List<Directive> directives = read("\ufeffa 1;\r\nb\r\n2;\r\n");
        assertThat(directives).extracting(Directive::name).containsExactly("a", "b");
        assertThat(directives.get(1).args()).containsExactly("2");
        assertThat(directives.get(1).position()).isEqualTo(new Position("t.conf", 2));
        assertThat(directives.get(1).endLine()).isEqualTo(3);
    }

    @Test
    void read_textBeyondAscii_isAViewOfItsUtf8Bytes() {
        assertThat(args("a \u00e9;")).containsExactly("\u00c3\u00a9");
    }

    @Test
    void read_nulByte_isRefused() {
        assertThatThrownBy(() -> read("a b\0c;"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("unexpected NUL byte in t.conf:1");
        assertThatThrownBy(() -> read("a 'b\0c';")).isInstanceOf(ConfException.class);
    }

    @Test
    void read_unterminatedQuote_namesTheLineItBeginsOn() {
        assertThatThrownBy(() -> read("a 1;\nb \"x\ny;\n"))
                .hasMessageContaining("in t.conf:2")
                .hasMessageContaining("no closing \"");
    }

    @Test
    void read_luaBlock_ignoresBracesInStringsAndComments() {
        String code = " a = '}' b = \"\\\"}\" c = [==[ } ]] ]==] -- }\n --[[ } \n ]] d = {{}} e = x[t[1]] f = '\\\n}' ";
        List<Directive> directives = read("content_by_lua_block {" + code + "}\nnext;");
        assertThat(directives.get(0).args()).containsExactly(code);
        assertThat(directives.get(1).position().line()).isEqualTo(1 + 4);
    }

    @Test
    void read_quoteWithoutPartnerInLuaBlock_isLeftToTheCompiler() {
        assertThat(read("a_by_lua_block { x = \"abc\n y() }").get(0).args()).containsExactly(" x = \"abc\n y() ");
    }

    @Test
    void read_unbalancedLuaBlock_reportsTheLineOfItsOpeningBrace() {
        assertThatThrownBy(() -> read("a;\ncontent_by_lua_block\n{\n if x then {\n end\n"))
                .isInstanceOfSatisfying(
                        ConfException.class,
                        e -> assertThat(e.position().line()).isEqualTo(3))
                .hasMessageContaining("expecting terminating characters for lua code block");
    }

    @Test
    void read_blockNeverClosed_namesWhereItBegan() {
        assertThatThrownBy(() -> read("a {\n b;\n c {\n }\n"))
                .hasMessageStartingWith("unexpected end of file, expecting \"}\" in t.conf:5")
                .hasMessageContaining("line 1");
    }
}
