// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses the format that zlib's {@code windowBits} asks for: either of gzip and zlib above 31, gzip above 15, the
 * bare one below 0, zlib else.
 */
final class ZlibInflater implements ZlibStream {

    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int HAS_CRC = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final int windowBits;
    private final CRC32 crc = new CRC32();

    /** Null until the format is known. */
    private @Nullable Inflater inflater;

    private boolean gzip;
    private boolean finished;

    /** What the inflater was given last. */
    private byte[] fed = new byte[0];

    /** What was fed and isn't used yet. */
    private byte[] waiting = new byte[0];

    ZlibInflater(int windowBits) {
        this.windowBits = windowBits;
    }

    @Override
    public boolean needsInput() {
        return true;
    }

    @Override
    public void feed(byte[] bytes) throws DataFormatException {
        int had = waiting.length;
        waiting = Arrays.copyOf(waiting, had + bytes.length);
        System.arraycopy(bytes, 0, waiting, had, bytes.length);
        Inflater running = inflater == null ? begin() : inflater;
        if (running != null && !running.finished()) {
            fed = waiting;
            running.setInput(fed);
            waiting = new byte[0];
        }
    }

    @Override
    public void end() {
        // The format says where it ends.
    }

    private @Nullable Inflater begin() throws DataFormatException {
        if (windowBits > 15) {
            if (waiting.length < 2) {
                return null;
            }
            gzip = windowBits <= 31 || waiting[0] == 0x1f && (waiting[1] & 0xff) == 0x8b;
        }
        if (gzip) {
            int length = headerLength();
            if (length < 0) {
                return null;
            }
            waiting = Arrays.copyOfRange(waiting, length, waiting.length);
        }
        Inflater made = new Inflater(gzip || windowBits < 0);
        inflater = made;
        return made;
    }

    /** The length of gzip's header; negative where it isn't all there yet. */
    private int headerLength() throws DataFormatException {
        if (waiting[0] != 0x1f || (waiting[1] & 0xff) != 0x8b || waiting.length > 2 && waiting[2] != 8) {
            throw new DataFormatException("incorrect header check");
        }
        if (waiting.length < HEADER) {
            return -1;
        }
        int flags = waiting[3];
        int at = HEADER;
        if ((flags & HAS_EXTRA) != 0) {
            if (waiting.length < at + 2) {
                return -1;
            }
            at += 2 + (waiting[at] & 0xff | (waiting[at + 1] & 0xff) << 8);
        }
        for (int text : new int[] {HAS_NAME, HAS_COMMENT}) {
            if ((flags & text) != 0) {
                while (at < waiting.length && waiting[at] != 0) {
                    at++;
                }
                at++;
            }
        }
        at += (flags & HAS_CRC) != 0 ? 2 : 0;
        return at <= waiting.length ? at : -1;
    }

    @Override
    public int read(byte[] buffer) throws DataFormatException {
        Inflater running = inflater;
        if (running == null || finished) {
            return 0;
        }
        int count = running.inflate(buffer);
        if (running.needsDictionary()) {
            throw new DataFormatException("need dictionary");
        }
        crc.update(buffer, 0, count);
        if (count == 0 && running.finished()) {
            finish(running);
        }
        return count;
    }

    /** Checks what stands behind the compressed bytes, once it is there. */
    private void finish(Inflater running) throws DataFormatException {
        if (!gzip) {
            finished = true;
            return;
        }
        int rest = running.getRemaining();
        if (rest > 0) {
            waiting = Arrays.copyOfRange(fed, fed.length - rest, fed.length);
            running.setInput(new byte[0]);
        }
        if (waiting.length >= TRAILER) {
            ByteBuffer trailer = ByteBuffer.wrap(waiting).order(ByteOrder.LITTLE_ENDIAN);
            if (trailer.getInt() != (int) crc.getValue() || trailer.getInt() != (int) running.getBytesWritten()) {
                throw new DataFormatException("incorrect data check");
            }
            finished = true;
        }
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    /** How many of the bytes it was fed stand behind the end; only once it is finished. */
    int unused() {
        Inflater ended = inflater;
        return gzip || ended == null ? Math.max(0, waiting.length - TRAILER) : waiting.length + ended.getRemaining();
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
