// SPDX-License-Identifier: Apache-2.0
/** Which calls are judged, with which probability, and what the sample says about all calls. */
@NullMarked
package dev.plumbline.judges.sampling;

import org.jspecify.annotations.NullMarked;
