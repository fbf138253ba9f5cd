// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.judges.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BudgetTest {
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");

  private Budget budget(double usd, int calls, double tenantShare) {
    return new Budget(new Budget.Limits(usd, calls, tenantShare), () -> now);
  }

  /** Seeds are fixed; the demand is ten times the budget. */
  @Test
  void noHourSpendsMoreThanTheBudget() {
    Budget budget = budget(6, 100_000, 1);
    SplittableRandom random = new SplittableRandom(5);
    record Spent(Instant at, double usd) {}
    ArrayDeque<Spent> lastHour = new ArrayDeque<>();
    double sum = 0;
    double most = 0;
    double all = 0;
    for (int i = 0; i < 20_000; i++) {
      now = now.plusMillis(random.nextInt(5000));
      double usd = 0.01 + random.nextDouble() * 0.05;
      if (budget.reserve("", usd, 1)) {
        lastHour.add(new Spent(now, usd));
        sum += usd;
        all += usd;
      }
      while (!lastHour.isEmpty() && lastHour.peek().at().isBefore(now.minusSeconds(3600))) {
        sum -= lastHour.remove().usd();
      }
      most = Math.max(most, sum);
    }
    assertThat(most).isBetween(5.0, 6.0 + 1e-9);
    assertThat(all / (20_000 * 2.5 / 3600)).as("an hour").isBetween(4.8, 6.0);
  }

  @Test
  void callsAreBoundedToo() {
    Budget budget = budget(1000, 60, 1);
    int taken = 0;
    while (budget.reserve("", 0, 1)) {
      taken++;
    }
    assertThat(taken).isEqualTo(10);
    now = now.plusSeconds(3600);
    while (budget.reserve("", 0, 1)) {
      taken++;
    }
    assertThat(taken).isEqualTo(20);
  }

  @Test
  void oneTenantLeavesRoomForOthers() {
    Budget budget = budget(1000, 60, 0.5);
    int loud = 0;
    while (budget.reserve("loud", 0, 1)) {
      loud++;
    }
    assertThat(loud).isEqualTo(5);
    assertThat(budget.reserve("quiet", 0, 1)).isTrue();
    assertThat(budget.floorShare("loud")).isZero();
    assertThat(budget.floorShare("quiet")).isPositive();
  }

  @Test
  void theUniformPartShrinksBeforeAllIsSpent() {
    Budget budget = budget(6, 100_000, 1);
    assertThat(budget.floorShare("")).isEqualTo(1);
    budget.settle("", 0.7, 0);
    assertThat(budget.floorShare("")).isCloseTo(0.5, within(1e-9));
    budget.settle("", 0.25, 0);
    assertThat(budget.floorShare("")).isZero();
    assertThat(budget.reserve("", 0.04, 1)).as("anomalies still have some").isTrue();
    budget.settle("", 1, 0);
    assertThat(budget.reserve("", 0.001, 1)).as("debts are paid first").isFalse();
    now = now.plusSeconds(1800);
    assertThat(budget.reserve("", 0.001, 1)).isTrue();
  }

  @Test
  void nothingToSpendJudgesNothing() {
    assertThat(budget(0, 100, 1).reserve("", 0, 1)).isFalse();
    assertThat(budget(1, 0, 1).reserve("", 0, 1)).isFalse();
  }
}
