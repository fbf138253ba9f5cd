// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.store;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a view with the column names of the outside contract.
 *
 * @param rows column to value: String, Long, Double, Boolean, List, Map or null (unset number);
 *     times are RFC 3339 text in UTC with nanoseconds
 * @param next where the next page starts; empty on the last page
 */
public record Rows(List<SequencedMap<String, @Nullable Object>> rows, Optional<String> next) {}
