// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;

/**
 * Marks, as the cause of a {@link PlumblineException} of kind {@link ErrorKind#INVALID_INPUT}, that
 * the query is valid PromQL but failed on this data, for example because a match is not unique. The
 * Prometheus API answers 422 {@code execution} then, and 400 {@code bad_data} without this cause.
 */
public final class EvaluationFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private EvaluationFailure(String message) {
    super(message, null, false, false);
  }

  /** The exception to throw. */
  public static PlumblineException of(String message) {
    return new PlumblineException(ErrorKind.INVALID_INPUT, message, new EvaluationFailure(message));
  }

  /** Whether a valid query failed on its data, rather than being wrong itself. */
  public static boolean is(PlumblineException exception) {
    return exception.getCause() instanceof EvaluationFailure;
  }
}
