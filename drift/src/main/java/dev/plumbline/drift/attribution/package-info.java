// SPDX-License-Identifier: Apache-2.0
/**
 * From a shift to its reasons: how much of it is another mix of traffic, how much is behaviour, and
 * what the score would be at constant traffic. Pure functions.
 */
@NullMarked
package dev.plumbline.drift.attribution;

import org.jspecify.annotations.NullMarked;
