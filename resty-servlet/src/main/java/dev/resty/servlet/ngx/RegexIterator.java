// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.regex.RegexExecException;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/** The iterator of {@code ngx.re.gmatch}: each call returns the next match, then nil. */
final class RegexIterator extends VarArgFunction {

    private final Regex regex;
    private final byte[] subject;
    private int from;

    RegexIterator(Regex regex, byte[] subject) {
        this.regex = regex;
        this.subject = subject;
    }

    @Override
    public Varargs invoke(Varargs args) {
        if (from > subject.length) {
            return NIL;
        }
        int[] groups = regex.newGroups();
        try {
            if (!regex.find(subject, from, groups)) {
                from = subject.length + 1;
                return NIL;
            }
        } catch (RegexExecException e) {
            from = subject.length + 1;
            return Arguments.failure(e.error());
        }
        from = groups[1] == groups[0] ? groups[1] + 1 : groups[1];
        return regex.collect(subject, groups, new LuaTable());
    }
}
