// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.Table;
import java.util.Arrays;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * Reads JSON the way lua-cjson does, one use per text. Like C it takes a NUL byte for the end of the text, and its
 * errors name positions from 1.
 */
final class JsonDecoder {

    // Where lua-cjson runs out of Lua stack whatever the limit is set to.
    private static final int DEEPEST = 3000;

    /** A kind of token under the name that lua-cjson's errors have for it. */
    private enum Token {
        T_OBJ_BEGIN,
        T_OBJ_END,
        T_ARR_BEGIN,
        T_ARR_END,
        T_STRING,
        T_NUMBER,
        T_INTEGER,
        T_BOOLEAN,
        T_NULL,
        T_COLON,
        T_COMMA,
        T_END,
        T_ERROR
    }

    private final JsonSettings settings;
    private final byte[] text;
    private final int start;
    private final int end;
    private int at;
    private int depth;

    private Token token = Token.T_END;
    private int tokenAt;
    private LuaValue value = LuaValue.NIL;
    private String error = "";

    JsonDecoder(JsonSettings settings, LuaString json) {
        this.settings = settings;
        this.text = json.m_bytes;
        this.start = json.m_offset;
        this.end = json.m_offset + json.m_length;
        this.at = start;
    }

    /** The value that the text stands for. */
    LuaValue decode() {
        if (end - start >= 2 && (text[start] == 0 || text[start + 1] == 0)) {
            throw new LuaError("JSON parser does not support UTF-16 or UTF-32");
        }
        next();
        LuaValue result = value();
        next();
        if (token != Token.T_END) {
            throw unexpected("the end");
        }
        return result;
    }

    private LuaValue value() {
        return switch (token) {
            case T_STRING, T_NUMBER, T_INTEGER, T_BOOLEAN, T_NULL -> value;
            case T_OBJ_BEGIN -> object();
            case T_ARR_BEGIN -> array();
            default -> throw unexpected("value");
        };
    }

    private LuaTable object() {
        descend();
        LuaTable table = new Table();
        next();
        if (token == Token.T_OBJ_END) {
            depth--;
            return table;
        }
        while (true) {
            if (token != Token.T_STRING) {
                throw unexpected("object key string");
            }
            LuaValue key = value;
            next();
            if (token != Token.T_COLON) {
                throw unexpected("colon");
            }
            next();
            table.rawset(key, value());
            next();
            if (token == Token.T_OBJ_END) {
                depth--;
                return table;
            }
            if (token != Token.T_COMMA) {
                throw unexpected("comma or object end");
            }
            next();
        }
    }

    private LuaTable array() {
        descend();
        LuaTable table = new Table();
        if (settings.arrayWithArrayMt) {
            table.setmetatable(settings.markers.arrayMt());
        }
        next();
        if (token == Token.T_ARR_END) {
            depth--;
            return table;
        }
        for (int i = 1; ; i++) {
            table.rawset(i, value());
            next();
            if (token == Token.T_ARR_END) {
                depth--;
                return table;
            }
            if (token != Token.T_COMMA) {
                throw unexpected("comma or array end");
            }
            next();
        }
    }

    private void descend() {
        depth++;
        if (depth > settings.decodeMaxDepth || depth > DEEPEST) {
            throw new LuaError("Found too many nested data structures (" + depth + ") at character " + (at - start));
        }
    }

    private LuaError unexpected(String expected) {
        String found = token == Token.T_ERROR ? error : token.name();
        return new LuaError("Expected " + expected + " but found " + found + " at character " + (tokenAt - start + 1));
    }

    private void next() {
        if (!skipBlank()) {
            fail("unclosed multi-line comment");
            return;
        }
        tokenAt = at;
        int c = peek(at);
        switch (c) {
            case '{' -> single(Token.T_OBJ_BEGIN);
            case '}' -> single(Token.T_OBJ_END);
            case '[' -> single(Token.T_ARR_BEGIN);
            case ']' -> single(Token.T_ARR_END);
            case ',' -> single(Token.T_COMMA);
            case ':' -> single(Token.T_COLON);
            case 0 -> token = Token.T_END;
            case '"' -> string();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                if (!settings.decodeInvalidNumbers && JsonNumber.invalid(text, at, end)) {
                    fail("invalid number");
                } else {
                    number();
                }
            }
            case 't' -> word("true", Token.T_BOOLEAN, LuaValue.TRUE);
            case 'f' -> word("false", Token.T_BOOLEAN, LuaValue.FALSE);
            case 'n', 'N', 'i', 'I', '+' -> {
                if (startsWith("null")) {
                    word("null", Token.T_NULL, settings.markers.nullValue());
                } else if (settings.decodeInvalidNumbers && JsonNumber.invalid(text, at, end)) {
                    number();
                } else {
                    fail("invalid token");
                }
            }
            default -> fail("invalid token");
        }
    }

    /** Skips white space, and comments where they are allowed; false where one isn't closed. */
    private boolean skipBlank() {
        while (true) {
            int c = peek(at);
            while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                c = peek(++at);
            }
            if (!settings.allowComment || c != '/') {
                return true;
            }
            int second = peek(at + 1);
            if (second == '/') {
                at += 2;
                while (peek(at) != 0 && peek(at) != '\n') {
                    at++;
                }
            } else if (second == '*') {
                at += 2;
                while (peek(at) != '*' || peek(at + 1) != '/') {
                    if (peek(at) == 0) {
                        return false;
                    }
                    at++;
                }
                at += 2;
            } else {
                return true;
            }
        }
    }

    private void single(Token kind) {
        token = kind;
        at++;
    }

    private void word(String word, Token kind, LuaValue meaning) {
        if (startsWith(word)) {
            token = kind;
            value = meaning;
            at += word.length();
        } else {
            fail("invalid token");
        }
    }

    private boolean startsWith(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (peek(at + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void number() {
        JsonNumber number = JsonNumber.read(text, at, end);
        if (number.end() == at) {
            fail("invalid number");
            return;
        }
        token = number.integer() ? Token.T_INTEGER : Token.T_NUMBER;
        value = LuaValue.valueOf(number.value());
        at = number.end();
    }

    private void string() {
        at++;
        int from = at;
        while (at < end) {
            byte c = text[at];
            if (c == '"') {
                // Short strings, as keys are, come from LuaJ's cache of recent ones.
                value = LuaString.valueOf(text, from, at - from);
                token = Token.T_STRING;
                at++;
                return;
            }
            if (c == '\\' || c == 0) {
                break;
            }
            at++;
        }
        escapedString(from);
    }

    /** Reads on in a string whose bytes since {@code from} stand for themselves. */
    private void escapedString(int from) {
        byte[] out = new byte[Math.max(32, (at - from) * 2)];
        int length = at - from;
        System.arraycopy(text, from, out, 0, length);
        while (true) {
            int c = peek(at);
            if (c == '"') {
                break;
            }
            if (c == 0) {
                fail("unexpected end of string");
                return;
            }
            if (out.length - length < 4) {
                out = Arrays.copyOf(out, out.length * 2);
            }
            if (c != '\\') {
                out[length++] = (byte) c;
                at++;
                continue;
            }
            int escape = peek(at + 1);
            if (escape == 'u') {
                int written = unicode(out, length);
                if (written == 0) {
                    fail("invalid unicode escape code");
                    return;
                }
                length += written;
                continue;
            }
            byte plain = escaped(escape);
            if (plain == 0) {
                fail("invalid escape code");
                return;
            }
            out[length++] = plain;
            at += 2;
        }
        at++;
        value = LuaString.valueOf(out, 0, length);
        token = Token.T_STRING;
    }

    private static byte escaped(int c) {
        return switch (c) {
            case '"', '\\', '/' -> (byte) c;
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            default -> 0;
        };
    }

    /** Writes the escape at the current position as UTF-8 and goes past it; 0 where it is invalid. */
    private int unicode(byte[] out, int length) {
        int code = hex4(at + 2);
        if (code < 0) {
            return 0;
        }
        int size = 6;
        if ((code & 0xf800) == 0xd800) {
            int low = peek(at + 6) == '\\' && peek(at + 7) == 'u' ? hex4(at + 8) : -1;
            if ((code & 0x400) != 0 || low < 0 || (low & 0xfc00) != 0xdc00) {
                return 0;
            }
            code = ((code & 0x3ff) << 10 | low & 0x3ff) + 0x10000;
            size = 12;
        }
        at += size;
        return utf8(code, out, length);
    }

    private static int utf8(int code, byte[] out, int at) {
        if (code < 0x80) {
            out[at] = (byte) code;
            return 1;
        }
        int length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        int rest = code;
        for (int i = length - 1; i > 0; i--) {
            out[at + i] = (byte) (0x80 | rest & 0x3f);
            rest >>= 6;
        }
        out[at] = (byte) (0xf00 >> length | rest);
        return length;
    }

    private int hex4(int from) {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(from + i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }

    private void fail(String what) {
        token = Token.T_ERROR;
        tokenAt = at;
        error = what;
    }

    private int peek(int index) {
        return index < end ? text[index] & 0xff : 0;
    }
}
