// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import dev.plumbline.model.series.LabelMatcher;
import dev.plumbline.promql.PromqlConfig;
import dev.plumbline.promql.PromqlEngine;
import dev.plumbline.promql.QueryOptions;
import dev.plumbline.promql.ast.Expr;
import dev.plumbline.testkit.series.InMemorySeriesSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromqlParserTest {
  private static final String[] PIECES = {
    "foo",
    "rate",
    "sum",
    "by",
    "without",
    "(",
    ")",
    "[5m]",
    "[5m:1m]",
    "{",
    "}",
    "a=\"b\"",
    ",",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "==",
    "!=",
    ">",
    "bool",
    "on",
    "ignoring",
    "group_left",
    "and",
    "or",
    "unless",
    "offset",
    "5m",
    "@",
    "start()",
    "end()",
    "1",
    "0x1f",
    "1e3",
    "Inf",
    "NaN",
    "\"text\"",
    "`raw`",
    "'q'",
    "=~",
    "!~",
    "\\",
    "#",
    "\n",
    "topk",
    "quantile",
    "fill",
    "atan2",
    ":",
    "[",
    "]",
    "é",
    "\uD83D",
    "\u0000",
    "=",
    "{\"a.b\"}",
    "scalar",
    "1_000",
    "."
  };

  /** Messages as Prometheus 3.15 gives them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "1 + | 1:4: parse error: unexpected end of input",
        "foo{ | 1:5: parse error: unexpected end of input inside braces",
        "foo{a} | 1:6: parse error: unexpected \"}\" in label matching, expected label matching operator",
        "sum( | 1:5: parse error: unclosed left parenthesis",
        "sum by (a | 1:10: parse error: unclosed left parenthesis",
        "rate(foo) | 1:6: parse error: expected type range vector in call to function \"rate\", got instant vector",
        "nofunction(1) | 1:1: parse error: unknown function with name \"nofunction\"",
        "1 == 2 | 1:3: parse error: comparisons between scalars must use BOOL modifier",
        "foo + bool bar | 1:5: parse error: bool modifier can only be used on comparison operators",
        "foo and 1 | 1:1: parse error: set operator \"and\" not allowed in binary scalar expression",
        "{a=~\".*\"} | 1:1: parse error: vector selector must contain at least one non-empty matcher",
        "foo{__name__=\"bar\"} | 1:1: parse error: metric name must not be set twice: \"foo\" or \"bar\"",
        "foo offset 1m offset 2m | 1:1: parse error: offset may not be set multiple times",
        "topk(foo) | 1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1",
        "(1 + 2)[5m] | 1:8: parse error: ranges only allowed for vector selectors",
        "\"a\\xz\" | 1:1: parse error: illegal character 'z' in escape sequence",
        "foo or on(a) group_left bar | 1:1: parse error: no grouping allowed for \"or\" operation",
        "round(foo, 1, 2) | 1:1: parse error: expected at most 2 argument(s) in call to \"round\", got 3"
      })
  void saysWhereAndWhat(String query, String message) {
    assertThatThrownBy(() -> PromqlParser.parse(query.strip()))
        .isInstanceOf(PlumblineException.class)
        .hasMessage(message.strip());
  }

  @Test
  void countsLinesInMessages() {
    assertThatThrownBy(() -> PromqlParser.parse("sum(\n  foo,\n  bar\n"))
        .hasMessage("4:1: parse error: unclosed left parenthesis");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "-1^2 | -1 ^ 2",
        "a+b*c^d^e | a + b * c ^ d ^ e",
        "sum(foo) by(a,b) | sum by (a, b) (foo)",
        "SUM WITHOUT() (foo) | sum without () (foo)",
        "foo offset -1h30m @ end() | foo @ end() offset -1h30m",
        "foo[90s:] @ 1.5 | foo[1m30s:] @ 1.500",
        "a/on(x)group_left(y)b | a / on (x) group_left (y) b",
        "{\"service.name\"=\"x\",\"my metric\"} | {\"service.name\"=\"x\",__name__=\"my metric\"}",
        "{a='b\\'c', d=~`\\d+`} | {a=\"b'c\",d=~\"\\\\d+\"}",
        "0x1F + 1_000 + 010 + 1e3 | 31 + 1000 + 8 + 1000",
        "bottomk by(job) (1, and) | bottomk by (job) (1, and)",
        "foo # comment | foo",
        "5m + 1d | 5m + 1d",
        "\"\\u00e9\\xc3\\xa9\\101\" | \"ééA\"",
        "a == bool on() b | a == bool on () b",
        "a + fill(0) b | a + fill (0) b"
      })
  void printsWhatItRead(String query, String printed) {
    assertThat(Printer.print(PromqlParser.parse(query.strip()))).isEqualTo(printed.strip());
  }

  @Test
  void givesTheSelectorsInsideAnExpression() {
    Expr expr =
        PromqlParser.parse(
            "histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m]))) > b{c=\"d\"}");
    assertThat(PromqlParser.selectors(expr))
        .extracting(Expr.VectorSelector::name)
        .containsExactly("a_bucket", "b");
  }

  @Test
  void readsOneSelectorForMatch() {
    assertThat(PromqlParser.selector("up{job!=\"x\"}"))
        .containsExactly(
            new LabelMatcher("job", LabelMatcher.Operator.NOT_EQUAL, "x"),
            LabelMatcher.equal("__name__", "up"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{__name__=~\".*\"}", "up[5m]", "sum(up)", "up + up", ""})
  void refusesWhatIsNoSelector(String selector) {
    assertThat(refusal(selector, true).kind()).isEqualTo(ErrorKind.INVALID_INPUT);
  }

  @Test
  void readsEveryGoldenQueryAsItPrintsIt() throws IOException {
    int parsed = 0;
    for (String query : goldenQueries()) {
      Expr expr;
      try {
        expr = PromqlParser.parse(query);
      } catch (PlumblineException e) {
        continue;
      }
      parsed++;
      assertThat(PromqlParser.parse(Printer.print(expr))).as(query).isEqualTo(expr);
    }
    assertThat(parsed).isGreaterThan(600);
  }

  @Test
  void anyTextParsesOrIsRefused() throws IOException {
    long seed = 20_261_121;
    Random random = new Random(seed);
    List<String> queries = goldenQueries();
    int parsed = 0;
    for (int i = 0; i < 20_000; i++) {
      String query =
          i % 2 == 0
              ? assembled(random)
              : mutated(queries.get(random.nextInt(queries.size())), random);
      try {
        Expr expr = PromqlParser.parse(query);
        parsed++;
        assertThat(PromqlParser.parse(Printer.print(expr)))
            .as("seed %d: %s", seed, query)
            .isEqualTo(expr);
      } catch (PlumblineException e) {
        assertThat(e.kind()).as("seed %d: %s", seed, query).isEqualTo(ErrorKind.INVALID_INPUT);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + query, e);
      }
    }
    assertThat(parsed).isGreaterThan(1_000);
  }

  private static String assembled(Random random) {
    StringBuilder query = new StringBuilder();
    for (int n = random.nextInt(12); n >= 0; n--) {
      query.append(PIECES[random.nextInt(PIECES.length)]).append(random.nextBoolean() ? " " : "");
    }
    return query.toString();
  }

  private static String mutated(String query, Random random) {
    StringBuilder text = new StringBuilder(query);
    for (int n = random.nextInt(3); n >= 0; n--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
        default -> text.insert(at, (char) random.nextInt(0x180));
      }
    }
    return text.toString();
  }

  /** Each would overflow the stack of a parser, checker or printer without bounds. */
  @Test
  void refusesWhatIsNestedTooDeep() throws InterruptedException {
    int n = 60_000;
    List<String> queries =
        List.of(
            "(".repeat(n) + "1" + ")".repeat(n),
            "-".repeat(n) + "1",
            "abs(".repeat(n) + "foo" + ")".repeat(n),
            "1" + "+1".repeat(n),
            "1" + "^1".repeat(n),
            "foo" + "[5m:]".repeat(n),
            "foo" + " or foo".repeat(n / 2),
            "sum(".repeat(n / 2) + "foo" + ")".repeat(n / 2),
            "foo{a=~\"" + "(".repeat(n / 2) + ")".repeat(n / 2) + "\"}",
            "foo{a=~\"" + "(?:".repeat(10_000) + "x" + ")*".repeat(10_000) + "\"}");
    for (String query : queries) {
      assertThat(onSmallStack(query)).isInstanceOf(PlumblineException.class);
    }
    assertThat(onSmallStack("foo" + " or foo".repeat(490))).isNull();
    assertThat(onSmallStack("(".repeat(200) + "1" + ")".repeat(200))).isNull();
  }

  /**
   * What parsing, printing or evaluating throws on a thread with half the usual stack; null when it
   * parses.
   */
  private static @Nullable Throwable onSmallStack(String query) throws InterruptedException {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                Expr expr = PromqlParser.parse(query);
                Printer.print(expr);
                new PromqlEngine(new InMemorySeriesSource(), PromqlConfig.defaults())
                    .query(query, Instant.EPOCH, QueryOptions.DEFAULT);
              } catch (Throwable e) {
                thrown.set(e);
              }
            },
            "small-stack",
            512 * 1024);
    thread.start();
    thread.join();
    return thrown.get();
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThat(refusal("1 " + " ".repeat(PromqlParser.MAX_CHARS), false))
        .hasMessageContaining("must not be longer than");
  }

  private static PlumblineException refusal(String query, boolean selector) {
    PlumblineException refusal =
        catchThrowableOfType(
            PlumblineException.class,
            () -> {
              if (selector) {
                PromqlParser.selector(query);
              } else {
                PromqlParser.parse(query);
              }
            });
    return Objects.requireNonNull(refusal);
  }

  private static List<String> goldenQueries() throws IOException {
    List<String> queries =
        new ArrayList<>(Files.readAllLines(Path.of("src/test/golden/queries.txt")));
    queries.removeIf(q -> q.isEmpty() || q.startsWith("# "));
    return queries;
  }
}
