// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Operators;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's string functions with patterns. */
final class PatternFunctions {

    private PatternFunctions() {}

    static void addTo(NativeTable string) {
        string.fn(new Find()).fn(new Match()).fn(new Gmatch()).fn(new Gsub());
    }

    /** Where the search of a string begins, as an index from 0. */
    private static int start(LuaValue init, LuaString string, String function) {
        int position = StringFunctions.position(Check.integer(init, 3, function, 1), string.m_length);
        return Math.max(0, Math.min(position - 1, string.m_length));
    }

    /** {@code string.find}. */
    private static final class Find extends NativeFunction {

        Find() {
            super("string", "find");
        }

        @Override
        protected Varargs all(Varargs args) {
            int given = args.narg();
            return find(
                    given > 0 ? args.arg1() : NONE,
                    given > 1 ? args.arg(2) : NONE,
                    args.arg(3),
                    Operators.isTrue(args.arg(4)));
        }

        @Override
        protected Varargs all2(LuaValue string, LuaValue pattern) {
            return find(string, pattern, NIL, false);
        }

        @Override
        protected Varargs all3(LuaValue string, LuaValue pattern, LuaValue init) {
            return find(string, pattern, init, false);
        }

        private static Varargs find(LuaValue subject, LuaValue what, LuaValue init, boolean plain) {
            LuaString string = Check.string(subject, 1, "find");
            LuaString pattern = Check.string(what, 2, "find");
            int from = start(init, string, "find");
            PatternCode code = plain ? null : PatternCode.of(pattern);
            if (code == null || code.plain) {
                int found = Strings.indexOf(string, pattern, from);
                return found < 0 ? NIL : varargsOf(valueOf(found + 1), valueOf(found + pattern.m_length));
            }
            PatternMatcher matcher = new PatternMatcher(code, string);
            int at = matcher.find(string.m_offset + from);
            if (at < 0) {
                return NIL;
            }
            int end = matcher.matchEnd;
            LuaValue first = valueOf(at - string.m_offset + 1);
            LuaValue last = valueOf(end - string.m_offset);
            return code.captures == 0 ? varargsOf(first, last) : matcher.captures(first, last, at, end);
        }
    }

    /** {@code string.match}. */
    private static final class Match extends NativeFunction {

        Match() {
            super("string", "match");
        }

        @Override
        protected Varargs all(Varargs args) {
            int given = args.narg();
            return match(given > 0 ? args.arg1() : NONE, given > 1 ? args.arg(2) : NONE, args.arg(3));
        }

        @Override
        protected Varargs all2(LuaValue string, LuaValue pattern) {
            return match(string, pattern, NIL);
        }

        @Override
        protected Varargs all3(LuaValue string, LuaValue pattern, LuaValue init) {
            return match(string, pattern, init);
        }

        private static Varargs match(LuaValue subject, LuaValue what, LuaValue init) {
            LuaString string = Check.string(subject, 1, "match");
            LuaString pattern = Check.string(what, 2, "match");
            int from = start(init, string, "match");
            PatternMatcher matcher = new PatternMatcher(PatternCode.of(pattern), string);
            int at = matcher.find(string.m_offset + from);
            return at < 0 ? NIL : matcher.captures(at, matcher.matchEnd);
        }
    }

    /** {@code string.gmatch}. */
    private static final class Gmatch extends NativeFunction.Fixed {

        Gmatch() {
            super("string", "gmatch");
        }

        @Override
        protected LuaValue of(LuaValue subject, LuaValue what, LuaValue none) {
            LuaString string = Check.string(subject, 1, "gmatch");
            return new Matches(string, Check.string(what, 2, "gmatch"));
        }
    }

    /** The iterator of {@code string.gmatch}; {@code ^} is a byte like others in its pattern. */
    private static final class Matches extends NativeFunction {

        private final PatternMatcher matcher;
        private final int end;
        private int next;

        Matches(LuaString string, LuaString pattern) {
            super("gmatch_aux");
            matcher = new PatternMatcher(PatternCode.unanchored(pattern), string);
            next = string.m_offset;
            end = next + string.m_length;
        }

        @Override
        protected Varargs all(Varargs args) {
            return all0();
        }

        @Override
        protected Varargs all1(LuaValue state) {
            return all0();
        }

        @Override
        protected Varargs all2(LuaValue state, LuaValue control) {
            return all0();
        }

        @Override
        protected Varargs all0() {
            int at = next > end ? -1 : matcher.find(next);
            if (at < 0) {
                next = end + 1;
                return NONE;
            }
            int to = matcher.matchEnd;
            next = to == at ? to + 1 : to;
            return matcher.captures(at, to);
        }
    }

    /** {@code string.gsub}. */
    private static final class Gsub extends NativeFunction {

        Gsub() {
            super("string", "gsub");
        }

        @Override
        protected Varargs all(Varargs args) {
            int given = args.narg();
            return gsub(given > 0 ? args.arg1() : NONE, given > 1 ? args.arg(2) : NONE, args.arg(3), args.arg(4));
        }

        @Override
        protected Varargs all3(LuaValue string, LuaValue pattern, LuaValue replacement) {
            return gsub(string, pattern, replacement, NIL);
        }

        private static Varargs gsub(LuaValue subject, LuaValue what, LuaValue by, LuaValue limit) {
            LuaString string = Check.string(subject, 1, "gsub");
            LuaString pattern = Check.string(what, 2, "gsub");
            LuaValue replacement = by instanceof LuaNumber ? LuaText.bytes(by) : by;
            if (!(replacement instanceof LuaString
                    || replacement instanceof LuaTable
                    || replacement instanceof LuaFunction)) {
                throw Check.bad(3, "gsub", "string/function/table expected");
            }
            int most = Check.absent(limit) ? Integer.MAX_VALUE : (int) (long) Check.number(limit, 4, "gsub");
            return new Substitution(string, PatternCode.of(pattern), replacement).run(most);
        }
    }

    /** One run of {@code gsub}. */
    private static final class Substitution {

        private final LuaString string;
        private final PatternCode code;
        private final LuaValue replacement;
        private final PatternMatcher matcher;
        private final ByteBuilder result;
        private final boolean literal;

        Substitution(LuaString string, PatternCode code, LuaValue replacement) {
            this.string = string;
            this.code = code;
            this.replacement = replacement;
            this.matcher = new PatternMatcher(code, string);
            this.result = new ByteBuilder(string.m_length);
            this.literal = replacement instanceof LuaString text && !hasEscape(text);
        }

        private static boolean hasEscape(LuaString text) {
            for (int i = 0; i < text.m_length; i++) {
                if (text.m_bytes[text.m_offset + i] == '%') {
                    return true;
                }
            }
            return false;
        }

        Varargs run(int most) {
            byte[] bytes = string.m_bytes;
            int end = string.m_offset + string.m_length;
            int copied = string.m_offset;
            int at = copied;
            int count = 0;
            while (count < most) {
                int found = matcher.find(at);
                if (found < 0) {
                    break;
                }
                int to = matcher.matchEnd;
                result.append(bytes, copied, found - copied);
                count++;
                replace(found, to);
                copied = to;
                at = to > found ? to : to + 1;
                if (at > end || code.anchored) {
                    break;
                }
            }
            if (count == 0) {
                return LuaValue.varargsOf(string, LuaValue.ZERO);
            }
            result.append(bytes, copied, end - copied);
            Strings.allocate(result.length());
            return LuaValue.varargsOf(result.build(), LuaValue.valueOf(count));
        }

        private void replace(int from, int to) {
            LuaValue value;
            if (replacement instanceof LuaString text) {
                if (literal) {
                    result.append(text);
                } else {
                    expand(text, from, to);
                }
                return;
            }
            if (replacement instanceof LuaTable table) {
                value = table.get(matcher.capture(0, from, to));
            } else if (code.captures <= 1) {
                value = replacement.call(matcher.capture(0, from, to));
            } else {
                value = replacement.invoke(matcher.captures(from, to)).arg1();
            }
            if (value instanceof LuaString text) {
                result.append(text);
            } else if (!Operators.isTrue(value)) {
                result.append(string.m_bytes, from, to - from);
            } else if (value instanceof LuaNumber) {
                result.append(LuaText.bytes(value));
            } else {
                throw new LuaError("invalid replacement value (a " + value.typename() + ")");
            }
        }

        private void expand(LuaString text, int from, int to) {
            byte[] bytes = text.m_bytes;
            int end = text.m_offset + text.m_length;
            for (int i = text.m_offset; i < end; i++) {
                int c = bytes[i];
                if (c != '%') {
                    result.append(c);
                    continue;
                }
                i++;
                // LuaJIT takes the zero byte behind the string for the escaped one.
                int next = i < end ? bytes[i] : 0;
                if (!LuaNumbers.isDigit(next)) {
                    result.append(next);
                } else if (next == '0') {
                    result.append(string.m_bytes, from, to - from);
                } else {
                    result.append(LuaText.bytes(matcher.capture(next - '1', from, to)));
                }
            }
        }
    }
}
