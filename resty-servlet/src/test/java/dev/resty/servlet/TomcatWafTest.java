// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

/** The WAF's contract on TomcatHost. */
class TomcatWafTest extends WafContract {

    @Override
    protected TestHost host(RestyEngine engine) throws Exception {
        return new TomcatHost(engine, new EchoApp());
    }

    @Override
    protected int statusOfBytesInTarget(int taken) {
        return 400;
    }
}
