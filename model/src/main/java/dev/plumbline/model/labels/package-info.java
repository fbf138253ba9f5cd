// SPDX-License-Identifier: Apache-2.0
/**
 * What people say about calls, how far evaluators agree with them, and what follows from it:
 * labels, chosen samples, calibration records, the owners' tasks and the review queue.
 */
@NullMarked
package dev.plumbline.model.labels;

import org.jspecify.annotations.NullMarked;
