// SPDX-License-Identifier: Apache-2.0
/**
 * Configuration: nginx's syntax read into one immutable model, one file per directive family. May use {@code regex} and resty-api.
 */
@NullMarked
package dev.resty.servlet.conf;

import org.jspecify.annotations.NullMarked;
