// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import dev.plumbline.evaluators.text.TextView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds structured personal data by form, checksum and the words around it. One pass over the text
 * for links and addresses with {@code @}, one over its numbers; every candidate is bounded in
 * length, so the time is linear in the text. Thread-safe.
 */
public final class PiiDetector {
  /** A text with more findings than this is a list of them; the rest changes nothing. */
  static final int MAX_FINDINGS = 100;

  static final double SURE = 1;
  static final double WEAK = 0.3;

  private final Links links = new Links();
  private final Ibans ibans = new Ibans();
  private final Addresses addresses = new Addresses();
  private final Numbers numbers = new Numbers();

  /** Findings by start, none overlapping another; offsets are those of the folded view. */
  public List<Finding> find(TextView text) {
    boolean at = text.has('@');
    boolean link = (text.has('/') && text.has(':')) || (text.has('.') && text.has('w'));
    boolean digits = text.hasDigit();
    boolean host = text.has('.');
    if (!at && !link && !digits && !host) {
      return List.of();
    }
    List<Finding> found = new ArrayList<>();
    if (link) {
      links.find(text, found);
    }
    if (at) {
      addresses.find(text, found);
    }
    if (host) {
      links.findBare(text, found);
    }
    if (digits) {
      ibans.find(text, found);
      if (text.has(':')) {
        IpAddresses.findV6(text, found);
      }
      numbers.find(text, found);
    }
    found.sort(Comparator.comparingInt(Finding::start));
    return found;
  }

  /** Adds a finding unless it overlaps an earlier one or there are too many. */
  static boolean add(List<Finding> found, Finding finding) {
    if (found.size() >= MAX_FINDINGS || covered(found, finding.start(), finding.end())) {
      return false;
    }
    found.add(finding);
    return true;
  }

  static boolean covered(List<Finding> found, int start, int end) {
    for (Finding other : found) {
      if (start < other.end() && other.start() < end) {
        return true;
      }
    }
    return false;
  }

  static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c > 127 && Character.isLetter(c));
  }

  static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean wordUnit(TextView text, int i) {
    if (i < 0 || i >= text.length()) {
      return false;
    }
    char c = text.charAt(i);
    return digit(c) || letter(c) || c == '_';
  }
}
