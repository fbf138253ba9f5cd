// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.promql.eval;

/** Text order in which runs of digits compare as numbers: {@code cpu2} before {@code cpu10}. */
final class NaturalOrder {
  private NaturalOrder() {}

  static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int aEnd = chunkEnd(a, i);
      int bEnd = chunkEnd(b, j);
      String left = a.substring(i, aEnd);
      String right = b.substring(j, bEnd);
      int order =
          isDigit(left.charAt(0)) && isDigit(right.charAt(0))
              ? compareNumbers(left, right)
              : left.compareTo(right);
      if (order != 0) {
        return order;
      }
      i = aEnd;
      j = bEnd;
    }
    return Integer.compare(a.length() - i, b.length() - j);
  }

  private static int chunkEnd(String text, int from) {
    boolean digits = isDigit(text.charAt(from));
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end)) == digits) {
      end++;
    }
    return end;
  }

  private static int compareNumbers(String a, String b) {
    String left = withoutLeadingZeros(a);
    String right = withoutLeadingZeros(b);
    int order = Integer.compare(left.length(), right.length());
    if (order == 0) {
      order = left.compareTo(right);
    }
    return order != 0 ? order : Integer.compare(a.length(), b.length());
  }

  private static String withoutLeadingZeros(String digits) {
    int i = 0;
    while (i < digits.length() - 1 && digits.charAt(i) == '0') {
      i++;
    }
    return digits.substring(i);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
