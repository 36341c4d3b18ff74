// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

/** Rules on TomcatHost. */
class TomcatWafEngineTest extends WafEngineContract {

    @Override
    protected TestHost host(RestyEngine engine) throws Exception {
        return new TomcatHost(engine, new EchoApp());
    }
}
