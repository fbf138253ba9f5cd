// SPDX-License-Identifier: Apache-2.0
/** What judges may spend, in money and calls. */
@NullMarked
package dev.plumbline.judges.budget;

import org.jspecify.annotations.NullMarked;
