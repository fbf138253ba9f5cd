// SPDX-License-Identifier: Apache-2.0
/** Sentence embeddings in this process: tokenizer, model, cache. */
@NullMarked
package dev.plumbline.evaluators.embedding;

import org.jspecify.annotations.NullMarked;
