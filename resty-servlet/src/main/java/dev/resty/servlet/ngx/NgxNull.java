// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;

/** {@code ngx.null}: the one value that stands for SQL's, JSON's and Redis's null. The same in all workers. */
public final class NgxNull extends LuaUserdata {

    /** The value. True in conditions, equal only to itself. */
    public static final NgxNull NULL = new NgxNull();

    private NgxNull() {
        super("NULL");
    }

    /** It has no fields: indexing it is an error, as with any userdata that has no metatable. */
    @Override
    public LuaValue get(LuaValue key) {
        throw new LuaError("attempt to index a userdata value");
    }

    @Override
    public void set(LuaValue key, LuaValue value) {
        throw new LuaError("attempt to index a userdata value");
    }

    @Override
    public String tojstring() {
        return "userdata: NULL";
    }
}
