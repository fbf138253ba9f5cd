// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.clickhouse.rowbinary.RowBinaryReader;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values reach ClickHouse as they are, whatever is in them. */
class ParamsIT {
  private static final TestStore STORE = TestStore.embedded();

  @AfterAll
  static void close() {
    STORE.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "a'b",
        "a\\b",
        "a\tb",
        "a\nb",
        "ä€𝄞",
        "a&b=c+d%20",
        "o'neill\\'; DROP",
        "\r",
        "[1,'2']"
      })
  void keepsText(String value) {
    String text =
        STORE.clickHouse.query(
            "SELECT {v:String}", Params.none().text("v", value), in -> in.string());
    assertThat(text).isEqualTo(value);
    List<String> texts =
        STORE.clickHouse.query(
            "SELECT {v:Array(String)}",
            Params.none().texts("v", List.of(value, value)),
            in -> in.array(RowBinaryReader::string));
    assertThat(texts).containsExactly(value, value);
  }

  @Test
  void keepsNumbers() {
    for (List<Long> value : List.of(List.<Long>of(), List.of(-1L, Long.MAX_VALUE))) {
      List<Long> numbers =
          STORE.clickHouse.query(
              "SELECT {v:Array(Int64)}",
              Params.none().numbers("v", value),
              in -> in.array(RowBinaryReader::int64));
      assertThat(numbers).isEqualTo(value);
    }
  }
}
