// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.genai;

import java.util.Optional;

/**
 * One run of a tool by the application.
 *
 * @param callId the model's id for the call; empty when unknown
 * @param arguments JSON as text; empty when not captured
 * @param result text or JSON; empty when not captured or failed
 * @param errorType empty when the run succeeded
 */
public record ToolRun(
    String name, String callId, String arguments, String result, Optional<CallError> errorType) {}
