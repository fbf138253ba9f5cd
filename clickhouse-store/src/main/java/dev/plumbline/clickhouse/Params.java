// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.clickhouse;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values for {@code {name:Type}} placeholders; the client escapes them. One thread. */
public final class Params {
  private final Map<String, Object> values = new HashMap<>();

  public static Params none() {
    return new Params();
  }

  public Params text(String name, String value) {
    values.put(name, value);
    return this;
  }

  public Params number(String name, long value) {
    values.put(name, value);
    return this;
  }

  /** For {@code Array(String)}. */
  public Params texts(String name, Collection<String> items) {
    values.put(name, List.copyOf(items));
    return this;
  }

  /** For arrays of whole numbers. */
  public Params numbers(String name, Collection<Long> items) {
    values.put(name, List.copyOf(items));
    return this;
  }

  Map<String, Object> asMap() {
    return values;
  }
}
