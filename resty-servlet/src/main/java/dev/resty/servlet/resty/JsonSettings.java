// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.Table;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;

/** What one instance of {@code cjson} is set to, lua-cjson's defaults at first. Belongs to one worker. */
final class JsonSettings {

    /** How NaN and the infinities are written. */
    enum InvalidNumbers {
        OFF,
        ON,
        NULL
    }

    /**
     * The values of {@code cjson} that are compared by identity and shared by all instances of a worker.
     *
     * @param nullValue {@code cjson.null}, the same value as {@code ngx.null}
     * @param emptyArray {@code cjson.empty_array}
     * @param arrayMt {@code cjson.array_mt}
     * @param emptyArrayMt {@code cjson.empty_array_mt}
     */
    record Markers(LuaValue nullValue, LuaValue emptyArray, LuaTable arrayMt, LuaTable emptyArrayMt) {

        static Markers of(LuaValue nullValue) {
            return new Markers(nullValue, new LuaUserdata(new Object()), new Table(), new Table());
        }
    }

    final Markers markers;

    boolean sparseConvert = false;
    int sparseRatio = 2;
    int sparseSafe = 10;
    int encodeMaxDepth = 1000;
    int decodeMaxDepth = 1000;
    InvalidNumbers encodeInvalidNumbers = InvalidNumbers.OFF;
    boolean decodeInvalidNumbers = true;
    boolean keepBuffer = true;
    int numberPrecision = 14;
    boolean emptyTableAsObject = true;
    boolean arrayWithArrayMt = false;
    boolean allowComment = false;
    boolean escapeForwardSlash = true;
    boolean skipUnsupported = false;

    /** Null where output isn't indented. */
    @Nullable LuaString indent;

    JsonSettings(Markers markers) {
        this.markers = markers;
    }
}
