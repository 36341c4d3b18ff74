// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** {@code ngx.re} with the results of nginx 1.22 with ngx_lua. */
class NgxReTest {

    private final NgxVm vm = new NgxVm();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`nil, 'nil'` ~ `{0=nil}`",
                "`123, '2'` ~ `{0=2}`",
                "`'a', 'a', nil` ~ `{0=a}`",
                "`'hello 12', '\\\\d', 'jo', {pos=8}` ~ `{0=2}`",
                "`'abc', 'a', '', {pos=-5}` ~ `{0=a}`",
                "`'abc', 'b', '', {pos=2.9}` ~ `{0=b}`",
                "`'abc', '$', '', {pos=4}` ~ `{0=}`",
                "`'abc', 'c', '', {pos=99}` ~ `nil pcre_exec() failed: -24`",
                "`'1234', '(?<remaining>\\\\d+)(?<x>z)?'` ~ `{0=1234,1=1234,2=false,remaining=1234,x=false}`",
                "`'a', '(?<n>a)|(?<m>z)'` ~ `{0=a,1=a,2=false,m=false,n=a}`",
                "`'abc', '(a)(z)?', '', nil, {9,8,7,6,5}` ~ `{0=a,1=a,2=false,3=7,4=6,5=5}`",
                "`'abc', 'z', '', nil, {9}` ~ `nil`",
                "`'a', '('` ~ `nil pcre_compile() failed: missing ) in \"(\"`",
                "`'a', 'abc)'` ~ `nil pcre_compile() failed: unmatched parentheses in \"abc)\" at \")\"`",
                "`'\\255', 'a', 'u'` ~ `nil pcre_exec() failed: -10`",
            })
    void match_asInNginx(String arguments, String expected) {
        assertThat(vm.run("return ngx.re.match(" + arguments + ")")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`'hello, 1234', '([0-9]+)', 'jo'` ~ `8 11`",
                "`'hello, 1234', '([0-9])([0-9]+)', 'jo', nil, 2` ~ `9 11`",
                "`'h1', '([0-9])', 'jo', nil, 2` ~ `nil nil nth out of bound`",
                "`'h1', '([0-9])', 'jo', nil, -1` ~ `2 2`",
                "`'h1', '([0-9])|(x)', 'jo', nil, 2` ~ `nil nil`",
                "`'h', ''` ~ `1 0`",
                "`'h', '('` ~ `nil nil pcre_compile() failed: missing ) in \"(\"`",
                "`'h', 'x'` ~ `nil`",
                "`'\\255', 'a', 'u'` ~ `nil nil pcre_exec() failed: -10`",
            })
    void find_asInNginx(String arguments, String expected) {
        assertThat(vm.run("return ngx.re.find(" + arguments + ")")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`sub('hello, 1234', '([0-9])[0-9]', '[$0][$1]')` ~ `hello, [12][1]34 1`",
                "`sub('hello, 1234', '[0-9]', '${0}00$$ ${1} $9')` ~ `hello, 100$  234 1`",
                "`sub('hello, 1234', '([0-9])[0-9]', function(m) return '['..m[0]..']['..m[1]..']' end)` ~ `hello, [12][1]34 1`",
                "`sub('abc', 'b', function() return 12 end)` ~ `a12c 1`",
                "`sub('abc', 'b', function() return false end)` ~ `afalsec 1`",
                "`sub('abc', 'b', function() return nil end)` ~ `anilc 1`",
                "`sub('abc', 'z', 'y')` ~ `abc 0`",
                "`sub('abc', '(', 'y')` ~ `nil nil pcre_compile() failed: missing ) in \"(\"`",
                "`sub('abc', 'b', '$')` ~ `nil nil failed to compile the replacement template`",
                "`sub('abc', 'b', '${x}')` ~ `nil nil failed to compile the replacement template`",
                "`sub('abc', 'b', '${1')` ~ `nil nil failed to compile the replacement template`",
                "`sub('abc', '(b)', '$10')` ~ `ac 1`",
                "`sub('abc', '(b)', '${1}0$1a')` ~ `ab0bac 1`",
                "`sub('abc', 'b', nil)` ~ `anilc 1`",
                "`sub('abc', 'b', true)` ~ `atruec 1`",
                "`sub('abc', 'b', '\\\\0\\\\n%1')` ~ `a\\0\\n%1c 1`",
                "`sub('abc', 'b|(x)', '<$1>')` ~ `a<>c 1`",
                "`gsub('hello, world', '([a-z])[a-z]+', '[$0,$1]', 'i')` ~ `[hello,h], [world,w] 2`",
                "`gsub('abc', '', '-')` ~ `-a-b-c- 4`",
                "`gsub('abc', 'b*', '-')` ~ `-a--c- 4`",
                "`gsub('aaa', '^a', 'b')` ~ `baa 1`",
                "`gsub('aab', '(?<=a)', '-')` ~ `a-a-b 2`",
                "`gsub('aab', 'a\\\\Kb', '-')` ~ `aa- 1`",
                "`gsub('\\255', 'a', 'b', 'u')` ~ `nil nil pcre_exec() failed: -10`",
            })
    void substitution_asInNginx(String call, String expected) {
        assertThat(vm.run("return ngx.re." + call)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`match('a', nil)` ~ `attempt to get length of local 'regex' (a nil value)`",
                "`match('a', 1)` ~ `attempt to get length of local 'regex' (a number value)`",
                "`match('a', 'a', 1)` ~ `attempt to get length of local 'opts' (a number value)`",
                "`match('a', 'a', 'zz')` ~ `unknown flag \"z\" (flags \"zz\")`",
                "`match('a', 'a', '', 1)` ~ `attempt to index local 'ctx' (a number value)`",
                "`match('a', 'a', '', {pos='2'})` ~ `attempt to compare string with number`",
                "`match('a', 'a', '', nil, 1)` ~ `attempt to index local 'res' (a number value)`",
                "`find('a', 'a', '', nil, '1')` ~ `attempt to compare string with number`",
                "`sub('abc', 'b', function() end)` ~ `bad argument #1 to 'tostring' (value expected)`",
            })
    void misuse_isAnError(String call, String message) {
        assertThat(vm.error("ngx.re." + call)).isEqualTo(message);
    }

    @Test
    void ctx_position_goesOn() {
        assertThat(vm.run("local c = {pos = 2} local f, t = ngx.re.find('aaa', 'a', '', c) return f, t, c.pos"))
                .isEqualTo("2 2 3");
        assertThat(vm.run("local c = {pos = 2} ngx.re.find('aaa', 'b', '', c) return c.pos"))
                .isEqualTo("2");
    }

    @Test
    void gmatch_givesEachMatchThenNil() {
        assertThat(vm.run(
                        "local it = ngx.re.gmatch('hello, world!', '([a-z]+)|(x)', 'i') return it(), it(), it(), it()"))
                .isEqualTo("{0=hello,1=hello,2=false} {0=world,1=world,2=false} nil nil");
        assertThat(vm.run("local n = 0 for m in ngx.re.gmatch('ab', '') do n = n + 1 end return n"))
                .isEqualTo("3");
        assertThat(vm.run("return ngx.re.gmatch('a', '(')")).isEqualTo("nil pcre_compile() failed: missing ) in \"(\"");
        assertThat(vm.run("return ngx.re.gmatch('\\255', 'a', 'u')()")).isEqualTo("nil pcre_exec() failed: -10");
    }

    @Test
    void compile_givesAnObjectWithTheFunctionsAsMethods() {
        assertThat(vm.run("local re = ngx.re.compile('(b)(?<n>c)?', 'jo') return re:match('abc'), re:find('abc')"))
                .isEqualTo("{0=bc,1=b,2=c,n=c} 2 3");
        assertThat(vm.run("local re = ngx.re.compile('b') return re:sub('abb', '-'), re:gsub('abb', '-')"))
                .isEqualTo("a-b a-- 2");
        assertThat(vm.run("local re = ngx.re.compile('b') return re:gmatch('abb')()"))
                .isEqualTo("{0=b}");
        assertThat(vm.run("return ngx.re.compile('(')")).isEqualTo("nil pcre_compile() failed: missing ) in \"(\"");
        assertThat(vm.error("ngx.re.compile('b').match('x')"))
                .isEqualTo("bad argument #1 to 'match' (regex expected, got string)");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`'a,b,c', ','` ~ `{1=a,2=b,3=c}`",
                "`'a,b,,', ','` ~ `{1=a,2=b}`",
                "`',a', ','` ~ `{1=,2=a}`",
                "`'a,b,c', ',', nil, nil, 2` ~ `{1=a,2=b,c}`",
                "`'a, b', '(,) '` ~ `{1=a,2=,,3=b}`",
                "`'abc', ''` ~ `{1=a,2=b,3=c}`",
                "`'abcd', '', nil, nil, 3` ~ `{1=a,2=b,3=cd}`",
                "`'a,b,c', ',', nil, {pos=3}` ~ `{1=b,2=c}`",
                "`'abc', ','` ~ `{1=abc}`",
                "`'', ','` ~ `{}`",
                "`'a,b', ',', nil, nil, nil, {1,2,3,4}` ~ `{1=a,2=b,4=4}`",
                "`'a', '('` ~ `nil pcre_compile() failed: missing ) in \"(\"`",
            })
    void split_asInNginx(String arguments, String expected) {
        assertThat(vm.run("return require('ngx.re').split(" + arguments + ")")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`match('abc', 'a|ab', 'd')` ~ `{0=ab}`",
                "`match('abc', '(a)(b)?', 'd')` ~ `{0=ab}`",
                "`find('abc', '(a)', 'd', nil, 1)` ~ `nil nil nth out of bound`",
                "`gsub('a1bc', '([a-z])|[a-z]+', '<$0$1>', 'd')` ~ `<a>1<bc> 2`",
                "`match('ab', '(?<n>a)(?<n>b)?', 'D')` ~ `{0=ab,1=a,2=b,n={1=a,2=b}}`",
                "`match('a', '(?<n>a)(?<n>b)?', 'D')` ~ `{0=a,1=a,2=false,n={1=a}}`",
                "`match('a', '(?<n>a)(?<n>b)?')` ~ `nil pcre_compile() failed: two named subpatterns have the same name in \"(?<n>a)(?<n>b)?\" at \">b)?\"`",
                "`match('a]', 'a[]', 'J')` ~ `nil`",
                "`match('ab', '(z)?a\\\\1b', 'J')` ~ `{0=ab,1=false}`",
                "`match('x(a(b)c)y', '\\\\((?:[^()]|(?R))*\\\\)')` ~ `{0=(a(b)c)}`",
                "`match('aXbX', '(?(?=a)aX|bX)')` ~ `{0=aX}`",
                "`match('foobar', '(?<=foo)bar')` ~ `{0=bar}`",
                "`match('aaaab', 'a++b')` ~ `{0=aaaab}`",
                "`match('2026-11-22', '(?|(\\\\d{4})-|(x))(?<m>\\\\d\\\\d)')` ~ `{0=2026-11,1=2026,2=11,m=11}`",
            })
    void options_d_D_J_andWhatOnlyBacktrackingMatches(String call, String expected) {
        assertThat(vm.run("return ngx.re." + call)).isEqualTo(expected);
    }

    @Test
    void subject_thatIsAPartOfAString_isSearchedInItsOwnBounds() {
        assertThat(vm.run("local s = ('x'):rep(40) .. 'ab12cd' .. ('y'):rep(40) local p = s:sub(38, 60)"
                        + " local m = ngx.re.match(p, '([a-z]+)(\\\\d+)')"
                        + " return m[1], m[2], ngx.re.find(p, '\\\\d+'), ngx.re.find(p, '^x'), ngx.re.find(p, 'y$')"))
                .isEqualTo("xxxab 12 6 1 23 23");
        assertThat(vm.run("local p = ((' '):rep(50) .. 'a,b,c' .. (' '):rep(50)):sub(51, 55)"
                        + " return (ngx.re.gsub(p, ',', ';')), require('ngx.re').split(p, ',')"))
                .isEqualTo("a;b;c {1=a,2=b,3=c}");
    }

    @Test
    void set_tellsWhichPatternsMatch() {
        assertThat(vm.run("local set = ngx.re.set({'union', '\\\\d+', 'x(?=y)', 'UNI'}, 'i')"
                        + " return set:find('xz'), set:find('re-union 1'), set:find('12 xy'),"
                        + " set:match('a Union 1'), set:match('')"))
                .isEqualTo("nil 1 2 {1=1,2=2,3=4} {}");
        assertThat(vm.run("return ngx.re.set({'a', '('})")).isEqualTo("nil pcre_compile() failed: missing ) in \"(\"");
        assertThat(vm.run("return ngx.re.set({}):find('a'), ngx.re.set({}):match('a')"))
                .isEqualTo("nil {}");
        assertThat(vm.run("return ngx.re.set({'a'}, 'u'):find('\\255')")).isEqualTo("nil pcre_exec() failed: -10");
        assertThat(vm.error("ngx.re.set('a')")).isEqualTo("bad argument #1 to 'set' (table expected, got string)");
        assertThat(vm.error("ngx.re.set({'a', {}})"))
                .isEqualTo("attempt to get length of local 'regex' (a table value)");
        assertThat(vm.error("ngx.re.set({'a'}).find('x')"))
                .isEqualTo("bad argument #1 to 'find' (regex set expected, got string)");
    }

    @Test
    void matchLimit_endsASearchThatTakesMoreSteps() {
        NgxVm limited = new NgxVm(new NgxLimits(10, 500, 1, 1));
        assertThat(limited.run("return ngx.re.match(('a'):rep(40) .. '!b', '(a+)+\\\\1b')"))
                .isEqualTo("nil pcre_exec() failed: -8");
        assertThat(limited.run("return ngx.re.match('aab', '(a)\\\\1b')")).isEqualTo("{0=aab,1=a}");
        assertThat(vm.run("return ngx.re.match(('a'):rep(40) .. 'bc', '(*LIMIT_MATCH=20)(?:a|(a)\\\\1)+c')"))
                .isEqualTo("nil pcre_exec() failed: -8");
    }

    @Test
    void cache_full_forgetsTheLeastRecentlyUsedAndWarnsOnce() {
        List<String> warnings = new ArrayList<>();
        RegexCache cache = new RegexCache(2, 0, warnings::add);
        LuaString none = LuaValue.EMPTYSTRING;
        Regex.Compiled a = cache.get(LuaString.valueOf("a+"), none);
        Regex.Compiled b = cache.get(LuaString.valueOf("b+"), none);
        assertThat(cache.get(LuaString.valueOf("a+".getBytes(StandardCharsets.US_ASCII)), none))
                .isSameAs(a);
        assertThat(warnings).isEmpty();
        cache.get(LuaString.valueOf("c+"), none);
        cache.get(LuaString.valueOf("d+"), LuaString.valueOf("i"));
        assertThat(warnings).containsExactly("lua exceeding regex cache max entries (2)");
        assertThat(cache.get(LuaString.valueOf("b+".getBytes(StandardCharsets.US_ASCII)), none))
                .isNotSameAs(b);
    }

    @Test
    void cache_ofNoEntries_compilesEachTime() {
        NgxVm uncached = new NgxVm(new NgxLimits(0, 0, 1, 1));
        assertThat(uncached.run("return ngx.re.match('a', 'a', 'o'), ngx.re.match('b', 'b', 'o'),"
                        + " require('resty.core.regex').is_regex_cache_empty()"))
                .isEqualTo("{0=a} {0=b} true");
    }

    @Test
    void match_longSubjectForRecursion_keepsTheWorker() {
        assertThat(vm.run("return #ngx.re.match(('ab'):rep(20000) .. 'c', '(?:a|b)*c')[0]"))
                .isEqualTo("40001");
    }
}
