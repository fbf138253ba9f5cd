// SPDX-License-Identifier: Apache-2.0
/**
 * Labels, agreement, the gate and the review queue over HTTP, and the page on which people label.
 */
@NullMarked
package dev.plumbline.query.labels;

import org.jspecify.annotations.NullMarked;
