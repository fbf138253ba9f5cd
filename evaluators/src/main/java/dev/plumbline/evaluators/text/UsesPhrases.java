// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import java.util.List;

/** An evaluator that looks for fixed words and phrases, and lets the host look for them once. */
public interface UsesPhrases {
  List<PhraseGroup> phraseGroups();
}
