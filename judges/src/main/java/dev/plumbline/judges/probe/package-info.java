// SPDX-License-Identifier: Apache-2.0
/**
 * Judging the judge: stored pairs that it must tell apart day after day, its noise, and probes for
 * its known weaknesses (position, length).
 */
@NullMarked
package dev.plumbline.judges.probe;

import org.jspecify.annotations.NullMarked;
