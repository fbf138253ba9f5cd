// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.plumbline.otlp.genai;

import org.jspecify.annotations.NullMarked;
