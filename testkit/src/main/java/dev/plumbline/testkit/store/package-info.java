// SPDX-License-Identifier: Apache-2.0
/**
 * What every store must do, as tests; one subclass for each store, which overrides only how to open
 * it.
 */
@NullMarked
package dev.plumbline.testkit.store;

import org.jspecify.annotations.NullMarked;
