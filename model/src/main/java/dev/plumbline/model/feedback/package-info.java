// SPDX-License-Identifier: Apache-2.0
/** What users of an application said or did about its answers, and the rates made of it. */
@NullMarked
package dev.plumbline.model.feedback;

import org.jspecify.annotations.NullMarked;
