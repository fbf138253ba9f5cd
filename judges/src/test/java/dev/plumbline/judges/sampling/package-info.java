// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plumbline.judges.sampling;

import org.jspecify.annotations.NullMarked;
