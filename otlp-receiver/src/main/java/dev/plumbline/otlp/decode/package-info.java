// SPDX-License-Identifier: Apache-2.0
/**
 * OTLP bytes to telemetry of the model. Any bytes decode or give INVALID_INPUT; one bad span never
 * costs its batch; the same bytes always give the same result.
 */
@NullMarked
package dev.plumbline.otlp.decode;

import org.jspecify.annotations.NullMarked;
