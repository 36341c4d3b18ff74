// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

/** Lua code of a directive. */
public sealed interface LuaCode {

    /** The directive it was given with, such as {@code access_by_lua_block}. */
    String directive();

    /** Where the directive stands. */
    Position position();

    /**
     * Code written in the configuration.
     *
     * @param directive see {@link LuaCode#directive}
     * @param source the code, an ISO-8859-1 view of its bytes
     * @param chunkName as OpenResty names it: {@code =access_by_lua(nginx.conf:12)}
     * @param position see {@link LuaCode#position}
     */
    record Inline(String directive, String source, String chunkName, Position position) implements LuaCode {}

    /**
     * Code in a file, looked up per request where the path has variables.
     *
     * @param directive see {@link LuaCode#directive}
     * @param path the path; a relative one counts from the prefix
     * @param position see {@link LuaCode#position}
     */
    record File(String directive, Value path, Position position) implements LuaCode {}
}
