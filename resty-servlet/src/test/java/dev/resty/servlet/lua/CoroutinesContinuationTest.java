// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

class CoroutinesContinuationTest extends CoroutineContract {

    CoroutinesContinuationTest() {
        super(CoroutineThreads.CONTINUATION);
    }
}
