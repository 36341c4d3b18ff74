// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.LuaText;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code inet_pton} and {@code inet_ntop}: addresses of IPv4 and IPv6 as text and as bytes. */
final class CAddresses {

    private static final int INET = 2;
    private static final int INET6 = 10;
    private static final int UNKNOWN_FAMILY = 97;
    private static final int NO_SPACE = 28;
    private static final int GROUPS = 8;

    private CAddresses() {}

    static LuaValue inetPton(Ffi ffi, Varargs args) {
        long family = CFunctions.whole(args, 1);
        String text = CFunctions.text(CFunctions.pointer(args, 2));
        CPointer to = CFunctions.pointer(args, 3);
        if (family != INET && family != INET6) {
            ffi.errno(UNKNOWN_FAMILY);
            return LuaValue.valueOf(-1);
        }
        byte[] bytes = family == INET ? four(text) : sixteen(text);
        if (bytes == null) {
            return LuaValue.ZERO;
        }
        for (int i = 0; i < bytes.length; i++) {
            to.accessed().writeByte(to.position() + i, bytes[i]);
        }
        return LuaValue.ONE;
    }

    static LuaValue inetNtop(Ffi ffi, Varargs args) {
        long family = CFunctions.whole(args, 1);
        CPointer from = CFunctions.pointer(args, 2);
        CPointer to = CFunctions.pointer(args, 3);
        if (family != INET && family != INET6) {
            ffi.errno(UNKNOWN_FAMILY);
            return LuaValue.NIL;
        }
        int[] bytes = new int[family == INET ? 4 : 16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = from.accessed().readByte(from.position() + i) & 0xff;
        }
        String text = family == INET ? dotted(bytes, 0) : grouped(bytes);
        if (text.length() >= CFunctions.whole(args, 4)) {
            ffi.errno(NO_SPACE);
            return LuaValue.NIL;
        }
        to.accessed().copy(to.position(), Block.of(LuaText.of(text)), 0, text.length() + 1);
        return to;
    }

    private static byte @Nullable [] four(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            String part = parts[i];
            if (part.isEmpty() || part.length() > 3 || part.length() > 1 && part.startsWith("0")) {
                return null;
            }
            int value = 0;
            for (int j = 0; j < part.length(); j++) {
                if (part.charAt(j) < '0' || part.charAt(j) > '9') {
                    return null;
                }
                value = value * 10 + part.charAt(j) - '0';
            }
            if (value > 255) {
                return null;
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    private static byte @Nullable [] sixteen(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] all = groups(text);
            return all != null && all.length == 16 ? all : null;
        }
        byte[] front = gap == 0 ? new byte[0] : groups(text.substring(0, gap));
        String rest = text.substring(gap + 2);
        byte[] back = rest.isEmpty() ? new byte[0] : groups(rest);
        if (front == null
                || back == null
                || front.length + back.length > 14
                || text.indexOf('.') >= 0 && rest.indexOf('.') < 0) {
            return null;
        }
        byte[] all = new byte[16];
        System.arraycopy(front, 0, all, 0, front.length);
        System.arraycopy(back, 0, all, 16 - back.length, back.length);
        return all;
    }

    /** Groups of four digits between colons, of which the last may be an IPv4 address. */
    private static byte @Nullable [] groups(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length > GROUPS) {
            return null;
        }
        byte[] bytes = new byte[18];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (i == parts.length - 1 && part.indexOf('.') >= 0) {
                byte[] last = four(part);
                if (last == null) {
                    return null;
                }
                System.arraycopy(last, 0, bytes, length, 4);
                length += 4;
                continue;
            }
            int value = group(part);
            if (value < 0) {
                return null;
            }
            bytes[length++] = (byte) (value >> 8);
            bytes[length++] = (byte) value;
        }
        return length > 16 ? null : java.util.Arrays.copyOf(bytes, length);
    }

    private static int group(String part) {
        if (part.isEmpty() || part.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < part.length(); i++) {
            int digit = Character.digit(part.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private static String dotted(int[] bytes, int from) {
        return bytes[from] + "." + bytes[from + 1] + "." + bytes[from + 2] + "." + bytes[from + 3];
    }

    private static String grouped(int[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = bytes[2 * i] << 8 | bytes[2 * i + 1];
        }
        int gap = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > longest) {
                gap = i;
                longest = end - i;
            }
        }
        boolean mapped =
                gap == 0 && (longest == 6 || longest == 5 && groups[5] == 0xffff || longest == 7 && groups[7] != 1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (gap >= 0 && i >= gap && i < gap + longest) {
                text.append(i == gap ? ":" : "");
                continue;
            }
            text.append(i > 0 ? ":" : "");
            if (i == 6 && mapped) {
                return text.append(dotted(bytes, 12)).toString();
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.append(gap >= 0 && gap + longest == GROUPS ? ":" : "").toString();
    }
}
