// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.Int64;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A worker's {@code ffi}: what is declared in it, its memory and its finalizers. Used only with the worker's baton.
 *
 * <p>Differs from OpenResty: no C library can be called but for a few functions that Java code does instead; any other
 * declared function can be named and raises an error when it is called. Access outside of an object is an error.
 * {@code long double} and complex numbers are not available, and {@code ffi.load} is refused.
 */
public final class Ffi {

    private static final int MOST_BYTES = Integer.MAX_VALUE - 16;

    private final Declarations declarations = new Declarations();
    private final AddressSpace addresses = new AddressSpace();
    private final Finalizers finalizers = new Finalizers();
    private final Consumer<LuaError> finalizerFailures;
    private @Nullable LuaTable library;
    private int errno;

    /**
     * The {@code ffi} of one worker.
     *
     * @param finalizerFailures gets the errors that finalizers throw
     */
    public Ffi(Consumer<LuaError> finalizerFailures) {
        this.finalizerFailures = finalizerFailures;
    }

    /** The module {@code ffi}: always the same table. */
    public LuaTable library() {
        LuaTable made = library;
        if (made == null) {
            made = new FfiLibrary(this).table();
            library = made;
        }
        return made;
    }

    /** A pointer to some of an array's bytes, as {@code unsigned char *}. */
    public LuaValue pointer(byte[] bytes, int from, int count) {
        return new CPointer(this, new PointerType(NumberType.UCHAR), Block.of(bytes, from, count), 0);
    }

    /** So many bytes that cdata points to; the cdata may be an array or a struct. */
    public LuaString bytes(LuaValue cdata, int count) {
        CPointer pointer = Conversion.pointer(this, PointerType.TO_CONST_VOID, cdata, false);
        return count == 0 ? LuaText.of("") : pointer.accessed().string(pointer.position(), count);
    }

    /**
     * Calls the finalizers of cdata that is garbage. To be called between runs of Lua code, or where code asks for a
     * collection.
     */
    public void finalizeGarbage() {
        finalizers.run(finalizerFailures);
    }

    /** Calls the finalizers of cdata that a collection has just taken. */
    public void finalizeCollected() {
        finalizers.runCollected(finalizerFailures);
    }

    /** Whether any cdata has a finalizer. */
    public boolean hasFinalizers() {
        return finalizers.any();
    }

    Declarations declarations() {
        return declarations;
    }

    AddressSpace addresses() {
        return addresses;
    }

    Finalizers finalizers() {
        return finalizers;
    }

    int errno() {
        return errno;
    }

    void errno(int value) {
        errno = value;
    }

    /** A type that a script gives as text. */
    CType parse(String source, List<LuaValue> parameters) {
        return new CParser(declarations, source, parameters).type();
    }

    /** {@code ffi.new}: a zeroed object with these initializers; a variable length comes first. */
    LuaValue create(CType type, Varargs args) {
        Varargs values = args;
        long bytes = type.size();
        boolean variable = type instanceof ArrayType array && array.isVariable()
                || type instanceof RecordType record && record.isVariable();
        if (variable) {
            if (args.narg() == 0) {
                throw new LuaError("bad argument #2 to 'new' (value expected)");
            }
            bytes = variableSize(type, count(args.arg1(), 2, "new"));
            values = args.subargs(2);
        }
        if (bytes < 0 || bytes > MOST_BYTES || type instanceof FunctionType) {
            throw new LuaError("bad argument #1 to 'new' (size of C type is unknown or too large)");
        }
        Block block = Block.of((int) bytes);
        Initializer.fill(this, type, block, values);
        return boxed(type, block);
    }

    /** The number of elements that an argument gives. */
    static long count(LuaValue value, int number, String function) {
        try {
            return Conversion.integer(NumberType.INT, value, false, NumberType.INT);
        } catch (LuaError e) {
            throw new LuaError("bad argument #" + number + " to '" + function + "' (" + e.getMessage() + ")");
        }
    }

    /** The size with so many elements; unknown for a number that can't be. */
    static long variableSize(CType type, long count) {
        if (count < 0) {
            return CType.UNKNOWN;
        }
        if (type instanceof ArrayType array) {
            return array.element().size() * count;
        }
        RecordType record = (RecordType) type;
        ArrayType part = record.layout().variablePart();
        return part == null ? record.size() : record.size() + part.element().size() * count;
    }

    /** The cdata that owns a block. */
    private LuaValue boxed(CType type, Block block) {
        if (type instanceof NumberType number && number.isLong()) {
            return Int64.of(block.readLong(0), number.isUnsigned());
        }
        if (type instanceof PointerType pointer && !pointer.isReference()) {
            return Access.pointer(this, pointer, block, 0);
        }
        CObject made = CObject.whole(this, type, block);
        LuaTable metatable = type instanceof RecordType record ? record.layout().metatable() : null;
        if (metatable != null) {
            LuaValue finalizer = metatable.rawget(LuaText.of("__gc"));
            if (!finalizer.isnil()) {
                finalizers.set(made, finalizer, () -> CObject.whole(this, type, block));
            }
        }
        return made;
    }

    /** {@code ffi.cast}. */
    LuaValue cast(CType type, LuaValue value) {
        if (!(type.isNumeric() || type instanceof PointerType)) {
            throw new LuaError("bad argument #1 to 'cast' (invalid C type)");
        }
        CType given = CTypes.of(value);
        if (given != null && !(value instanceof CTypeValue) && given.isIdentical(type)) {
            return value;
        }
        if (type instanceof PointerType pointer) {
            return Conversion.pointer(this, pointer, value, true);
        }
        Block block = Block.of((int) Math.max(4, type.size()));
        Conversion.store(this, type, block, 0, value, true);
        return boxed(type, block);
    }

    /** A value as a parameter or result of a type: numbers of C as Lua numbers. */
    LuaValue converted(CType type, LuaValue value, boolean cast) {
        if (type instanceof PointerType pointer) {
            return Conversion.pointer(this, pointer, value, cast);
        }
        Block block = Block.of((int) Math.max(1, type.size()));
        Conversion.store(this, type, block, 0, value, cast);
        return Access.load(this, type, block, 0);
    }

    /** {@code ffi.C}: the declared functions and constants, by name. */
    LuaValue symbol(LuaString key) {
        String name = LuaText.view(key);
        CConstant constant = declarations.constant(name);
        if (constant != null) {
            return constant.lua();
        }
        CType type = declarations.symbol(name);
        if (type == null) {
            throw new LuaError("missing declaration for symbol '" + name + "'");
        }
        if (!(type instanceof FunctionType function)) {
            throw new LuaError("C variable " + name + " is not available on the JVM");
        }
        return CFunction.of(this, function, name, CFunctions.named(declarations.linkName(name)));
    }
}
