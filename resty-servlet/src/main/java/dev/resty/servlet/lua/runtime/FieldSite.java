// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

/**
 * A place of compiled code that uses a field with a constant name: remembers where the field was found last. Tables that
 * were filled alike have it in the same place, so that none of their other keys is met on the way. Only a hint, shared by
 * all workers.
 */
public final class FieldSite {

    /** The place in the hash of the table that the field was found in last. */
    int place;

    /** A place that hasn't been reached. */
    public FieldSite() {}
}
