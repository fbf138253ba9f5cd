// SPDX-License-Identifier: Apache-2.0
/** What can go wrong, in one vocabulary that every protocol maps once, and checks for records. */
@NullMarked
package dev.plumbline.model.error;

import org.jspecify.annotations.NullMarked;
