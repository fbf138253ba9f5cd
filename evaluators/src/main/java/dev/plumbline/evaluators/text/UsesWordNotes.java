// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import java.util.List;

/** An evaluator or feature set that asks for notes on single words; the host remembers them. */
public interface UsesWordNotes {
  /** Always the same. */
  List<WordNote<?>> wordNotes();
}
