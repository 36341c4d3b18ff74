// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

/** The WAF's contract on InMemoryHost. */
class InMemoryWafTest extends WafContract {

    @Override
    protected TestHost host(RestyEngine engine) throws Exception {
        return new InMemoryHost(engine, new EchoApp());
    }
}
