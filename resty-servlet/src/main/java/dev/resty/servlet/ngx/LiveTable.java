// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

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
        LuaTable table = new Table();
        table.setmetatable(metatable(ngx, reader, writer));
        return table;
    }

    /** The metatable that makes a table's missing fields live. */
    static LuaTable metatable(NgxContext ngx, Reader reader, Writer writer) {
        LuaTable metatable = new Table();
        metatable.set("__index", new Index(ngx, reader));
        metatable.set("__newindex", new NewIndex(ngx, writer));
        return metatable;
    }

    private static final class Index extends NativeFunction.Fixed {

        private final NgxContext ngx;
        private final Reader reader;

        Index(NgxContext ngx, Reader reader) {
            super("__index");
            this.ngx = ngx;
            this.reader = reader;
        }

        @Override
        public boolean isNamedByCaller() {
            return false;
        }

        @Override
        protected LuaValue of(LuaValue table, LuaValue key, LuaValue none) {
            return reader.read(ngx, table.checktable(), key);
        }
    }

    private static final class NewIndex extends NativeFunction.Fixed {

        private final NgxContext ngx;
        private final Writer writer;

        NewIndex(NgxContext ngx, Writer writer) {
            super("__newindex");
            this.ngx = ngx;
            this.writer = writer;
        }

        @Override
        public boolean isNamedByCaller() {
            return false;
        }

        @Override
        protected LuaValue of(LuaValue table, LuaValue key, LuaValue value) {
            writer.write(ngx, table.checktable(), key, value);
            return NIL;
        }
    }
}
