// SPDX-License-Identifier: Apache-2.0
/**
 * Configuration as every module reads it: typed values, all problems collected into one message.
 */
@NullMarked
package dev.plumbline.model.config;

import org.jspecify.annotations.NullMarked;
