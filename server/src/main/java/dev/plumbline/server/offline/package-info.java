// SPDX-License-Identifier: Apache-2.0
/** Commands that work on files without a running process. */
@NullMarked
package dev.plumbline.server.offline;

import org.jspecify.annotations.NullMarked;
