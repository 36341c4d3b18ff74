// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

/** Something that listens until it is closed. Closing it twice does nothing the second time. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    /** Stops listening; an event that is being delivered may still arrive. */
    @Override
    void close();
}
