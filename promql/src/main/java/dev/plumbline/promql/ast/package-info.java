// SPDX-License-Identifier: Apache-2.0
/**
 * PromQL expressions as typed trees. A tree that the parser made is well typed; {@link
 * dev.plumbline.promql.parse.Printer} writes it back as text that parses to an equal tree.
 */
@NullMarked
package dev.plumbline.promql.ast;

import org.jspecify.annotations.NullMarked;
