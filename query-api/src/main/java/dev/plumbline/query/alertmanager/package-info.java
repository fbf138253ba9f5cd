// SPDX-License-Identifier: Apache-2.0
/** The reading side of Alertmanager's API, over our own alerts. */
@NullMarked
package dev.plumbline.query.alertmanager;

import org.jspecify.annotations.NullMarked;
