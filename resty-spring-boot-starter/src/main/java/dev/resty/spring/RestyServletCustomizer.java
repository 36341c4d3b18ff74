// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.servlet.RestyServletBuilder;

/**
 * Adds to the engine in Java what properties and {@code resty.conf} can't say, such as phases written in Java. Beans of
 * this type are called in their order, after the configuration has been read and before the engine starts.
 */
@FunctionalInterface
public interface RestyServletCustomizer {

    /** Adds to the description of the engine. Dicts that are declared here become no beans. */
    void customize(RestyServletBuilder builder);
}
