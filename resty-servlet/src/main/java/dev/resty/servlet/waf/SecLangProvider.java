// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.waf.WafBuilder;
import dev.resty.waf.WafProvider;

/** This engine, as {@link java.util.ServiceLoader} finds it. */
public final class SecLangProvider implements WafProvider {

    /** Made by the loader. */
    public SecLangProvider() {}

    @Override
    public WafBuilder newBuilder() {
        return new SecLangWafBuilder();
    }
}
