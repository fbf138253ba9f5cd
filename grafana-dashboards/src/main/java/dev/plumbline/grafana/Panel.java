// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.grafana;

import java.util.List;

/** One panel of a dashboard. Sizes are in Grafana's grid of 24 columns. */
public sealed interface Panel {
  String title();

  int height();

  int width();

  List<Target> targets();

  /** A headline of panels below it. */
  record Row(String title) implements Panel {
    @Override
    public int height() {
      return 1;
    }

    @Override
    public int width() {
      return 24;
    }

    @Override
    public List<Target> targets() {
      return List.of();
    }
  }

  /**
   * One number.
   *
   * @param unit Grafana unit id
   * @param steps colour thresholds, the first without a value
   */
  record Stat(
      String title,
      String description,
      int width,
      int height,
      String unit,
      List<Step> steps,
      List<Target> targets)
      implements Panel {}

  /**
   * Lines over time.
   *
   * @param repeat name of the variable whose every value gets a panel; empty for one panel
   * @param band true when targets B to D are a baseline and its lower and upper bound
   */
  record Lines(
      String title,
      String description,
      int width,
      int height,
      String unit,
      String repeat,
      boolean band,
      List<Target> targets)
      implements Panel {}

  /** A table of the labels and the value of an instant query. */
  record Table(
      String title,
      String description,
      int width,
      int height,
      List<String> hidden,
      List<Target> targets)
      implements Panel {}

  /** From which value on which colour holds; NaN for the lowest step. */
  record Step(double from, String color) {
    static final Step BASE_GREEN = new Step(Double.NaN, "green");
  }
}
