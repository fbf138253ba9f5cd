// SPDX-License-Identifier: Apache-2.0
/**
 * Runs the inline evaluators on each call, prices it and names the versions that made its scores.
 */
@NullMarked
package dev.plumbline.evaluators;

import org.jspecify.annotations.NullMarked;
