// SPDX-License-Identifier: Apache-2.0
/**
 * What users said, and what others scored, as telemetry brings it: log events, span events and span
 * attributes. Read beside the store, so that it is stored when its batch is.
 */
@NullMarked
package dev.plumbline.otlp.signals;

import org.jspecify.annotations.NullMarked;
