// SPDX-License-Identifier: Apache-2.0
/**
 * Models that judge a sample of the calls. Nothing here runs unless a judge is configured. A judge
 * is a model, an address and rubrics; its scores come later than their calls and go to the {@link
 * dev.plumbline.model.store.ScoreStore}.
 */
@NullMarked
package dev.plumbline.judges;

import org.jspecify.annotations.NullMarked;
