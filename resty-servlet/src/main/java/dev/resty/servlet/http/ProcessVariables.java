// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Variables that are the same for all requests. */
final class ProcessVariables {

    /** The nginx whose behaviour is followed. */
    static final String NGINX_VERSION = "1.27.1";

    private static final String PID = Long.toString(ProcessHandle.current().pid());
    private static volatile @Nullable String hostname;

    private ProcessVariables() {}

    static String pid() {
        return PID;
    }

    static String hostname() {
        String name = hostname;
        if (name == null) {
            name = lookUp();
            hostname = name;
        }
        return name;
    }

    private static String lookUp() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(java.util.Locale.ROOT);
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
