// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

/**
 * Compiles the scripts that rules name in {@code exec}, {@code @inspectFile} and {@code SecRuleScript}. Found by
 * {@link java.util.ServiceLoader}, unless a {@link WafBuilder} names one. Must be safe for concurrent use.
 */
public interface RuleScriptEngine {

    /** What the names of its scripts end with: {@code .lua}. */
    String suffix();

    /**
     * Compiles a script. Blocks.
     *
     * @param name what errors call it
     * @param source its bytes
     * @throws IllegalArgumentException where it doesn't compile; the message says why
     */
    RuleScript compile(String name, byte[] source);
}
