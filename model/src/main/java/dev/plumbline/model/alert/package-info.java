// SPDX-License-Identifier: Apache-2.0
/** Alerts, their life cycle and their evidence. */
@NullMarked
package dev.plumbline.model.alert;

import org.jspecify.annotations.NullMarked;
