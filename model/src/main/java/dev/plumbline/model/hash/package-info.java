// SPDX-License-Identifier: Apache-2.0
/** Short names for contents: versions, prompts, files. Not for secrets. */
@NullMarked
package dev.plumbline.model.hash;

import org.jspecify.annotations.NullMarked;
