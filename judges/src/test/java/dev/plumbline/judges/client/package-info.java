// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plumbline.judges.client;

import org.jspecify.annotations.NullMarked;
