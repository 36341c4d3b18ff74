// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.dict.DictValue;
import dev.resty.dict.SharedDict;
import dev.resty.servlet.lua.ObjectTable;
import dev.resty.store.heap.HeapSharedDict;
import dev.resty.store.heap.KnownKey;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;

/**
 * A shared dict as Lua sees it, such as {@code ngx.shared.dogs}: a table whose methods come from a metatable, with the
 * dict as userdata at index 1.
 */
public final class DictObject extends ObjectTable {

    private final SharedDict dict;

    /** The dict where its operations are done in this JVM, without waiting; else null. */
    final @Nullable SharedDict local;

    /** The keys that are used again and again, where the dict is in this JVM's heap; else null. */
    final @Nullable KnownKeys keys;

    DictObject(SharedDict dict, LuaTable metatable) {
        this.dict = dict;
        this.local = dict.remote() ? null : dict;
        this.keys = dict instanceof HeapSharedDict heap ? new KnownKeys(heap) : null;
        rawset(1, new LuaUserdata(dict));
        setmetatable(metatable);
    }

    /** Reads a live value, as {@link SharedDict#get(byte[], int, int)}, by a key that the dict can have. */
    @Nullable DictValue get(LuaString key) {
        KnownKey known = keys == null ? null : keys.find(key);
        return known == null ? dict.get(key.m_bytes, key.m_offset, key.m_length) : known.get();
    }

    /** Whether a value is a dict. */
    public static boolean isDict(LuaValue object) {
        return object instanceof DictObject
                || object instanceof LuaTable table && table.rawget(1).isuserdata(SharedDict.class);
    }

    /**
     * The dict that a script has given.
     *
     * @throws LuaError {@code bad "zone" argument} where it is none
     */
    public static SharedDict dict(LuaValue object) {
        if (object instanceof DictObject known) {
            return known.dict;
        }
        if (isDict(object)) {
            return (SharedDict) ((LuaTable) object).rawget(1).touserdata();
        }
        throw new LuaError("bad \"zone\" argument");
    }
}
