// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives blocks addresses, once one is needed: a pointer is stored, printed or made a number. Doesn't keep blocks: a
 * pointer alone doesn't in C either. Belongs to one worker.
 */
final class AddressSpace {

    private static final long FIRST = 0x7f00_0000_0010L;
    private static final long STEP = 16;

    private final TreeMap<Long, Entry> blocks = new TreeMap<>();
    private final ReferenceQueue<Block> gone = new ReferenceQueue<>();
    private long next = FIRST;

    /** The address of a block's first byte. */
    long addressOf(Block block) {
        if (block.address() == 0) {
            forgetGone();
            block.address(next);
            blocks.put(next, new Entry(next, block, gone));
            // A pointer behind the last byte must not be one to the next block.
            next = RecordLayout.roundedUp(next + block.size() + 1L, STEP);
        }
        return block.address();
    }

    /** The block that an address is in, or right behind; null where there is none. */
    @Nullable Block find(long address) {
        Map.Entry<Long, Entry> entry = blocks.floorEntry(address);
        Block block = entry == null ? null : entry.getValue().get();
        return block != null && address - block.address() <= block.size() ? block : null;
    }

    private void forgetGone() {
        for (Object entry = gone.poll(); entry != null; entry = gone.poll()) {
            blocks.remove(((Entry) entry).address);
        }
    }

    private static final class Entry extends WeakReference<Block> {

        private final long address;

        Entry(long address, Block block, ReferenceQueue<Block> gone) {
            super(block, gone);
            this.address = address;
        }
    }
}
