// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plumbline.judges.budget;

import org.jspecify.annotations.NullMarked;
