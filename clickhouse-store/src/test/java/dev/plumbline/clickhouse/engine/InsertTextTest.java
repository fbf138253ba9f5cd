// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InsertTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "INSERT INTO t FORMAT TSV~1|INSERT INTO t |TSV|1",
        "insert into t (a, b) format JSONEachRow {}|insert into t (a, b) |JSONEachRow|{}",
        "INSERT INTO t VALUES (1)|INSERT INTO t |Values| (1)",
        "INSERT INTO t SETTINGS a = 'x FORMAT y' FORMAT CSV~x|INSERT INTO t SETTINGS a = 'x FORMAT y' |CSV|x",
        "/* FORMAT a */ INSERT INTO format.values FORMAT CSV~x|/* FORMAT a */ INSERT INTO format.values |CSV|x",
        "INSERT INTO `FORMAT x` -- VALUES~ VALUES (1)|INSERT INTO `FORMAT x` -- VALUES~ |Values| (1)",
        "INSERT INTO FUNCTION file('FORMAT x', 'CSV') FORMAT CSV~1|INSERT INTO FUNCTION file('FORMAT x', 'CSV') |CSV|1",
        "INSERT INTO t FORMAT RowBinary~~|INSERT INTO t |RowBinary|~"
      })
  void findsWhereRowsBegin(String text, String statement, String format, String rows) {
    byte[] bytes = text.replace('~', '\n').getBytes(StandardCharsets.UTF_8);
    assertThat(InsertText.scan(bytes, bytes.length, true))
        .isInstanceOfSatisfying(
            InsertText.Rows.class,
            found -> {
              assertThat(text.substring(0, found.statementEnd())).isEqualTo(statement);
              assertThat(found.format()).isEqualTo(format);
              assertThat(text.substring(found.dataStart())).isEqualTo(rows);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1 FORMAT TSV",
        "INSERT INTO t SELECT 1",
        "INSERT INTO t (a) WITH 1 AS x SELECT x",
        "INSERT INTO t (SELECT 1)",
        "INSERT INTO t FROM INFILE 'x' FORMAT CSV",
        "WITH 1 AS x INSERT INTO t SELECT x",
        ""
      })
  void leavesOtherStatementsWhole(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(InsertText.scan(bytes, bytes.length, true)).isInstanceOf(InsertText.Whole.class);
  }

  /** The text arrives in pieces: a piece gives the same answer as all of it, or asks for more. */
  @Test
  void neverDecidesOtherwiseWithLessText() {
    String text =
        "INSERT /* VALUES */ INTO `a b`.t (x, y) SETTINGS k = 'FORMAT' FORMAT RowBinary\nabc";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    InsertText whole = InsertText.scan(bytes, bytes.length, true);
    for (int length = 0; length < bytes.length; length++) {
      assertThat(InsertText.scan(bytes, length, false))
          .as("%d bytes", length)
          .isIn(whole, new InsertText.More());
    }
  }
}
