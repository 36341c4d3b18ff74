// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Variables about the client's connection. */
final class ConnectionVariables {

    private ConnectionVariables() {}

    static String remoteAddr(HttpExchange exchange) {
        return address(exchange.request().getRemoteAddr());
    }

    static String serverAddr(HttpExchange exchange) {
        return address(exchange.request().getLocalAddr());
    }

    /** Containers write IPv6 in full or in brackets; nginx writes it short. */
    static String address(@Nullable String address) {
        if (address == null) {
            return "";
        }
        return address.indexOf(':') < 0 ? address : Ipv6.shorten(literal(address));
    }

    private static String literal(String address) {
        int begin = address.startsWith("[") ? 1 : 0;
        int end = address.indexOf(']');
        int zone = address.indexOf('%');
        return address.substring(begin, zone >= 0 ? zone : end >= 0 ? end : address.length());
    }

    /** The address as 4 or 16 bytes, one character a byte; empty for one that isn't numeric. */
    static String binaryRemoteAddr(HttpExchange exchange) {
        String address = literal(exchange.request().getRemoteAddr());
        boolean numeric = !address.isEmpty()
                && address.chars().allMatch(c -> c == '.' || c == ':' || Character.digit(c, 16) >= 0)
                && (address.indexOf(':') >= 0 || Character.isDigit(address.charAt(address.length() - 1)));
        if (!numeric) {
            return "";
        }
        try {
            return new String(InetAddress.getByName(address).getAddress(), StandardCharsets.ISO_8859_1);
        } catch (UnknownHostException e) {
            return "";
        }
    }

    static String port(int port) {
        return port > 0 ? Integer.toString(port) : "";
    }

    /** A number, as in nginx; containers whose connections have names give a number made of the name. */
    static String connection(HttpExchange exchange) {
        String id = exchange.request().getServletConnection().getConnectionId();
        boolean number = !id.isEmpty() && id.length() < 19 && id.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? id : Integer.toString(id.hashCode() & Integer.MAX_VALUE);
    }

    static @Nullable String ssl(HttpExchange exchange, String attribute) {
        Object value = exchange.request().getAttribute(attribute);
        return value == null ? null : value.toString();
    }

    /** Tomcat tells the protocol by an attribute of its own, later containers by the one of Servlet 6.1. */
    static @Nullable String sslProtocol(HttpExchange exchange) {
        String protocol = ssl(exchange, "jakarta.servlet.request.secure_protocol");
        return protocol != null ? protocol : ssl(exchange, "org.apache.tomcat.util.net.secure_protocol_version");
    }

    private static @Nullable X509Certificate clientCertificate(HttpExchange exchange) {
        Object chain = exchange.request().getAttribute("jakarta.servlet.request.X509Certificate");
        return chain instanceof X509Certificate[] certificates && certificates.length > 0 ? certificates[0] : null;
    }

    static @Nullable String clientSubject(HttpExchange exchange) {
        X509Certificate certificate = clientCertificate(exchange);
        return certificate == null
                ? null
                : certificate.getSubjectX500Principal().getName();
    }

    static @Nullable String clientIssuer(HttpExchange exchange) {
        X509Certificate certificate = clientCertificate(exchange);
        return certificate == null ? null : certificate.getIssuerX500Principal().getName();
    }

    static @Nullable String clientSerial(HttpExchange exchange) {
        X509Certificate certificate = clientCertificate(exchange);
        return certificate == null
                ? null
                : certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
    }

    /** The container hands on only certificates that it has verified. */
    static @Nullable String clientVerify(HttpExchange exchange) {
        if (!exchange.request().isSecure()) {
            return null;
        }
        return clientCertificate(exchange) == null ? "NONE" : "SUCCESS";
    }
}
