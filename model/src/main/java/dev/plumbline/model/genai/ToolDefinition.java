// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

/**
 * A tool that was offered to the model.
 *
 * @param parametersJson JSON Schema of the arguments; empty when not sent
 */
public record ToolDefinition(String name, String description, String parametersJson) {}
