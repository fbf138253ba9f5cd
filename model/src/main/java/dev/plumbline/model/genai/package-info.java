// SPDX-License-Identifier: Apache-2.0
/** What a span says about a model, a tool or a retrieval, the same for every dialect. */
@NullMarked
package dev.plumbline.model.genai;

import org.jspecify.annotations.NullMarked;
