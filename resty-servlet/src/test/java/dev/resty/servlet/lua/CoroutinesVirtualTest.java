// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

class CoroutinesVirtualTest extends CoroutineContract {

    CoroutinesVirtualTest() {
        super(CoroutineThreads.VIRTUAL);
    }
}
