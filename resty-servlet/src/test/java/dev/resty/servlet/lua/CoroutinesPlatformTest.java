// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

class CoroutinesPlatformTest extends CoroutineContract {

    CoroutinesPlatformTest() {
        super(CoroutineThreads.PLATFORM);
    }
}
