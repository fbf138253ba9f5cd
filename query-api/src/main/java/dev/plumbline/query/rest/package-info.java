// SPDX-License-Identifier: Apache-2.0
/**
 * The own API under {@code /api/v1}: calls, sessions, scores, windows, alerts, the registry of
 * dimensions, the loss balance and read-only SQL.
 */
@NullMarked
package dev.plumbline.query.rest;

import org.jspecify.annotations.NullMarked;
