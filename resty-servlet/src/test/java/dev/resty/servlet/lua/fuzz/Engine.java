// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.fuzz;

import java.util.List;

/** Something that runs Lua programs. */
interface Engine {

    /** The result of a program that was stopped because it did not end. */
    String ENDLESS = "endless";

    /** What each of the programs leaves behind, one char a byte. */
    List<String> run(List<String> programs);
}
