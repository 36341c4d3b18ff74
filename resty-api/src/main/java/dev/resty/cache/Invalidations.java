// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.resty.dict.Subscription;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What caches over the same dict and of the same name tell each other: 16 bytes that name the sender, which ignores its
 * own messages, a byte for what has changed, and its text in UTF-8.
 */
final class Invalidations implements AutoCloseable {

    private static final int HEAD = 2 * Long.BYTES + 1;

    /** What has changed. */
    enum Kind {
        KEY,
        PREFIX,
        TAG,
        ALL;

        private static final Kind[] KINDS = values();
    }

    /** Hears of changes that others made. Must not block. */
    interface Receiver {

        /** Something has changed. */
        void changed(Kind kind, String text);

        /** Anything may have changed. */
        void missed();
    }

    private final @Nullable InvalidationBus bus;

    private final String channel;

    private final UUID sender = UUID.randomUUID();

    private final @Nullable Subscription subscription;

    Invalidations(@Nullable InvalidationBus bus, String dict, String cache, Receiver receiver) {
        this.bus = bus;
        channel = "resty:cache:" + dict + ":" + cache;
        subscription = bus == null
                ? null
                : bus.subscribe(channel, new InvalidationBus.Listener() {
                    @Override
                    public void message(byte[] message) {
                        receive(message, receiver);
                    }

                    @Override
                    public void missed() {
                        receiver.missed();
                    }
                });
    }

    /** Tells the others. */
    void tell(Kind kind, String text) {
        if (bus != null) {
            byte[] bytes = text.getBytes(UTF_8);
            ByteBuffer out = ByteBuffer.allocate(HEAD + bytes.length);
            out.putLong(sender.getMostSignificantBits()).putLong(sender.getLeastSignificantBits());
            out.put((byte) kind.ordinal()).put(bytes);
            bus.publish(channel, out.array());
        }
    }

    private void receive(byte[] message, Receiver receiver) {
        if (message.length < HEAD || message[HEAD - 1] < 0 || message[HEAD - 1] >= Kind.KINDS.length) {
            // Of a later version, perhaps: it says that something has changed, but not what.
            receiver.missed();
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(message);
        if (!sender.equals(new UUID(in.getLong(), in.getLong()))) {
            receiver.changed(Kind.KINDS[in.get()], new String(message, HEAD, message.length - HEAD, UTF_8));
        }
    }

    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
