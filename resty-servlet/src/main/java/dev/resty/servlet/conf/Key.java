// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

/**
 * What a scope holds a value under.
 *
 * @param directive the directive that sets it, for messages
 * @param fallback the value where no directive sets one
 */
record Key<T>(String directive, T fallback) {

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
