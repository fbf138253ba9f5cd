// SPDX-License-Identifier: Apache-2.0
/** What follows an alert: incidents, their runbook and their audit. */
@NullMarked
package dev.plumbline.model.incident;

import org.jspecify.annotations.NullMarked;
