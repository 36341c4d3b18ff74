// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to files on a thread of its own, so that requests never wait for a disk. Up to {@value #MOST_BYTES} bytes wait;
 * beyond that, and where a file can't be written, entries are lost, counted and logged at intervals. The thread ends when
 * there is nothing to do for a while. A file that was renamed or removed is made again. Safe for concurrent use.
 */
final class AuditWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.waf");

    static final int MOST_BYTES = 16 << 20;

    private static final long IDLE_SECONDS = 30;

    private static final long CLOSE_SECONDS = 5;

    private static final Set<StandardOpenOption> APPENDED =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private static final long COMPLAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    /**
     * Bytes for a file.
     *
     * @param whole whether they are all of it, in a directory that may have to be made; behind what another transaction that
     *     got the same id, which may come from the client, has written
     */
    private record Piece(Path file, byte[] bytes, boolean whole) {}

    private final FileAttribute<?>[] directoryMode;

    private final FileAttribute<?>[] fileMode;

    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    private final Deque<Piece> waiting = new ArrayDeque<>();

    private int waitingBytes;

    private @Nullable Thread thread;

    private boolean busy;

    private boolean closed;

    private long lost;

    private long complainedLost;

    private long complainedAt;

    /** The file that is open, on {@link #thread} only. */
    private @Nullable Path open;

    private @Nullable FileChannel channel;

    private @Nullable Object openKey;

    /** A writer whose files and directories have the modes that the system gives them. */
    AuditWriter() {
        this(null, null);
    }

    /**
     * A writer with modes for whole files and their directories.
     *
     * @param directoryMode null for what the system does
     * @param fileMode likewise
     */
    AuditWriter(@Nullable Set<PosixFilePermission> directoryMode, @Nullable Set<PosixFilePermission> fileMode) {
        this.directoryMode = attributes(directoryMode);
        this.fileMode = attributes(fileMode);
    }

    private static FileAttribute<?>[] attributes(@Nullable Set<PosixFilePermission> mode) {
        return mode == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)};
    }

    /** Appends bytes, or makes a file of them, in a moment. Never waits for the disk. */
    void write(Path file, byte[] bytes, boolean whole) {
        lock.lock();
        try {
            if (closed || waitingBytes + bytes.length > MOST_BYTES) {
                lose(1, closed ? "it is closed" : "the disk is slower than they come");
                return;
            }
            waiting.add(new Piece(file, bytes, whole));
            waitingBytes += bytes.length;
            if (thread == null) {
                thread = new Thread(this::run, "waf-audit-log");
                thread.setDaemon(true);
                thread.start();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Counts what is lost, and tells of it once at a time. Only with the lock. */
    private void lose(int entries, String reason) {
        lost += entries;
        long now = System.nanoTime();
        if (complainedLost == 0 || now - complainedAt > COMPLAIN_NANOS) {
            LOG.error("{} entries of the audit log are lost: {}", lost - complainedLost, reason);
            complainedLost = lost;
            complainedAt = now;
        }
    }

    long lost() {
        lock.lock();
        try {
            return lost;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        List<Piece> pieces = new ArrayList<>();
        while (take(pieces)) {
            int failed = 0;
            String reason = "";
            for (Piece piece : pieces) {
                try {
                    put(piece);
                } catch (IOException e) {
                    failed++;
                    reason = e.toString();
                    shut();
                }
            }
            if (failed > 0) {
                lock.lock();
                try {
                    lose(failed, reason);
                } finally {
                    lock.unlock();
                }
            }
        }
        shut();
    }

    /** Waits for pieces; false where the thread is to end. */
    private boolean take(List<Piece> pieces) {
        pieces.clear();
        lock.lock();
        try {
            busy = false;
            changed.signalAll();
            long left = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
            while (waiting.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (waiting.isEmpty()) {
                thread = null;
                return false;
            }
            pieces.addAll(waiting);
            waiting.clear();
            waitingBytes = 0;
            busy = true;
            return true;
        } catch (InterruptedException e) {
            thread = null;
            lose(waiting.size(), "the thread was interrupted");
            waiting.clear();
            waitingBytes = 0;
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void put(Piece piece) throws IOException {
        if (piece.whole) {
            Path directory = piece.file.getParent();
            if (directory != null) {
                Files.createDirectories(directory, directoryMode);
            }
            try (FileChannel to = FileChannel.open(piece.file, APPENDED, fileMode)) {
                put(piece.bytes, to);
            }
            return;
        }
        put(piece.bytes, channel(piece.file));
    }

    private static void put(byte[] bytes, FileChannel to) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            to.write(left);
        }
    }

    private FileChannel channel(Path file) throws IOException {
        FileChannel now = channel;
        if (now != null && file.equals(open) && Objects.equals(openKey, key(file))) {
            return now;
        }
        shut();
        now = FileChannel.open(file, APPENDED);
        channel = now;
        open = file;
        openKey = key(file);
        return now;
    }

    /** What tells a file from one that took its name; null where there is none of that name. */
    private static @Nullable Object key(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            return key == null ? attributes.creationTime() : key;
        } catch (IOException e) {
            return null;
        }
    }

    private void shut() {
        FileChannel last = channel;
        channel = null;
        open = null;
        if (last != null) {
            try {
                last.close();
            } catch (IOException e) {
                LOG.warn("the audit log can't be closed: {}", e.toString());
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            long left = TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
            while ((busy || !waiting.isEmpty()) && thread != null && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (!waiting.isEmpty()) {
                lose(waiting.size(), "the disk doesn't answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
