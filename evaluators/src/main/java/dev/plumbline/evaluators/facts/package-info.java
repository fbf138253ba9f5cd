// SPDX-License-Identifier: Apache-2.0
/** Plain facts of a call: times, tokens, errors, length. */
@NullMarked
package dev.plumbline.evaluators.facts;

import org.jspecify.annotations.NullMarked;
