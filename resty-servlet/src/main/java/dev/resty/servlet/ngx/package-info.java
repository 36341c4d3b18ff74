// SPDX-License-Identifier: Apache-2.0
/**
 * The ngx API, one file per namespace. May use {@code lua}, {@code http}, {@code timer}, {@code regex} and resty-api.
 */
@NullMarked
package dev.resty.servlet.ngx;

import org.jspecify.annotations.NullMarked;
