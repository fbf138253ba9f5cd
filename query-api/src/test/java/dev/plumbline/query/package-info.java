// SPDX-License-Identifier: Apache-2.0
/** Tests over HTTP, with sources in memory. */
@NullMarked
package dev.plumbline.query;

import org.jspecify.annotations.NullMarked;
