// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

/** The pipeline's contract on TomcatHost. */
class TomcatPipelineTest extends PipelineContract {

    @Override
    protected TestHost host(RestyEngine engine) throws Exception {
        return new TomcatHost(engine, new EchoApp());
    }
}
