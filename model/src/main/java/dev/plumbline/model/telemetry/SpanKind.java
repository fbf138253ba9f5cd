// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

/** OTLP span kind, with the text that the OpenTelemetry clickhouseexporter stores. */
public enum SpanKind {
  UNSPECIFIED("Unspecified"),
  INTERNAL("Internal"),
  SERVER("Server"),
  CLIENT("Client"),
  PRODUCER("Producer"),
  CONSUMER("Consumer");

  private final String text;

  SpanKind(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
