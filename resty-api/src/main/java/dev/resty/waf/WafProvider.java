// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

import java.util.ServiceLoader;

/** What a SecLang engine registers itself as, through {@link ServiceLoader}. Safe for concurrent use. */
public interface WafProvider {

    /** A builder without rules. */
    WafBuilder newBuilder();

    /**
     * The engine on the class path.
     *
     * @throws IllegalStateException where there is none
     */
    static WafProvider find() {
        return ServiceLoader.load(WafProvider.class, WafProvider.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no WAF engine on the class path: add the dependency dev.resty:resty-servlet"));
    }
}
