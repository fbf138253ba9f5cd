// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.score;

import dev.plumbline.model.hash.Sha256;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every version that made a score what it is, stored once under its hash.
 *
 * @param parts name to version, sorted: app_version, prompt_name, prompt_version, request_model,
 *     response_model, provider_fingerprint, evaluators, price_table, ...; empty values are left out
 */
public record VersionTuple(SortedMap<String, String> parts, String hash) {
  /** Computes the hash: 16 hex characters of the SHA-256 of the sorted parts. */
  public static VersionTuple of(SortedMap<String, String> parts) {
    TreeMap<String, String> kept = new TreeMap<>(parts);
    kept.values().removeIf(String::isEmpty);
    StringBuilder text = new StringBuilder();
    kept.forEach(
        (name, value) -> text.append(name).append('\u0001').append(value).append('\u0002'));
    return new VersionTuple(kept, Sha256.hex(text.toString(), 16));
  }
}
