// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/** A table whose fields are read and written by functions of the API, such as {@code ngx.var}. */
final class LiveTable {

    /** Reads a field. */
    @FunctionalInterface
    interface Reader {

        /** The value of a field; nil where there is none. */
        LuaValue read(NgxContext ngx, LuaTable table, LuaValue key);
    }

    /** Writes a field. */
    @FunctionalInterface
    interface Writer {

        /** Writes {@code value}, which may be nil. */
        void write(NgxContext ngx, LuaTable table, LuaValue key, LuaValue value);
    }

    private LiveTable() {}

    /** A table for a worker, without fields of its own. */
    static LuaTable of(NgxContext ngx, Reader reader, Writer writer) {
        LuaTable table = new LuaTable();
        table.setmetatable(metatable(ngx, reader, writer));
        return table;
    }

    /** The metatable that makes a table's missing fields live. */
    static LuaTable metatable(NgxContext ngx, Reader reader, Writer writer) {
        LuaTable metatable = new LuaTable();
        metatable.set("__index", new Index(ngx, reader));
        metatable.set("__newindex", new NewIndex(ngx, writer));
        return metatable;
    }

    private static final class Index extends VarArgFunction {

        private final NgxContext ngx;
        private final Reader reader;

        Index(NgxContext ngx, Reader reader) {
            this.ngx = ngx;
            this.reader = reader;
            this.name = "__index";
        }

        @Override
        public LuaValue call(LuaValue table, LuaValue key) {
            return reader.read(ngx, table.checktable(), key);
        }

        @Override
        public Varargs invoke(Varargs args) {
            return call(args.arg1(), args.arg(2));
        }
    }

    private static final class NewIndex extends VarArgFunction {

        private final NgxContext ngx;
        private final Writer writer;

        NewIndex(NgxContext ngx, Writer writer) {
            this.ngx = ngx;
            this.writer = writer;
            this.name = "__newindex";
        }

        @Override
        public LuaValue call(LuaValue table, LuaValue key, LuaValue value) {
            writer.write(ngx, table.checktable(), key, value);
            return NIL;
        }

        @Override
        public Varargs invoke(Varargs args) {
            return call(args.arg1(), args.arg(2), args.arg(3));
        }
    }
}
