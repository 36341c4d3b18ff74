// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Statement;
import java.util.List;

/** What a block of a {@linkplain Division divided} function consists of. Compared by identity. */
sealed interface Piece {

    /** A statement in the method that the block is in. */
    record One(Statement statement) implements Piece {}

    /** Statements that are a method of their own. */
    record Part(List<Piece> pieces) implements Piece {

        /** The line of the first of them. */
        int line() {
            Piece first = pieces.get(0);
            return first instanceof One one ? one.statement().line() : ((Part) first).line();
        }
    }
}
