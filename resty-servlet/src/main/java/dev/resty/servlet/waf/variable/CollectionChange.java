// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;

/** A change of a persistent collection, which can be made again on what another node has made of it meanwhile. */
sealed interface CollectionChange {

    /** The name it is about. */
    Bytes name();

    /** Makes it. */
    void apply(CollectionState state);

    /** A value. */
    record Set(Bytes name, Bytes value) implements CollectionChange {
        @Override
        public void apply(CollectionState state) {
            state.set(name, value);
        }
    }

    /** A difference. */
    record Add(Bytes name, long difference) implements CollectionChange {
        @Override
        public void apply(CollectionState state) {
            state.set(name, Bytes.of(state.value(name).number() + difference));
        }
    }

    /** Taken away. */
    record Remove(Bytes name) implements CollectionChange {
        @Override
        public void apply(CollectionState state) {
            state.remove(name);
        }
    }

    /** Lives until a time, in seconds since 1970. */
    record Expire(Bytes name, long at) implements CollectionChange {
        @Override
        public void apply(CollectionState state) {
            state.expire(name, at);
        }
    }
}
