// SPDX-License-Identifier: Apache-2.0
/**
 * The ingest log: what was received and acknowledged, but is not stored yet. Appending is the only
 * step between a sender and its acknowledgement; everything after it can be repeated from here.
 */
@NullMarked
package dev.plumbline.model.ingest;

import org.jspecify.annotations.NullMarked;
