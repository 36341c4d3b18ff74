// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.lua.Patience.Kind;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private final Kind kind = new Kind(2048);

    private final Patience patience = new Patience(kind);

    @Test
    void learn_inVain_looksLessUntilItDoesntLook() {
        patience.learn(1000, false);
        assertThat(patience.looks()).isEqualTo(250);
        patience.learn(250, false);
        assertThat(patience.looks()).isEqualTo(62);
        patience.learn(62, false);
        assertThat(patience.looks()).isZero();
    }

    @Test
    void learn_worthIt_looksForTheLongestTime() {
        patience.learn(16, false);
        patience.learn(16, true);
        assertThat(patience.looks()).isEqualTo(Runtime.getRuntime().availableProcessors() > 1 ? 2048 : 0);
    }

    @Test
    void looks_afterManyWaitsWithoutLooking_looksOnceMore() {
        patience.learn(1, false);
        long looked = 0;
        for (int i = 0; i < 64; i++) {
            looked += patience.looks();
        }
        assertThat(looked).isEqualTo(Runtime.getRuntime().availableProcessors() > 1 ? 2048 : 0);
    }

    @Test
    void new_afterOthersLearned_startsWithWhatTheyLearned() {
        patience.learn(400, false);
        assertThat(new Patience(kind).looks()).isEqualTo(100);
    }
}
