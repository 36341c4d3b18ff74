// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.Bytes;

/** A transformation that leaves alone what lacks its triggers. */
abstract class Rewriting implements Transformation {

    private final String name;

    private final int triggers;

    Rewriting(String name, int triggers) {
        this.name = name;
        this.triggers = triggers;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int triggers() {
        return triggers;
    }

    @Override
    public final Bytes apply(Bytes value) {
        return value.isEmpty() || (value.kinds() & triggers) == 0 ? value : rewrite(value);
    }

    /** Transforms a value that isn't empty and has a trigger; returns the very same object where nothing changes. */
    abstract Bytes rewrite(Bytes value);

    /** Room for as many bytes as a value has, with those in it that are before a place in the value's array. */
    static byte[] begun(Bytes value, int at) {
        byte[] out = new byte[value.length()];
        System.arraycopy(value.array(), value.from(), out, 0, at - value.from());
        return out;
    }

    /** The first bytes of what was written, or the value itself where they are equal. */
    static Bytes written(Bytes value, byte[] out, int length) {
        Bytes written = Bytes.of(out, 0, length);
        return length == value.length() && written.equals(value) ? value : written;
    }
}
