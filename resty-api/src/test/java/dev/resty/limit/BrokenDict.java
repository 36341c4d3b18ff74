// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreUnavailableException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** A dict whose store a test takes down. */
final class BrokenDict {

    volatile boolean down;

    /** Operations that failed. */
    final AtomicInteger failures = new AtomicInteger();

    final SharedDict dict;

    BrokenDict(SharedDict real) {
        dict = (SharedDict) Proxy.newProxyInstance(
                BrokenDict.class.getClassLoader(), new Class<?>[] {SharedDict.class}, (proxy, method, args) -> {
                    if (down && !method.getName().equals("name")) {
                        failures.incrementAndGet();
                        throw new StoreUnavailableException("timeout");
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
