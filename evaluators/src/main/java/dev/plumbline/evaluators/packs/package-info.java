// SPDX-License-Identifier: Apache-2.0
/** Evaluators as data: patterns, phrases with weights and JSON schemas in files of the user's. */
@NullMarked
package dev.plumbline.evaluators.packs;

import org.jspecify.annotations.NullMarked;
