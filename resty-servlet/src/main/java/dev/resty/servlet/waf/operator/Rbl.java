// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.lookup.HostNames;
import dev.resty.servlet.waf.value.Bytes;

/**
 * {@code @rbl}: a list of hosts in the DNS has the value, an IPv4 address or a domain name. Captures the value as 0. What can't be
 * looked up is no match.
 */
final class Rbl implements Operator {

    private static final String HTTPBL = "httpbl.org";

    /** How long a name in the DNS may be. */
    private static final int LONGEST = 253;

    private final String service;

    /** What stands in front of an address, with its dot; empty where the list needs no key. */
    private final String key;

    private final HostNames hosts;

    Rbl(String argument, String httpBlKey, HostNames hosts) {
        service = argument.strip();
        this.hosts = hosts;
        if (!isDomain(service)) {
            throw new IllegalArgumentException(
                    "it takes the domain of a list, such as zen.spamhaus.org, not \"" + service + '"');
        }
        key = needsKey(service) ? httpBlKey + '.' : "";
    }

    /** Whether a list answers those only who have a key for it. */
    static boolean needsKey(String service) {
        return service.contains(HTTPBL);
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        String host = host(value);
        if (host.length() > LONGEST || !isDomain(host) || !hosts.exists(host)) {
            return false;
        }
        if (evaluation.capturing()) {
            evaluation.capture(0, value);
        }
        return true;
    }

    private String host(Bytes value) {
        IpAddress address = IpAddress.parse(value);
        if (address == null || address.six()) {
            return value.text() + '.' + service;
        }
        StringBuilder reversed = new StringBuilder(key);
        for (long rest = address.low() & 0xffff_ffffL, i = 0; i < 4; i++, rest >>= 8) {
            reversed.append(rest & 0xff).append('.');
        }
        return reversed.append(service).toString();
    }

    private static boolean isDomain(String text) {
        boolean label = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c == '-' || c == '_' || c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (!letter && !(c == '.' && label)) {
                return false;
            }
            label = letter;
        }
        return label;
    }
}
