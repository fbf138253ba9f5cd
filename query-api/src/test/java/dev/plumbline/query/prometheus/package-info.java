// SPDX-License-Identifier: Apache-2.0
/** Tests of how the Prometheus API writes numbers and names. */
@NullMarked
package dev.plumbline.query.prometheus;

import org.jspecify.annotations.NullMarked;
