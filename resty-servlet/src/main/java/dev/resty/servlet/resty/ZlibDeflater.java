// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Compresses, in the format that zlib's {@code windowBits} asks for: gzip above 15, none below 0, zlib else. */
final class ZlibDeflater implements ZlibStream {

    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};

    private final Deflater deflater;
    private final CRC32 crc = new CRC32();

    /** What stands around the compressed bytes and isn't given yet. */
    private ByteBuffer frame;

    private final boolean gzip;
    private boolean trailed;

    ZlibDeflater(int level, int windowBits) {
        gzip = windowBits > 15;
        deflater = new Deflater(level, gzip || windowBits < 0);
        frame = ByteBuffer.wrap(gzip ? GZIP_HEADER : new byte[0]);
        trailed = !gzip;
    }

    @Override
    public boolean needsInput() {
        return false;
    }

    @Override
    public void feed(byte[] bytes) {
        crc.update(bytes);
        deflater.setInput(bytes);
    }

    @Override
    public void end() {
        deflater.finish();
    }

    @Override
    public int read(byte[] buffer) {
        return read(buffer, Deflater.NO_FLUSH);
    }

    /** Gives bytes, up to what a flush of that kind gives. */
    int read(byte[] buffer, int flush) {
        int count = Math.min(frame.remaining(), buffer.length);
        frame.get(buffer, 0, count);
        if (count < buffer.length) {
            count += deflater.deflate(buffer, count, buffer.length - count, flush);
        }
        if (deflater.finished() && !trailed) {
            trailed = true;
            frame = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            frame.putInt((int) crc.getValue())
                    .putInt((int) deflater.getBytesRead())
                    .flip();
            int more = Math.min(frame.remaining(), buffer.length - count);
            frame.get(buffer, count, more);
            count += more;
        }
        return count;
    }

    @Override
    public boolean isFinished() {
        return deflater.finished() && trailed && !frame.hasRemaining();
    }

    @Override
    public void close() {
        deflater.end();
    }
}
