// SPDX-License-Identifier: Apache-2.0
/**
 * Evaluates typed PromQL trees. Every sub-expression is computed for all times of its grid at once:
 * a scalar is an array of numbers, a vector a list of series with one slot per time; {@link
 * dev.plumbline.promql.eval.Slots} says which slots hold a value.
 */
@NullMarked
package dev.plumbline.promql.eval;

import org.jspecify.annotations.NullMarked;
