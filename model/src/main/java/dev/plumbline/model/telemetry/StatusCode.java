// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

/** OTLP span status, with the text that the OpenTelemetry clickhouseexporter stores. */
public enum StatusCode {
  UNSET("Unset"),
  OK("Ok"),
  ERROR("Error");

  private final String text;

  StatusCode(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
