// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.fuzz;

import java.util.List;

/** Something that runs Lua programs. */
interface Engine {

    /** What each of the programs leaves behind, one char a byte. */
    List<String> run(List<String> programs);
}
