// SPDX-License-Identifier: Apache-2.0
/**
 * What a judge is asked and what its answers mean: rubrics as versioned data, the question built
 * from them around untrusted text, and the verdict read back with distrust.
 */
@NullMarked
package dev.plumbline.judges.rubric;

import org.jspecify.annotations.NullMarked;
