// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.http.FieldText;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** Names of header fields as scripts write them. */
final class HeaderNames {

    /** Fields of a request that nginx keeps one of: a later value replaces an earlier one. */
    static final Set<String> SINGLE_IN_REQUEST = caseless(
            "Host",
            "Connection",
            "If-Modified-Since",
            "If-Unmodified-Since",
            "If-Match",
            "If-None-Match",
            "User-Agent",
            "Referer",
            "Content-Length",
            "Content-Range",
            "Content-Type",
            "Range",
            "If-Range",
            "Transfer-Encoding",
            "Expect",
            "Upgrade",
            "Accept-Encoding",
            "Via",
            "Authorization",
            "Keep-Alive",
            "Date");

    /** Fields of a response that nginx keeps one of. */
    static final Set<String> SINGLE_IN_RESPONSE = caseless(
            "Content-Type",
            "Content-Length",
            "Last-Modified",
            "ETag",
            "Server",
            "Date",
            "WWW-Authenticate",
            "Expires",
            "Content-Range",
            "Accept-Ranges",
            "Content-Encoding",
            "Refresh",
            "Location");

    private static final int DEFAULT_MAX = 100;

    private HeaderNames() {}

    private static Set<String> caseless(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(Set.of(names));
        return set;
    }

    /** The text of a value that a script uses as a field's name. */
    static String of(LuaValue name) {
        return FieldText.name(LuaArgs.text(name));
    }

    /** The metatable of tables of header fields: other spellings of a name find its lower-case one. */
    static LuaTable metatable() {
        LuaTable metatable = new Table();
        metatable.set("__index", new NativeFunction.Fixed("__index") {
            @Override
            public boolean isNamedByCaller() {
                return false;
            }

            @Override
            protected LuaValue of(LuaValue table, LuaValue name, LuaValue none) {
                if (name.type() != LuaValue.TSTRING && name.type() != LuaValue.TNUMBER) {
                    throw Arguments.bad(1, "lower", "string expected, got " + name.typename());
                }
                String key = LuaText.view(name).toLowerCase(Locale.ROOT).replace('_', '-');
                return table.rawget(LuaText.of(key));
            }
        });
        return metatable;
    }

    /** How many fields are read: {@code max} as scripts give it. */
    static int limit(int max) {
        return max < 0 ? DEFAULT_MAX : max == 0 ? Integer.MAX_VALUE : max;
    }

    /** A field's name as tables of fields have it as a key. */
    static LuaString key(String name, boolean raw) {
        return LuaText.of(raw ? name : name.toLowerCase(Locale.ROOT));
    }
}
