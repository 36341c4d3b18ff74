// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Target;
import dev.resty.servlet.waf.variable.Variable;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class ExclusionsTest {

    private final Exclusions exclusions = new Exclusions();

    @Test
    void narrow_sameTargetForEachOfManyMatches_isHeldOnce() {
        for (int i = 0; i < 1000; i++) {
            exclusions.narrow(BitSet.valueOf(new long[] {0b10}), Target.parse("ARGS:a"));
        }
        exclusions.narrow(BitSet.valueOf(new long[] {0b100}), Target.parse("ARGS:a"));

        assertThat(exclusions.narrowings).hasSize(1);
        Entry entry = new Entry(Variable.ARGS, Bytes.of("A"), Bytes.of("x"));
        assertThat(exclusions.excludes(0, entry)).isFalse();
        assertThat(exclusions.excludes(1, entry)).isTrue();
        assertThat(exclusions.excludes(2, entry)).isTrue();
        assertThat(exclusions.excludes(1, new Entry(Variable.ARGS, Bytes.of("b"), Bytes.of("x"))))
                .isFalse();
    }
}
