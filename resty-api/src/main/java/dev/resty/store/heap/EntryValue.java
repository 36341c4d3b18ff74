// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.NotAScalarException;

/**
 * What an entry's record says, read from its parts: the word of its kind, what holds its key and value, and the bits of
 * its number. Whoever reads without a lock makes sure first that these belong together.
 */
final class EntryValue {

    private EntryValue() {}

    private static Boxed boxed(Object content) {
        if (content instanceof Boxed boxed) {
            return boxed;
        }
        throw new IllegalStateException("no boxed value");
    }

    private static byte[] bytes(Object content) {
        if (content instanceof byte[] bytes) {
            return bytes;
        }
        throw new IllegalStateException("no bytes");
    }

    /** An array that starts with the entry's key. */
    static byte[] keyBytes(Object content) {
        return content instanceof byte[] bytes ? bytes : boxed(content).key();
    }

    /** @throws NotAScalarException where the entry is a list */
    static DictValue of(long kind, Object content, long number, boolean stale) {
        if (Slots.type(kind) == Slots.LIST) {
            throw new NotAScalarException();
        }
        return new DictValue(scalar(kind, content, number), flags(kind, content), stale);
    }

    /** The value of an entry that is no list. */
    static LuaScalar scalar(long kind, Object content, long number) {
        switch (Slots.type(kind)) {
            case Slots.STRING:
                return LuaScalar.wrap(bytes(content), Slots.keyLength(kind), stringLength(kind, content));
            case Slots.NUMBER:
                return LuaScalar.of(Double.longBitsToDouble(number));
            case Slots.FROZEN:
                return (LuaScalar) boxed(content).value();
            default:
                return LuaScalar.of(Slots.type(kind) == Slots.TRUE);
        }
    }

    static ValueList list(Object content) {
        if (boxed(content).value() instanceof ValueList list) {
            return list;
        }
        throw new IllegalStateException("no list");
    }

    private static int stringLength(long kind, Object content) {
        return bytes(content).length
                - Slots.keyLength(kind)
                - (Slots.flagged(kind) ? EntryBytes.FLAGS_SIZE : 0)
                - (Slots.owned(kind) ? EntryBytes.OWNER_SIZE : 0);
    }

    static int flags(long kind, Object content) {
        if (!Slots.flagged(kind)) {
            return 0;
        }
        if (content instanceof byte[] bytes) {
            return EntryBytes.flags(
                    bytes, bytes.length - EntryBytes.FLAGS_SIZE - (Slots.owned(kind) ? EntryBytes.OWNER_SIZE : 0));
        }
        return boxed(content).flags();
    }

    /** The owner of the lock that an entry is; 0 where it is none. */
    static long owner(long kind, Object content) {
        if (!Slots.owned(kind)) {
            return 0;
        }
        return content instanceof byte[] bytes
                ? EntryBytes.owner(bytes)
                : boxed(content).owner();
    }

    /** What an entry counts against the capacity. */
    static long size(long kind, Object content) {
        long value;
        switch (Slots.type(kind)) {
            case Slots.STRING -> value = stringLength(kind, content);
            case Slots.NUMBER -> value = Double.BYTES;
            case Slots.FROZEN -> value = ((LuaScalar.Frozen) boxed(content).value()).size();
            case Slots.LIST -> value = list(content).size();
            default -> value = 1;
        }
        return HeapSharedDict.ENTRY_OVERHEAD + Slots.keyLength(kind) + value;
    }

    /** The type that an entry of this value has. */
    static int typeOf(LuaScalar value) {
        if (value instanceof LuaScalar.Bytes) {
            return Slots.STRING;
        }
        if (value instanceof LuaScalar.Num) {
            return Slots.NUMBER;
        }
        if (value instanceof LuaScalar.Bool bool) {
            return bool.value() ? Slots.TRUE : Slots.FALSE;
        }
        return Slots.FROZEN;
    }

    /** The bits that a record has for a value: those of a number, 0 for all others. */
    static long bits(LuaScalar value) {
        return value instanceof LuaScalar.Num number ? bits(number.value()) : 0;
    }

    static long bits(double number) {
        long bits = Double.doubleToRawLongBits(number);
        return bits == Slots.HELD ? Double.doubleToLongBits(number) : bits;
    }
}
