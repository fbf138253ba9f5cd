// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Keeps what was made for the keys used last, bounded in number and weight. A key heavier than a
 * sixteenth of the bound is never kept. Thread-safe; two threads may make the same value.
 */
public final class BoundedCache<K, V> {
  private final int maxEntries;
  private final long maxWeight;
  private final ToLongFunction<K> weigher;
  private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long weight;

  public BoundedCache(int maxEntries, long maxWeight, ToLongFunction<K> weigher) {
    this.maxEntries = maxEntries;
    this.maxWeight = maxWeight;
    this.weigher = weigher;
  }

  public V get(K key, Function<? super K, ? extends V> maker) {
    synchronized (entries) {
      V known = entries.get(key);
      if (known != null) {
        return known;
      }
    }
    V made = maker.apply(key);
    long heavy = weigher.applyAsLong(key);
    if (heavy <= maxWeight / 16) {
      synchronized (entries) {
        if (entries.put(key, made) == null) {
          weight += heavy;
        }
        while (entries.size() > maxEntries || weight > maxWeight) {
          Map.Entry<K, V> oldest = entries.firstEntry();
          entries.remove(oldest.getKey());
          weight -= weigher.applyAsLong(oldest.getKey());
        }
      }
    }
    return made;
  }

  public int size() {
    synchronized (entries) {
      return entries.size();
    }
  }
}
