// SPDX-License-Identifier: Apache-2.0
/**
 * The ingest log on a local disk: segment files of checksummed, encrypted records, one flush for
 * all appends that wait, damage found and set aside. The reasons are in docs/adr/002-ingest-log.md
 * and docs/adr/003-content-in-the-ingest-log.md.
 */
@NullMarked
package dev.plumbline.otlp.log;

import org.jspecify.annotations.NullMarked;
