// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.ngx.ErrorLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what is logged. */
public final class RecordingErrorLog implements ErrorLog {

    private final List<String> entries = new CopyOnWriteArrayList<>();

    @Override
    public void log(int level, String message, @Nullable HttpExchange exchange) {
        entries.add(level + " " + message);
    }

    @Override
    public boolean isEnabled(int level) {
        return true;
    }

    /** Every entry: its level, a space, its message. */
    public List<String> entries() {
        return entries;
    }
}
