// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plumbline.judges.rubric;

import org.jspecify.annotations.NullMarked;
