// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.ChunkName;
import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.Code;
import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.runtime.Vm;
import dev.resty.servlet.lua.syntax.FunctionDump;
import dev.resty.servlet.lua.syntax.LuaParser;
import dev.resty.servlet.lua.syntax.LuaSyntaxException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.luaj.vm2.LuaTable;

/**
 * Chunks by content and name, ready to be run. What is made ready is never changed, so the workers of a pool share one
 * cache. Safe for concurrent use.
 */
public final class CodeCache {

    private static final int ESCAPE = 27;

    private final Backend backend;
    private final ConcurrentMap<Key, Template> known = new ConcurrentHashMap<>();

    /** An empty cache of code that is run in the usual way. */
    public CodeCache() {
        this(Backend.usual());
    }

    /** An empty cache of code that is run in a certain way. */
    public CodeCache(Backend backend) {
        this.backend = backend;
    }

    /**
     * Makes a chunk ready unless that was done before.
     *
     * @throws LuaFailure with Lua's message
     */
    Template template(Key key) {
        Template before = known.get(key);
        if (before != null) {
            return before;
        }
        Template fresh = fresh(key.source, key.chunkName);
        Template other = known.putIfAbsent(key, fresh);
        return other == null ? fresh : other;
    }

    /**
     * Makes a chunk ready, to be forgotten with what is created of it.
     *
     * @throws LuaFailure with Lua's message
     */
    Template fresh(byte[] source, String chunkName) {
        if (source.length > 0 && source[0] == ESCAPE) {
            FunctionDump dump = FunctionDump.read(source);
            if (dump != null) {
                Template chunk = fresh(dump.source(), dump.chunkName());
                return dump.isChunk() ? chunk : new Returned(chunk);
            }
            throw LuaFailure.of(
                    ChunkName.shortened(chunkName)
                            + ": this is a precompiled chunk (LuaJIT or PUC Lua bytecode), which is not supported: give its source");
        }
        try {
            return backend.template(LuaParser.parse(source, chunkName));
        } catch (LuaSyntaxException e) {
            throw LuaFailure.of(String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            throw LuaFailure.of(ChunkName.shortened(chunkName) + ": chunk has too many syntax levels");
        }
    }

    /**
     * A function of which there is a chunk that returns it.
     *
     * @param chunk does nothing else
     */
    private record Returned(Template chunk) implements Template {

        @Override
        public Code code() {
            return chunk.code();
        }

        @Override
        public Closure create(Vm vm, LuaTable environment, Object[] upvalues) {
            return (Closure) chunk.create(vm, environment, upvalues).call();
        }
    }

    /** A chunk's name and source. */
    static final class Key {

        private final String chunkName;
        private final byte[] source;
        private final int hash;

        Key(String chunkName, byte[] source) {
            this.chunkName = chunkName;
            this.source = source;
            this.hash = 31 * chunkName.hashCode() + Arrays.hashCode(source);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && key.hash == hash
                    && key.chunkName.equals(chunkName)
                    && Arrays.equals(key.source, source);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
