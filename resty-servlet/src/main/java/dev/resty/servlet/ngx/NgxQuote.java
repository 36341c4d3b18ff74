// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.io.ByteArrayOutputStream;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.Varargs;

/** {@code ngx.quote_sql_str}. */
final class NgxQuote {

    private static final String SPECIAL = "\0\b\n\r\t\u001a\\'\"";
    private static final String ESCAPES = "0bnrtZ\\'\"";

    private NgxQuote() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "quote_sql_str",
                        "quoted_value = ngx.quote_sql_str(raw_value)",
                        Phases.ALL,
                        "A string literal by MySQL's rules.",
                        NgxQuote::quote);
    }

    private static Varargs quote(NgxContext ngx, Varargs args) {
        if (args.narg() != 1) {
            throw new LuaError("expecting one argument");
        }
        LuaString text = Arguments.string(args, 1, "quote_sql_str");
        ByteArrayOutputStream quoted = new ByteArrayOutputStream(text.m_length + 2);
        quoted.write('\'');
        for (int i = 0; i < text.m_length; i++) {
            int c = text.luaByte(i);
            int special = SPECIAL.indexOf(c);
            if (special >= 0) {
                quoted.write('\\');
                quoted.write(ESCAPES.charAt(special));
            } else {
                quoted.write(c);
            }
        }
        quoted.write('\'');
        return LuaString.valueUsing(quoted.toByteArray());
    }
}
