// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.model.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.model.telemetry.AnyValue.ArrayValue;
import dev.plumbline.model.telemetry.AnyValue.BytesValue;
import dev.plumbline.model.telemetry.AnyValue.EmptyValue;
import dev.plumbline.model.telemetry.AnyValue.MapValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AnyValueTest {
  @Test
  void textIsWhatTheClickhouseExporterStores() {
    assertThat(AnyValue.of("a\"b").asText()).isEqualTo("a\"b");
    assertThat(AnyValue.of(42).asText()).isEqualTo("42");
    assertThat(AnyValue.of(0.7).asText()).isEqualTo("0.7");
    assertThat(AnyValue.of(5.0).asText()).isEqualTo("5");
    assertThat(AnyValue.of(true).asText()).isEqualTo("true");
    assertThat(new BytesValue(new byte[] {1, 2}).asText()).isEqualTo("AQI=");
    assertThat(EmptyValue.INSTANCE.asText()).isEmpty();
  }

  @Test
  void containersAreJson() {
    Map<String, AnyValue> map = new LinkedHashMap<>();
    map.put("k\n", AnyValue.of("tab\there \u0001 \\"));
    map.put(
        "list",
        new ArrayValue(List.of(AnyValue.of(1), EmptyValue.INSTANCE, AnyValue.of(Double.NaN))));

    assertThat(new MapValue(map).asText())
        .isEqualTo("{\"k\\n\":\"tab\\there \\u0001 \\\\\",\"list\":[1,null,\"NaN\"]}");
  }
}
