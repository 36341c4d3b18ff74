// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;

/** The names and strings of one chunk: a hash table with linear probing. */
final class Symbols {

    private @Nullable Symbol[] table = new Symbol[256];
    private int count;

    Symbols() {
        for (int token = Token.AND; token <= Token.WHILE; token++) {
            byte[] word = Token.shown(token).getBytes(StandardCharsets.ISO_8859_1);
            find(word, 0, word.length, token);
        }
    }

    /** The symbol of a text, one char a byte. */
    Symbol find(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return find(bytes, 0, bytes.length);
    }

    /** The symbol of some bytes, which are copied. */
    Symbol find(byte[] bytes, int from, int to) {
        return find(bytes, from, to, Token.NAME);
    }

    private Symbol find(byte[] bytes, int from, int to, int token) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + bytes[i];
        }
        hash ^= hash >>> 15;
        int place = hash & table.length - 1;
        for (Symbol symbol = table[place]; symbol != null; symbol = table[place]) {
            if (symbol.hash == hash && isSame(symbol.string, bytes, from, to)) {
                return symbol;
            }
            place = place + 1 & table.length - 1;
        }
        Symbol symbol = new Symbol(LuaString.valueUsing(Arrays.copyOfRange(bytes, from, to)), token, hash);
        table[place] = symbol;
        if (++count * 2 > table.length) {
            grow();
        }
        return symbol;
    }

    private void grow() {
        @Nullable Symbol[] larger = new Symbol[table.length * 2];
        for (Symbol symbol : table) {
            if (symbol != null) {
                int place = symbol.hash & larger.length - 1;
                while (larger[place] != null) {
                    place = place + 1 & larger.length - 1;
                }
                larger[place] = symbol;
            }
        }
        table = larger;
    }

    private static boolean isSame(LuaString string, byte[] bytes, int from, int to) {
        return Arrays.equals(string.m_bytes, string.m_offset, string.m_offset + string.m_length, bytes, from, to);
    }
}
