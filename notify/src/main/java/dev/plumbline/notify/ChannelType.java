// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.notify;

import java.util.Locale;

/** What a channel speaks. */
enum ChannelType {
  WEBHOOK(600),
  SLACK(30),
  PAGERDUTY(120),
  ALERTMANAGER(0);

  private final int usualPerHour;

  ChannelType(int usualPerHour) {
    this.usualPerHour = usualPerHour;
  }

  int usualPerHour() {
    return usualPerHour;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
