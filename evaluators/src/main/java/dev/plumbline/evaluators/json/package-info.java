// SPDX-License-Identifier: Apache-2.0
/** Structured output: is the answer JSON, and does it follow the schema it was asked to follow. */
@NullMarked
package dev.plumbline.evaluators.json;

import org.jspecify.annotations.NullMarked;
