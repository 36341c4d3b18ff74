// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.Vm;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;

/**
 * A piece of memory: what one {@code ffi.new} makes, or the bytes of a Lua string. All access is checked. Belongs to one
 * worker.
 */
final class Block {

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** From how many bytes on the worker is told of memory that is taken. */
    private static final int COUNTED = 1024;

    private final byte[] bytes;
    private final int start;
    private final int size;
    private final boolean ofString;

    /** Its first byte's address; 0 until somebody asked for it. */
    private long address;

    /** The blocks that pointers in this one point to, by the pointer's offset. */
    private @Nullable TreeMap<Integer, Block> targets;

    /** The function that stands here, for a block that a pointer to it points into. */
    private @Nullable CFunction function;

    private Block(byte[] bytes, int start, int size, boolean ofString) {
        this.bytes = bytes;
        this.start = start;
        this.size = size;
        this.ofString = ofString;
    }

    /** Zeroed memory, which counts towards what the running code may take. */
    static Block of(int size) {
        Vm vm = size >= COUNTED ? Vm.current() : null;
        if (vm != null) {
            vm.allocate(size);
        }
        return new Block(new byte[size], 0, size, false);
    }

    /** Bytes that something else has too. */
    static Block of(byte[] bytes, int from, int count) {
        return new Block(bytes, from, count, false);
    }

    /** The bytes of a string, which can't be written, and a zero behind them. */
    static Block of(LuaString string) {
        return new Block(string.m_bytes, string.m_offset, string.m_length, true);
    }

    @Nullable CFunction function() {
        return function;
    }

    /** Has a function stand here. */
    void function(CFunction callable) {
        function = callable;
    }

    /** How many bytes there are; the zero behind a string's counts. */
    int size() {
        return ofString ? size + 1 : size;
    }

    long address() {
        return address;
    }

    void address(long value) {
        address = value;
    }

    private int at(long offset, int width) {
        if (offset < 0 || offset > size - width) {
            throw outOfBounds(offset, width);
        }
        return start + (int) offset;
    }

    private int forWriting(long offset, int width) {
        if (ofString) {
            throw new LuaError("attempt to write to constant location");
        }
        return at(offset, width);
    }

    private LuaError outOfBounds(long offset, int width) {
        return new LuaError("attempt to access " + width + (width == 1 ? " byte" : " bytes") + " at offset " + offset
                + " of an object of " + size() + (size() == 1 ? " byte" : " bytes"));
    }

    /** Checks that so many bytes are there. */
    void check(long offset, long count) {
        if (offset < 0 || count > size() - offset) {
            throw outOfBounds(offset, (int) Math.min(count, Integer.MAX_VALUE));
        }
    }

    byte readByte(long offset) {
        return ofString && offset == size ? 0 : bytes[at(offset, 1)];
    }

    short readShort(long offset) {
        return (short) SHORTS.get(bytes, at(offset, 2));
    }

    int readInt(long offset) {
        return (int) INTS.get(bytes, at(offset, 4));
    }

    long readLong(long offset) {
        return (long) LONGS.get(bytes, at(offset, 8));
    }

    void writeByte(long offset, int value) {
        bytes[forWriting(offset, 1)] = (byte) value;
    }

    void writeShort(long offset, int value) {
        SHORTS.set(bytes, forWriting(offset, 2), (short) value);
    }

    void writeInt(long offset, int value) {
        INTS.set(bytes, forWriting(offset, 4), value);
    }

    void writeLong(long offset, long value) {
        LONGS.set(bytes, forWriting(offset, 8), value);
    }

    /** Writes a pointer, and keeps what it points to while it stands here. */
    void writePointer(long offset, long value, @Nullable Block target) {
        writeLong(offset, value);
        TreeMap<Integer, Block> known = targets;
        if (target == null || target == this) {
            if (known != null) {
                known.remove((int) offset);
            }
            return;
        }
        if (known == null) {
            known = new TreeMap<>();
            targets = known;
        }
        known.put((int) offset, target);
    }

    /** What the pointer at the offset pointed to when it was written; null where that isn't known. */
    @Nullable Block target(long offset) {
        TreeMap<Integer, Block> known = targets;
        return known == null ? null : known.get((int) offset);
    }

    /** Sets bytes. */
    void fill(long offset, int count, int value) {
        int from = forWriting(offset, count);
        Arrays.fill(bytes, from, from + count, (byte) value);
        TreeMap<Integer, Block> known = targets;
        if (known != null) {
            known.subMap((int) offset, (int) offset + count).clear();
        }
    }

    /** Takes bytes of another block, or of this one. */
    void copy(long offset, Block from, long fromOffset, int count) {
        if (count == 0) {
            return;
        }
        int to = forWriting(offset, count);
        boolean withZero = from.ofString && fromOffset + count == from.size + 1L;
        int own = withZero ? count - 1 : count;
        System.arraycopy(from.bytes, from.at(fromOffset, own), bytes, to, own);
        if (withZero) {
            bytes[to + own] = 0;
        }
        TreeMap<Integer, Block> theirs = from.targets;
        if (theirs != null && theirs != targets) {
            for (Map.Entry<Integer, Block> entry :
                    theirs.subMap((int) fromOffset, (int) fromOffset + count).entrySet()) {
                keep((int) (offset + entry.getKey() - fromOffset), entry.getValue());
            }
        }
    }

    private void keep(int offset, Block target) {
        TreeMap<Integer, Block> known = targets;
        if (known == null) {
            known = new TreeMap<>();
            targets = known;
        }
        known.put(offset, target);
    }

    /** The bytes as a string. */
    LuaString string(long offset, int count) {
        if (count == 0) {
            return LuaString.valueUsing(new byte[0]);
        }
        if (ofString && offset >= 0 && offset + count == size + 1L) {
            byte[] copy = Arrays.copyOfRange(bytes, start + (int) offset, start + size);
            return LuaString.valueUsing(Arrays.copyOf(copy, count));
        }
        int from = at(offset, count);
        return LuaString.valueUsing(Arrays.copyOfRange(bytes, from, from + count));
    }

    /** How many bytes there are before the first zero or the end, from an offset on. */
    int lengthToZero(long offset) {
        if (ofString && offset == size) {
            return 0;
        }
        int from = at(offset, 1);
        int end = start + size;
        for (int i = from; i < end; i++) {
            if (bytes[i] == 0) {
                return i - from;
            }
        }
        return end - from;
    }
}
