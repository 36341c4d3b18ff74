// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CodePolicyTest {

    private static final String PROPERTY = "dev.resty.lua";

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void usual_isWhatTheSystemPropertySays() {
        assertThat(Backend.usual()).isEqualTo(CodePolicy.MIXED);
        System.setProperty(PROPERTY, "interpreted");
        assertThat(Backend.usual()).isEqualTo(CodePolicy.INTERPRETED);
    }

    @Test
    void newCache_propertyOfAnotherValue_saysWhatItCanBe() {
        System.setProperty(PROPERTY, "fast");
        assertThatThrownBy(CodeCache::new)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the system property dev.resty.lua must be mixed, compiled or interpreted, not 'fast'");
    }
}
