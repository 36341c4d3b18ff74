// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.Bytes;

/** One of SecLang's transformations, a function of a value. Stateless, safe for concurrent use. */
public interface Transformation {

    /** SecLang's name, as in {@code t:urlDecodeUni}. */
    String name();

    /**
     * The {@link dev.resty.servlet.waf.value.ByteKinds} of which a value must have one for this to change it:
     * {@link dev.resty.servlet.waf.value.ByteKinds#ANY} where it may change any.
     */
    int triggers();

    /** The value transformed; the very same object where nothing changes. Takes time linear in the value's length. */
    Bytes apply(Bytes value);
}
