// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plumbline.judges.canary;

import org.jspecify.annotations.NullMarked;
