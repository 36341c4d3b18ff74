// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;

/** A name or string of a chunk: equal ones are one object. */
final class Symbol {

    final LuaString string;

    /** The token of a reserved word; {@link Token#NAME} for others. */
    final int token;

    final int hash;

    /** The innermost local variable of that name that is in scope where the parser is. */
    @Nullable LocalVariable variable;

    private @Nullable String text;

    Symbol(LuaString string, int token, int hash) {
        this.string = string;
        this.token = token;
        this.hash = hash;
    }

    /** One char a byte. */
    String text() {
        String known = text;
        if (known == null) {
            known = new String(string.m_bytes, string.m_offset, string.m_length, StandardCharsets.ISO_8859_1);
            text = known;
        }
        return known;
    }
}
