// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.labels;

import dev.plumbline.model.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * A version of a set of labels. It never changes: later labels make a new version.
 *
 * @param name as on the labels
 * @param version 1 for the first
 * @param owner who froze it
 * @param labels how many
 * @param hash 16 hex characters over every label in it, the same for the same labels
 */
public record LabelSet(
    String name,
    int version,
    Instant createdAt,
    String owner,
    String note,
    long labels,
    String hash) {
  /** {@code name:version}, as calibration records name it. */
  public String reference() {
    return name + ":" + version;
  }

  /** The hash of labels, whatever their order. */
  public static String hash(List<Label> labels) {
    MessageDigest digest = Sha256.start();
    labels.stream()
        .sorted(Comparator.comparing(Label::id))
        .forEach(label -> digest.update(line(label).getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static String line(Label label) {
    return String.join(
            "\u0001",
            label.id(),
            label.value().isPresent() ? Double.toString(label.value().getAsDouble()) : "",
            label.category(),
            label.comment(),
            label.correctedAnswer(),
            Double.toString(label.inclusionProbability()))
        + "\u0002";
  }
}
