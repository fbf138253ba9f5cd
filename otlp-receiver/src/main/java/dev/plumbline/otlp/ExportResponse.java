// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.otlp;

import dev.plumbline.model.ingest.Signal;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The answer to an accepted request, and errors, in both encodings. */
final class ExportResponse {
  private static final JsonFactory FACTORY = new JsonFactory();

  private ExportResponse() {}

  /** In protobuf; the three signals' responses have the same fields with the same numbers. */
  static byte[] protobuf(Intake.Accepted accepted) {
    if (accepted.rejected() == 0) {
      return new byte[0];
    }
    return ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportTracePartialSuccess.newBuilder()
                .setRejectedSpans(accepted.rejected())
                .setErrorMessage(accepted.message()))
        .build()
        .toByteArray();
  }

  /** In OTLP/JSON. */
  static byte[] json(Signal signal, Intake.Accepted accepted) {
    if (accepted.rejected() == 0) {
      return new byte[] {'{', '}'};
    }
    String field =
        switch (signal) {
          case TRACES -> "rejectedSpans";
          case LOGS -> "rejectedLogRecords";
          case METRICS -> "rejectedDataPoints";
        };
    return json(out -> {
      out.writeObjectPropertyStart("partialSuccess");
      out.writeStringProperty(field, Integer.toString(accepted.rejected()));
      out.writeStringProperty("errorMessage", accepted.message());
      out.writeEndObject();
    });
  }

  /** A {@code google.rpc.Status} as JSON. */
  static byte[] json(RpcStatus status) {
    return json(out -> {
      out.writeNumberProperty("code", status.code().value());
      out.writeStringProperty("message", status.message());
    });
  }

  private interface Fields {
    void write(JsonGenerator out);
  }

  private static byte[] json(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
