// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import dev.resty.servlet.lua.syntax.SourceName;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;

/** How Lua shows the name of a chunk in messages: {@code =name} and {@code @file} without their sign, text quoted. */
public final class ChunkName {

    private ChunkName() {}

    /** The form shown in messages. */
    public static String shortened(@Nullable LuaString source) {
        return source == null ? "?" : shortened(LuaText.view(source));
    }

    /** The form shown in messages. */
    public static String shortened(String source) {
        return SourceName.shown(source);
    }

    /** The bytes of a source text. */
    public static byte[] bytes(String source) {
        return source.getBytes(StandardCharsets.ISO_8859_1);
    }
}
