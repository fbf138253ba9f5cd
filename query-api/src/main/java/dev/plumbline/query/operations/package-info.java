// SPDX-License-Identifier: Apache-2.0
/** What runs Plumbline asks for: health, readiness and the process's own metrics. */
@NullMarked
package dev.plumbline.query.operations;

import org.jspecify.annotations.NullMarked;
