// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaText;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** C's texts and numbers for what goes wrong with files. */
final class FileText {

    private FileText() {}

    /** {@code ": reason"}. */
    static String reason(Exception e) {
        return ": " + text(e);
    }

    /** {@code nil, "file: reason", number}; without a file {@code nil, "reason", number}. */
    static Varargs failure(@Nullable String file, Exception e) {
        String text = file == null ? text(e) : file + ": " + text(e);
        return LuaValue.varargsOf(LuaValue.NIL, LuaText.utf8(text), LuaValue.valueOf(number(e)));
    }

    private static String text(Exception e) {
        return switch (number(e)) {
            case 2 -> "No such file or directory";
            case 13 -> "Permission denied";
            case 17 -> "File exists";
            case 21 -> "Is a directory";
            case 39 -> "Directory not empty";
            default ->
                e instanceof FileSystemException f && f.getReason() != null
                        ? f.getReason()
                        : String.valueOf(e.getMessage());
        };
    }

    private static int number(Exception e) {
        if (e instanceof NoSuchFileException || e instanceof java.io.FileNotFoundException) {
            return 2;
        }
        if (e instanceof AccessDeniedException) {
            return 13;
        }
        if (e instanceof FileAlreadyExistsException) {
            return 17;
        }
        if (e instanceof DirectoryNotEmptyException) {
            return 39;
        }
        String message = String.valueOf(e.getMessage());
        return switch (message) {
            case "Bad file descriptor" -> 9;
            case "Invalid argument" -> 22;
            case "Illegal seek" -> 29;
            default -> message.contains("Is a directory") ? 21 : 5;
        };
    }
}
