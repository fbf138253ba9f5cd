// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.drift.engine.Call;
import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CsvCallsTest {
  private static CsvCalls reader(String text) throws IOException {
    return new CsvCalls(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "calls.csv");
  }

  @Test
  void readsEveryKindOfColumnInAnyOrder() throws IOException {
    CsvCalls calls =
        reader(
            "role,score.a,x.chars,segment.intent,weight.a,turn,timestamp,score.b,note\r\n"
                + "monitor,-0.125,1e-3,\"a, \"\"b\"\"\",0.25,7,1766361600000,,x\r\n"
                + "\n"
                + "fit,3,,,,,1766361600001,1,");
    assertThat(calls.unknown()).containsExactly("note");
    assertThat(calls.schema().dimensions()).containsExactly("a", "b");
    assertThat(calls.schema().turns()).isTrue();
    assertThat(calls.schema().weighted()).containsExactly(true, false);
    Call call = new Call(calls.schema());
    assertThat(calls.next(call)).isTrue();
    assertThat(call.time).isEqualTo(1766361600000L);
    assertThat(call.fitOnly).isFalse();
    assertThat(call.turn).isEqualTo(7);
    assertThat(call.segments).containsExactly("a, \"b\"");
    assertThat(call.scores).containsExactly(-0.125, Double.NaN);
    assertThat(call.probabilities[0]).isEqualTo(0.25);
    assertThat(call.covariates).containsExactly(0.001);
    assertThat(calls.next(call)).isTrue();
    assertThat(call.fitOnly).isTrue();
    assertThat(call.turn).isZero();
    assertThat(call.covariates[0]).isNaN();
    assertThat(calls.next(call)).isFalse();
  }

  @Test
  void decimalsAreThoseOfTheStandardReader() throws IOException {
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      double value = random.nextGaussian() * Math.pow(10, random.nextInt(24) - 12);
      String text =
          i % 2 == 0 ? Double.toString(value) : String.format(java.util.Locale.ROOT, "%.6f", value);
      CsvCalls calls = reader("timestamp,score.a\n1," + text + "\n");
      Call call = new Call(calls.schema());
      calls.next(call);
      assertThat(call.scores[0]).isEqualTo(Double.parseDouble(text));
    }
  }

  @Test
  void saysWhereARowIsWrong() throws IOException {
    CsvCalls calls = reader("timestamp,score.a\n1,2\n2,yes\n");
    Call call = new Call(calls.schema());
    calls.next(call);
    assertThatThrownBy(() -> calls.next(call))
        .isInstanceOf(PlumblineException.class)
        .hasMessage("calls.csv: line 3: column \"score.a\": must be a number");
    assertThatThrownBy(() -> reader("time,score.a\n"))
        .hasMessage("calls.csv: line 1: column \"timestamp\" is missing");
  }

  /** Any bytes are rows or INVALID_INPUT. */
  @Test
  void anyBytesAreReadOrRefused() throws IOException {
    Random random = new Random(17);
    String[] pieces = {
      "timestamp",
      "score.a",
      "weight.a",
      "x.b",
      "segment.c",
      "turn",
      "role",
      ",",
      ",",
      ",",
      "\n",
      "\n",
      "\r\n",
      "\"",
      "\"\"",
      "1",
      "-2.5",
      "1e400",
      "fit",
      "0.5",
      "nan",
      "\u00e9",
      "\u0000",
      ";"
    };
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(i % 3 == 0 ? "" : "timestamp,score.a,x.b\n");
      if (i % 3 == 1) {
        text.append(i).append(",0.5,2\n");
      }
      int length = random.nextInt(40);
      for (int p = 0; p < length; p++) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      if (i % 5 == 0 && bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        CsvCalls calls = new CsvCalls(new ByteArrayInputStream(bytes), "any");
        Call call = new Call(calls.schema());
        while (calls.next(call)) {
          read++;
          assertThat(call.time).isNotNegative();
        }
      } catch (PlumblineException e) {
        assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
      }
    }
    assertThat(read).isGreaterThan(100);
  }
}
