// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.learned;

import dev.plumbline.model.score.EvalContext;

/** What the user of one call wants, as the evaluator of intents found it. One thread. */
public final class CallIntent {
  private String name = "";

  private CallIntent() {}

  public static CallIntent of(EvalContext in) {
    return in.shared(CallIntent.class, _ -> new CallIntent());
  }

  public void found(String intent) {
    name = intent;
  }

  /** What the application itself says, else what was found; empty when unknown. */
  public static String name(EvalContext in) {
    String said = in.span().segment("intent");
    return said.isEmpty() ? of(in).name : said;
  }
}
