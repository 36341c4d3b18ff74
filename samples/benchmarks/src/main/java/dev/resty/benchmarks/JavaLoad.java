// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Load by plain sockets, a thread per connection. */
final class JavaLoad implements Load {

    private static final int BUFFER = 32 * 1024;

    @Override
    public Answers run(int port, Shape shape, int connections, int seconds) throws InterruptedException {
        byte[] request = shape.http();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        LongAdder good = new LongAdder();
        LongAdder bad = new LongAdder();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Thread thread = new Thread(() -> connection(port, request, end, good, bad), "load-" + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new Answers(good.sum(), bad.sum());
    }

    private static void connection(int port, byte[] request, long end, LongAdder good, LongAdder bad) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
            while (System.nanoTime() - end < 0) {
                socket.getOutputStream().write(request);
                (answer(in) == 200 ? good : bad).increment();
            }
        } catch (IOException e) {
            bad.increment();
        }
    }

    /** Reads an answer to its end; returns its status. */
    private static int answer(InputStream in) throws IOException {
        String status = line(in);
        long length = 0;
        boolean chunked = false;
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            String lower = field.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        lower.substring("content-length:".length()).trim());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            }
        }
        if (!chunked) {
            in.skipNBytes(length);
        }
        while (chunked) {
            int size = Integer.parseInt(line(in).trim(), 16);
            in.skipNBytes(size);
            line(in);
            chunked = size > 0;
        }
        return Integer.parseInt(status.substring(9, 12));
    }

    private static String line(InputStream in) throws IOException {
        byte[] bytes = new byte[256];
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            if (b != '\r' && length < bytes.length) {
                bytes[length++] = (byte) b;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
