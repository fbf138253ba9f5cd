// SPDX-License-Identifier: Apache-2.0
/** OpenTelemetry signals as received: spans, log records and metric samples, without protobuf. */
@NullMarked
package dev.plumbline.model.telemetry;

import org.jspecify.annotations.NullMarked;
