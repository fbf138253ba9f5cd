// SPDX-License-Identifier: Apache-2.0
/**
 * Routes with typed parameters and answers, and the one place where each failure becomes a status.
 * What a route declares is what it can read, what is checked and what the OpenAPI document says, so
 * the three cannot drift apart.
 */
@NullMarked
package dev.plumbline.query.http;

import org.jspecify.annotations.NullMarked;
