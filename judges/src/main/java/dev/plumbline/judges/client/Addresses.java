// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.client;

import java.net.URI;

/** Small help with addresses. */
final class Addresses {
  private Addresses() {}

  static String withoutSlash(URI base) {
    String text = base.toString();
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    return text;
  }
}
