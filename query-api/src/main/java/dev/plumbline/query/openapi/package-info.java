// SPDX-License-Identifier: Apache-2.0
/** The OpenAPI 3.1 document, made from the same routes that the server serves. */
@NullMarked
package dev.plumbline.query.openapi;

import org.jspecify.annotations.NullMarked;
