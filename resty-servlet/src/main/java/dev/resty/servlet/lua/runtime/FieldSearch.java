// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * Finds a field that isn't where a place of code found it last, and remembers where it is. Each of these methods does all of
 * that by itself and so is larger than what HotSpot takes into other code: {@link Operators#index(Vm, LuaValue, LuaString,
 * FieldSite)} and {@link Operators#method} stay small, and are taken in wherever code uses a field.
 */
final class FieldSearch {

    private FieldSearch() {}

    /** {@code object.key}, which the object itself has, or a table behind its {@code __index}. */
    @SuppressWarnings("ReferenceEquality")
    static LuaValue find(LuaValue object, LuaString key, FieldSite site) {
        if (!(object instanceof Table table) || table.cold != null) {
            return Indexing.get(object, key);
        }
        LuaValue[] t = table.slots;
        int i = key.hashCode() << 1 & t.length - 1;
        for (LuaValue k = t[i]; k != null; k = t[i]) {
            if (k == key || k instanceof LuaString name && TableHash.isSame(name, key)) {
                t[i] = key;
                site.place = i;
                LuaValue value = t[i + 1];
                if (value != null) {
                    return value == TableHash.NUMBER ? table.boxed(i) : value;
                }
                break;
            }
            i = i + 2 & t.length - 1;
        }
        LuaValue metatable = table.metatable();
        if (metatable == null) {
            return LuaValue.NIL;
        }
        if (metatable instanceof Table handlers && handlers.cold == null) {
            t = handlers.slots;
            i = LuaValue.INDEX.hashCode() << 1 & t.length - 1;
            for (LuaValue k = t[i]; k != null; k = t[i]) {
                if (k == LuaValue.INDEX || k instanceof LuaString name && TableHash.isSame(name, LuaValue.INDEX)) {
                    t[i] = LuaValue.INDEX;
                    handlers.indexPlace = i;
                    break;
                }
                i = i + 2 & t.length - 1;
            }
            if (t[i] == null || t[i + 1] == null) {
                return LuaValue.NIL;
            }
            if (t[i + 1] instanceof Table next && next.cold == null) {
                t = next.slots;
                i = key.hashCode() << 1 & t.length - 1;
                for (LuaValue k = t[i]; k != null; k = t[i]) {
                    if (k == key || k instanceof LuaString name && TableHash.isSame(name, key)) {
                        t[i] = key;
                        LuaValue value = t[i + 1];
                        if (value != null) {
                            return value == TableHash.NUMBER ? next.boxed(i) : value;
                        }
                        break;
                    }
                    i = i + 2 & t.length - 1;
                }
                return next.metatable() == null ? LuaValue.NIL : Indexing.get(next, key);
            }
        }
        return Indexing.get(object, key);
    }

    /** {@code object.name}, which most often a table behind the object's {@code __index} has: remembers where in that. */
    @SuppressWarnings("ReferenceEquality")
    static LuaValue method(Vm vm, LuaValue object, LuaString name, FieldSite site) {
        if (object instanceof Table table
                && table.cold == null
                && table.metatable() instanceof Table handlers
                && handlers.cold == null) {
            LuaValue[] t = table.slots;
            int i = name.hashCode() << 1 & t.length - 1;
            for (LuaValue k = t[i]; k != null; k = t[i]) {
                if (k == name || k instanceof LuaString other && TableHash.isSame(other, name)) {
                    t[i] = name;
                    LuaValue value = t[i + 1];
                    if (value != null) {
                        return value == TableHash.NUMBER ? table.boxed(i) : value;
                    }
                    break;
                }
                i = i + 2 & t.length - 1;
            }
            t = handlers.slots;
            i = LuaValue.INDEX.hashCode() << 1 & t.length - 1;
            for (LuaValue k = t[i]; k != null; k = t[i]) {
                if (k == LuaValue.INDEX || k instanceof LuaString other && TableHash.isSame(other, LuaValue.INDEX)) {
                    t[i] = LuaValue.INDEX;
                    handlers.indexPlace = i;
                    break;
                }
                i = i + 2 & t.length - 1;
            }
            if (t[i] != null && t[i + 1] instanceof Table methods && methods.cold == null) {
                t = methods.slots;
                i = name.hashCode() << 1 & t.length - 1;
                for (LuaValue k = t[i]; k != null; k = t[i]) {
                    if (k == name || k instanceof LuaString other && TableHash.isSame(other, name)) {
                        t[i] = name;
                        site.place = i;
                        LuaValue value = t[i + 1];
                        if (value != null) {
                            return value == TableHash.NUMBER ? methods.boxed(i) : value;
                        }
                        break;
                    }
                    i = i + 2 & t.length - 1;
                }
                return methods.metatable() == null ? LuaValue.NIL : Indexing.get(methods, name);
            }
        }
        if (object instanceof LuaString && vm.stringMetatable instanceof Table handlers) {
            if (handlers.indexHandler() instanceof Table methods) {
                LuaValue found = methods.getName(name, site);
                if (found != null) {
                    return found;
                }
            }
        }
        return Indexing.get(object, name);
    }
}
