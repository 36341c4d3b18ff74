// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * A table that is an object of a library, with its methods in a {@link Methods} behind {@code __index}. It remembers the
 * method that was looked up last: hot code calls one method of it again and again, and by the same constant, so that it is
 * known by identity.
 */
public class ObjectTable extends LuaTable {

    private @Nullable Methods methods;
    private @Nullable LuaValue lastKey;
    private LuaValue lastMethod = LuaValue.NIL;
    private int lastVersion;

    /** An object without methods yet. */
    protected ObjectTable() {}

    /** The methods of a library's objects. */
    public static final class Methods extends LuaTable {

        /** Counts changes. */
        private int version;

        /** No methods yet. */
        public Methods() {}

        @Override
        public void rawset(LuaValue key, LuaValue value) {
            version++;
            super.rawset(key, value);
        }
    }

    @Override
    public LuaValue setmetatable(LuaValue metatable) {
        methods = metatable.istable() && metatable.checktable().rawget(INDEX) instanceof Methods found ? found : null;
        lastKey = null;
        return super.setmetatable(metatable);
    }

    @Override
    public void rawset(LuaValue key, LuaValue value) {
        lastKey = null;
        super.rawset(key, value);
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public LuaValue get(LuaValue key) {
        Methods behind = methods;
        if (behind == null) {
            return super.get(key);
        }
        if (key == lastKey && behind.version == lastVersion) {
            return lastMethod;
        }
        LuaValue own = rawget(key);
        if (!own.isnil()) {
            return own;
        }
        LuaValue found = behind.get(key);
        if (found.isfunction()) {
            lastMethod = found;
            lastVersion = behind.version;
            lastKey = key;
        }
        return found;
    }
}
