// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.phase.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An HTTP/1.1 client that sends what it is told, byte by byte, and reads one answer. */
final class WireClient {

    private WireClient() {}

    static Answer send(int port, Ask ask) throws IOException {
        return send(port, ask.wire(), ask.method.equals("HEAD"));
    }

    static Answer send(int port, byte[] wire, boolean head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            try {
                socket.getOutputStream().write(wire);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // A server that answers early may have closed: its answer is still there to be read.
                return read(socket.getInputStream(), head);
            }
            return read(socket.getInputStream(), head);
        }
    }

    static Answer read(InputStream in, boolean head) throws IOException {
        String statusLine = line(in);
        if (statusLine.isEmpty()) {
            throw new IOException("closed without an answer");
        }
        int status = Integer.parseInt(statusLine.split(" ")[1]);
        Headers headers = new Headers();
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            int colon = field.indexOf(':');
            headers.add(field.substring(0, colon), field.substring(colon + 1).trim());
        }
        if (status == 100) {
            return read(in, head);
        }
        return new Answer(status, headers, head || status == 204 || status == 304 ? new byte[0] : body(in, headers));
    }

    private static byte[] body(InputStream in, Headers headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"))) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
                body.writeBytes(exactly(in, size));
                line(in);
            }
            line(in);
            return body.toByteArray();
        }
        String length = headers.get("Content-Length");
        return length == null ? in.readAllBytes() : exactly(in, Integer.parseInt(length));
    }

    private static int chunkSize(InputStream in) throws IOException {
        String size = line(in);
        if (size.isEmpty()) {
            throw new IOException("answer cut off between its chunks");
        }
        return Integer.parseInt(size, 16);
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new IOException("answer cut off after " + bytes.length + " of " + size + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
