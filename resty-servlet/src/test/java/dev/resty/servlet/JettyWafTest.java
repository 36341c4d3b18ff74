// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

/** The WAF's contract on JettyHost. */
class JettyWafTest extends WafContract {

    @Override
    protected TestHost host(RestyEngine engine) throws Exception {
        return new JettyHost(engine, new EchoApp());
    }
}
