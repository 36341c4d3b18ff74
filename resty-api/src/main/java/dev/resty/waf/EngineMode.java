// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

/** {@code SecRuleEngine}: whether rules run, and whether they may interrupt. */
public enum EngineMode {
    /** Rules run and may interrupt. */
    ON,
    /** Rules run and log; nothing is interrupted. */
    DETECTION_ONLY,
    /** No rule runs. */
    OFF
}
