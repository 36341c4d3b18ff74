// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.ChunkName;
import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.compiler.LuaC;

/**
 * Compiled chunks by content and name. What is compiled is never changed, so the workers of a pool share one cache.
 * Safe for concurrent use.
 */
public final class CodeCache {

    private static final int ESCAPE = 27;

    private final ConcurrentMap<Key, Prototype> compiled = new ConcurrentHashMap<>();

    /** An empty cache. */
    public CodeCache() {}

    /** Compiles a chunk unless that was done before. */
    Prototype compile(Key key) {
        Prototype known = compiled.get(key);
        if (known != null) {
            return known;
        }
        Prototype fresh = compileNow(key.source, key.chunkName);
        Prototype other = compiled.putIfAbsent(key, fresh);
        return other == null ? fresh : other;
    }

    /**
     * Compiles a chunk.
     *
     * @throws LuaFailure with Lua's message
     */
    static Prototype compileNow(byte[] source, String chunkName) {
        if (source.length > 0 && source[0] == ESCAPE) {
            throw LuaFailure.of(
                    ChunkName.shortened(chunkName)
                            + ": this is a precompiled chunk (LuaJIT or PUC Lua bytecode), which is not supported: give its source");
        }
        try {
            return LuaC.instance.compile(new ByteArrayInputStream(source), chunkName);
        } catch (LuaError e) {
            throw LuaFailure.of(CompileErrorText.of(chunkName, String.valueOf(e.getMessage())));
        } catch (NullPointerException e) {
            // The compiler's own way to fail where it should complain of too many locals or upvalues.
            throw LuaFailure.of(ChunkName.shortened(chunkName)
                    + ": a function has too many local variables (limit is 200) or upvalues (limit is 60)");
        } catch (NumberFormatException e) {
            throw LuaFailure.of(ChunkName.shortened(chunkName) + ": malformed number (" + e.getMessage() + ")");
        } catch (IOException | RuntimeException e) {
            throw new LuaFailure(LuaText.utf8(ChunkName.shortened(chunkName) + ": cannot be compiled: " + e), null, e);
        } catch (StackOverflowError e) {
            throw LuaFailure.of(ChunkName.shortened(chunkName) + ": chunk has too many syntax levels");
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
