// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

/** Rules on JettyHost. */
class JettyWafEngineTest extends WafEngineContract {

    @Override
    protected TestHost host(RestyEngine engine) throws Exception {
        return new JettyHost(engine, new EchoApp());
    }
}
