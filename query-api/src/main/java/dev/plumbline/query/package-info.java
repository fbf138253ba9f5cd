// SPDX-License-Identifier: Apache-2.0
/** The HTTP server on the query port: what it needs, how it is configured, started and stopped. */
@NullMarked
package dev.plumbline.query;

import org.jspecify.annotations.NullMarked;
