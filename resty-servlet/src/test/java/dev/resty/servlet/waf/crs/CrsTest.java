// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.crs;

import java.util.List;
import java.util.Map;

/**
 * A test of the OWASP Core Rule Set's regression suite.
 *
 * @param id {@code 942100-1}
 * @param rule the rule it is about
 * @param number within the rule's tests
 * @param stages each a request and what is expected
 */
record CrsTest(String id, int rule, int number, List<Stage> stages) {

    /**
     * A request and what is expected of it.
     *
     * @param request the bytes as a client sends them
     * @param output the suite's own words
     */
    record Stage(byte[] request, Map<String, Object> output) {}
}
