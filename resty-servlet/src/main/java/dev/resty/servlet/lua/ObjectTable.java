// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.Table;

/** A table that is an object of a library, with its methods in a {@link Methods} behind {@code __index}. */
public class ObjectTable extends Table {

    /** An object without methods yet. */
    protected ObjectTable() {}

    /** The methods of a library's objects. */
    public static final class Methods extends Table {

        /** No methods yet. */
        public Methods() {}
    }
}
