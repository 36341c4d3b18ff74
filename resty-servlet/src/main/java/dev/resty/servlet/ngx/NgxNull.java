// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import org.luaj.vm2.LuaUserdata;

/** {@code ngx.null}: the one value that stands for SQL's, JSON's and Redis's null. The same in all workers. */
public final class NgxNull extends LuaUserdata {

    /** The value. True in conditions, equal only to itself. */
    public static final NgxNull NULL = new NgxNull();

    private NgxNull() {
        super("NULL");
    }

    @Override
    public String tojstring() {
        return "userdata: NULL";
    }
}
