// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.resty.servlet.waf.value.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WriteBatchesTest {

    private static final Duration LIFE = Duration.ofMinutes(1);

    private final List<Integer> written = Collections.synchronizedList(new ArrayList<>());

    private static List<CollectionChange> change() {
        return List.of(new CollectionChange.Add(Bytes.of("n"), 1));
    }

    private void note(WriteBatches.Batch batch) {
        written.add(batch.transactions().size());
    }

    @Test
    void write_anotherIsUnderWay_waitsNoLongerThanItMayAndIsWrittenBehindIt() throws InterruptedException {
        WriteBatches batches = new WriteBatches(Duration.ofMillis(1));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread first = new Thread(() -> batches.write("k", change(), LIFE, batch -> {
            begun.countDown();
            awaitEnd(end);
            note(batch);
        }));
        first.start();
        begun.await();
        batches.write("k", change(), LIFE, this::note);
        batches.write("k", change(), LIFE, this::note);
        assertThat(written).isEmpty();
        end.countDown();
        first.join();
        await().until(() -> written.size() == 2);
        assertThat(written).containsExactly(1, 2);
    }

    private static void awaitEnd(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void write_noOther_isWrittenByWhoAsks() {
        WriteBatches batches = new WriteBatches(Duration.ZERO);
        Thread[] writer = {null};
        batches.write("k", change(), LIFE, batch -> writer[0] = Thread.currentThread());
        assertThat(writer[0]).isSameAs(Thread.currentThread());
    }

    @Test
    void write_writerFails_throwsAndTheNextIsWritten() {
        WriteBatches batches = new WriteBatches(Duration.ofSeconds(30));
        assertThatThrownBy(() -> batches.write("k", change(), LIFE, batch -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        batches.write("k", change(), LIFE, this::note);
        assertThat(written).containsExactly(1);
    }
}
