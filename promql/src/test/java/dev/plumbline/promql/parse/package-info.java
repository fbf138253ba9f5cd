// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plumbline.promql.parse;

import org.jspecify.annotations.NullMarked;
