// SPDX-License-Identifier: Apache-2.0
/** What every ingest log must do, as tests that each implementation runs. */
@NullMarked
package dev.plumbline.testkit.ingest;

import org.jspecify.annotations.NullMarked;
