// SPDX-License-Identifier: Apache-2.0
/** What a judge will cost and what it will be able to see, before it is switched on. */
@NullMarked
package dev.plumbline.judges.plan;

import org.jspecify.annotations.NullMarked;
