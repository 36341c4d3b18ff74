// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * {@code @ipMatch}, {@code @ipMatchF} and {@code @ipMatchFromFile}: the value is an address in one of some networks of IPv4 and
 * IPv6. What is no address matches none.
 */
final class IpMatch implements Operator {

    /** The first and the last addresses of networks that don't overlap, in order. */
    private final List<IpAddress> first = new ArrayList<>();

    private final List<IpAddress> last = new ArrayList<>();

    private record Network(IpAddress first, IpAddress last) {}

    private IpMatch(List<Network> networks) {
        networks.sort((a, b) -> a.first().compareTo(b.first()));
        for (Network network : networks) {
            int behind = last.size() - 1;
            if (behind < 0 || last.get(behind).compareTo(network.first()) < 0) {
                first.add(network.first());
                last.add(network.last());
            } else if (last.get(behind).compareTo(network.last()) < 0) {
                last.set(behind, network.last());
            }
        }
    }

    /** The networks of an argument, with commas between them. */
    static IpMatch of(String argument) {
        List<Network> networks = new ArrayList<>();
        for (String network : argument.split(",", -1)) {
            networks.add(network(network.strip()));
        }
        return new IpMatch(networks);
    }

    /** The networks of files, one a line or with commas between them; what follows a {@code #} is a comment. */
    static IpMatch ofFiles(String argument, OperatorFiles files) {
        List<Network> networks = new ArrayList<>();
        for (String name : PhraseList.names(argument.replace(',', ' '))) {
            for (String line : PhraseList.lines(name, files)) {
                for (String network : line.split("#", 2)[0].split(",")) {
                    if (!network.isBlank()) {
                        networks.add(network(network.strip()));
                    }
                }
            }
        }
        return new IpMatch(networks);
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        IpAddress address = IpAddress.parse(Bytes.of(slash < 0 ? text : text.substring(0, slash)));
        if (address == null) {
            throw invalid(text);
        }
        int prefix = slash < 0 ? address.bits() : prefix(text.substring(slash + 1), address.bits());
        if (prefix < 0) {
            throw invalid(text);
        }
        return new Network(address.edge(prefix, false), address.edge(prefix, true));
    }

    private static int prefix(String digits, int most) {
        if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int prefix = Integer.parseInt(digits);
        return prefix <= most ? prefix : -1;
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("\"" + text
                + "\" is no IP address or network: write addresses such as 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32");
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        IpAddress address = IpAddress.parse(value);
        if (address == null) {
            return false;
        }
        int found = Collections.binarySearch(first, address);
        int at = found >= 0 ? found : -found - 2;
        return at >= 0 && last.get(at).compareTo(address) >= 0;
    }
}
