// SPDX-License-Identifier: Apache-2.0
/**
 * Tells people about alerts. Deliveries are recorded as alert events in the store, so that a
 * restart neither loses nor repeats one that was accepted.
 */
@NullMarked
package dev.plumbline.notify;

import org.jspecify.annotations.NullMarked;
