// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.prometheus;

import dev.plumbline.model.series.ExemplarSeries;
import dev.plumbline.model.series.Labels;
import dev.plumbline.model.series.Series;
import dev.plumbline.promql.PromqlValue;
import dev.plumbline.promql.QueryResult;
import dev.plumbline.query.http.Answer;
import dev.plumbline.query.http.Schemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.core.JsonGenerator;

/** The envelope of the Prometheus API and what stands in it. */
final class PrometheusJson {
  private PrometheusJson() {}

  static Answer success(Answer.JsonBody data) {
    return success(data, List.of(), List.of());
  }

  static Answer success(Answer.JsonBody data, List<String> warnings, List<String> infos) {
    return new Answer.Json(
        200,
        Answer.JSON,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("status", "success");
          json.writeName("data");
          data.write(json);
          strings(json, "warnings", warnings);
          strings(json, "infos", infos);
          json.writeEndObject();
        });
  }

  private static void strings(JsonGenerator json, String name, List<String> texts) {
    if (!texts.isEmpty()) {
      json.writePOJOProperty(name, texts);
    }
  }

  /** A valid query that failed on its data. */
  static Answer executionFailed(String message) {
    return new Answer.Json(
        422,
        Answer.JSON,
        json ->
            json.writePOJO(
                Schemas.of("status", "error", "errorType", "execution", "error", message)));
  }

  /**
   * The answer of a query.
   *
   * @param stats whether to say how many samples were read
   */
  static Answer result(QueryResult result, boolean stats) {
    return success(
        json -> {
          json.writeStartObject();
          json.writeStringProperty("resultType", result.value().type().label());
          json.writeName("result");
          value(json, result.value());
          if (stats) {
            json.writePOJOProperty(
                "stats", Map.of("samples", Map.of("totalQueryableSamples", result.samplesRead())));
          }
          json.writeEndObject();
        },
        result.warnings(),
        result.infos());
  }

  private static void value(JsonGenerator json, PromqlValue value) {
    switch (value) {
      case PromqlValue.Scalar(long time, double number) -> sample(json, time, number);
      case PromqlValue.Text(long time, String text) -> {
        json.writeStartArray();
        json.writeRawValue(GoNumbers.timestamp(time));
        json.writeString(text);
        json.writeEndArray();
      }
      case PromqlValue.Vector(List<PromqlValue.Sample> samples) -> {
        json.writeStartArray();
        samples.forEach(sample -> vectorElement(json, sample));
        json.writeEndArray();
      }
      case PromqlValue.Matrix(List<Series> series) -> {
        json.writeStartArray();
        series.forEach(one -> matrixElement(json, one));
        json.writeEndArray();
      }
    }
  }

  private static void vectorElement(JsonGenerator json, PromqlValue.Sample sample) {
    json.writeStartObject();
    json.writeName("metric");
    labels(json, sample.labels());
    json.writeName("value");
    sample(json, sample.timestampMillis(), sample.value());
    json.writeEndObject();
  }

  private static void matrixElement(JsonGenerator json, Series series) {
    json.writeStartObject();
    json.writeName("metric");
    labels(json, series.labels());
    json.writeName("values");
    json.writeStartArray();
    for (int i = 0; i < series.size(); i++) {
      sample(json, series.timestamps()[i], series.values()[i]);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void sample(JsonGenerator json, long millis, double value) {
    json.writeStartArray();
    json.writeRawValue(GoNumbers.timestamp(millis));
    json.writeString(GoNumbers.sample(value));
    json.writeEndArray();
  }

  static void labels(JsonGenerator json, Labels labels) {
    json.writeStartObject();
    for (int i = 0; i < labels.size(); i++) {
      json.writeStringProperty(labels.name(i), labels.value(i));
    }
    json.writeEndObject();
  }

  static void exemplars(JsonGenerator json, ExemplarSeries series) {
    json.writeStartObject();
    json.writeName("seriesLabels");
    labels(json, series.labels());
    json.writeName("exemplars");
    json.writeStartArray();
    for (ExemplarSeries.Exemplar exemplar : series.exemplars()) {
      json.writeStartObject();
      json.writeName("labels");
      labels(json, exemplar.labels());
      json.writeStringProperty("value", GoNumbers.sample(exemplar.value()));
      json.writeName("timestamp");
      json.writeRawValue(GoNumbers.timestamp(exemplar.timestampMillis()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** The schema of the envelope around {@code data}. */
  static SequencedMap<String, Object> schema(Map<String, Object> data) {
    SequencedMap<String, Object> properties = new LinkedHashMap<>();
    properties.put("status", Schemas.choice(List.of("success")));
    properties.put("data", data);
    SequencedMap<String, Object> schema = Schemas.object(properties);
    properties.put("warnings", Schemas.array(Schemas.string()));
    properties.put("infos", Schemas.array(Schemas.string()));
    return schema;
  }
}
