// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.cache.InvalidationBus.Listener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BusChannelTest {

    private final List<String> heard = new ArrayList<>();

    private final BusChannel channel = new BusChannel("users");

    BusChannelTest() {
        channel.add(new Listener() {
            @Override
            public void message(byte[] message) {
                heard.add("message of " + message.length);
            }

            @Override
            public void missed() {
                heard.add("missed");
            }
        });
    }

    private static byte[] message(double epoch) {
        return ByteBuffer.allocate(10)
                .putDouble(epoch)
                .put(BusScripts.MESSAGE)
                .put((byte) 'x')
                .array();
    }

    @Test
    void received_somethingElsePublishedThere_isNoMessageAndKeepsNoneAway() {
        channel.received(message(1));
        channel.received(new byte[0]);
        channel.received(new byte[] {1, 2, 3});
        channel.received(message(2));
        assertThat(heard).containsExactly("message of 1", "message of 1");
    }

    @Test
    void received_numberLeftOut_isToldAsMissed() {
        channel.received(message(1));
        channel.received(message(3));
        assertThat(heard).containsExactly("message of 1", "missed", "message of 1");
    }
}
