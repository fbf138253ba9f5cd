// SPDX-License-Identifier: Apache-2.0
/** What a deployment wants or forbids in its answers: phrases, length, language. */
@NullMarked
package dev.plumbline.evaluators.phrases;

import org.jspecify.annotations.NullMarked;
