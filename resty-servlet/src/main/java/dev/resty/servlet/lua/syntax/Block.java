// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.util.List;

/** Statements in a scope of their own. */
public record Block(List<Statement> statements) {}
