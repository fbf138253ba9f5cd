// SPDX-License-Identifier: Apache-2.0
/**
 * Fixed questions to the model that an application uses: asked again and again, scored as live
 * calls are, and compared question by question with how the same model answered before.
 */
@NullMarked
package dev.plumbline.judges.canary;

import org.jspecify.annotations.NullMarked;
