// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.ingest;

/**
 * A range of the log that cannot be read any more. Its bytes were set aside, not thrown away.
 *
 * @param from the first position that may be lost
 * @param to the first position behind the range that is not; equal to {@code from} when no entry
 *     can have been there
 * @param source the file, or topic and partition
 * @param offset where the range begins in the source, in bytes
 * @param length bytes
 * @param reason one sentence, without content
 * @param setAsideIn the file that holds the damaged bytes, or why there is none
 */
public record LogDamage(
    LogPosition from,
    LogPosition to,
    String source,
    long offset,
    long length,
    String reason,
    String setAsideIn) {}
