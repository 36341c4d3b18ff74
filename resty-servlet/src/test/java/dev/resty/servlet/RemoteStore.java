// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.cache.InvalidationBus;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.lock.LockStore;
import dev.resty.store.DictSettings;
import dev.resty.store.StoreProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A store whose dicts are in this JVM's heap and say that they are elsewhere; it can be made slow, and can be down. */
final class RemoteStore implements StoreProvider {

    /** Operations wait for it. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    volatile boolean down;

    volatile boolean closed;

    private final StoreProvider heap;

    RemoteStore(StoreProvider heap) {
        this.heap = heap;
    }

    @Override
    public SharedDict openDict(DictSettings settings) {
        SharedDict dict = heap.openDict(settings.withStore(DictSettings.HEAP));
        return (SharedDict) Proxy.newProxyInstance(
                SharedDict.class.getClassLoader(), new Class<?>[] {SharedDict.class}, (proxy, method, args) -> {
                    if (method.getName().equals("remote")) {
                        return true;
                    }
                    if (!method.getName().equals("name") && !gate.await(20, TimeUnit.SECONDS)) {
                        throw new AssertionError("the gate stayed shut");
                    }
                    if (down) {
                        throw new StoreUnavailableException("redis: no answer in 500 ms");
                    }
                    try {
                        return method.invoke(dict, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public LockStore openLocks(SharedDict dict) {
        throw new IllegalArgumentException("no locks");
    }

    @Override
    public InvalidationBus bus() {
        return heap.bus();
    }

    @Override
    public void close() {
        closed = true;
        heap.close();
    }
}
