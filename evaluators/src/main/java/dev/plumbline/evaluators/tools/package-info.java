// SPDX-License-Identifier: Apache-2.0
/** Are the tool calls of an answer ones that the offered tools accept. */
@NullMarked
package dev.plumbline.evaluators.tools;

import org.jspecify.annotations.NullMarked;
