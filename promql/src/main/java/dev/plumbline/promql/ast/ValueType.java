// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.ast;

/** The four types of PromQL values. */
public enum ValueType {
  SCALAR("scalar", "scalar"),
  STRING("string", "string"),
  VECTOR("vector", "instant vector"),
  MATRIX("matrix", "range vector");

  private final String label;
  private final String documented;

  ValueType(String label, String documented) {
    this.label = label;
    this.documented = documented;
  }

  /** As the API's {@code resultType}. */
  public String label() {
    return label;
  }

  /** As error messages and the documentation of Prometheus say it. */
  public String documented() {
    return documented;
  }
}
