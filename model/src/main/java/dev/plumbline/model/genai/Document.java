// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

/**
 * A retrieved document.
 *
 * @param id empty when not given
 * @param score similarity as sent; NaN when not given
 */
public record Document(String id, String content, double score) {}
