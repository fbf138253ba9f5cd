// SPDX-License-Identifier: Apache-2.0
/**
 * What can be said of an answer's quality without a judge: whether it hangs together, whether it
 * turns to the question, whether what can be checked in it holds, whether it generalises about
 * groups of people. Hints where to look; a configured judge of the same dimension speaks instead.
 */
@NullMarked
package dev.plumbline.evaluators.answers;

import org.jspecify.annotations.NullMarked;
