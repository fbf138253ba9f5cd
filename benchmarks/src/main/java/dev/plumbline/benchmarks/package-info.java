// SPDX-License-Identifier: Apache-2.0
/** Programs that answer questions of speed; the answers are in RESULTS.md. */
@NullMarked
package dev.plumbline.benchmarks;

import org.jspecify.annotations.NullMarked;
