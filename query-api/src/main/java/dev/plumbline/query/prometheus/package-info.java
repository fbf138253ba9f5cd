// SPDX-License-Identifier: Apache-2.0
/** The HTTP API of Prometheus, as far as Grafana's data source asks for it. */
@NullMarked
package dev.plumbline.query.prometheus;

import org.jspecify.annotations.NullMarked;
