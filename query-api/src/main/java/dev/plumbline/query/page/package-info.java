// SPDX-License-Identifier: Apache-2.0
/** The built-in page. */
@NullMarked
package dev.plumbline.query.page;

import org.jspecify.annotations.NullMarked;
