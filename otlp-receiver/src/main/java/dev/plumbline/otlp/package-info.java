// SPDX-License-Identifier: Apache-2.0
/**
 * The OTLP receiver: gRPC and HTTP servers that decode a request, append it to the ingest log and
 * acknowledge it when it is durable there; and the balance of everything that was received.
 */
@NullMarked
package dev.plumbline.otlp;

import org.jspecify.annotations.NullMarked;
