// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.pii;

import dev.plumbline.evaluators.text.TextView;
import java.util.List;

/** Internet addresses. Those of private networks and of the machine itself are weak findings. */
final class IpAddresses {
  private static final int MAX_V6 = 45;

  private IpAddresses() {}

  /** Degree of a v4 address of four numbers; 0 when it is none. */
  static double v4(int a, int b, int c, int d) {
    if (a > 255 || b > 255 || c > 255 || d > 255) {
      return 0;
    }
    boolean internal =
        a == 10
            || a == 127
            || a == 0
            || (a == 192 && b == 168)
            || (a == 172 && b >= 16 && b < 32)
            || (a == 169 && b == 254)
            || a == 255;
    return internal ? PiiDetector.WEAK : PiiDetector.SURE;
  }

  /** Finds v6 addresses: hexadecimal groups parted by colons, eight or with one {@code ::}. */
  static void findV6(TextView text, List<Finding> found) {
    int i = 0;
    while (i < text.length()) {
      if (!unit(text.charAt(i)) || PiiDetector.wordUnit(text, i - 1)) {
        i++;
        continue;
      }
      int end = i;
      while (end < text.length() && end - i <= MAX_V6 && unit(text.charAt(end))) {
        end++;
      }
      int stop = end;
      if (stop > i
          && text.charAt(stop - 1) == ':'
          && !(stop > i + 1 && text.charAt(stop - 2) == ':')) {
        stop--;
      }
      if (stop - i <= MAX_V6 && !PiiDetector.wordUnit(text, stop) && isV6(text, i, stop)) {
        stop = withV4(text, stop);
        end = Math.max(end, stop);
        PiiDetector.add(found, new Finding(PiiType.IP, i, stop, PiiDetector.SURE));
      } else if (stop - i == 3 && loopback(text, i)) {
        PiiDetector.add(found, new Finding(PiiType.IP, i, stop, PiiDetector.WEAK));
      }
      i = Math.max(end, i + 1);
    }
  }

  /** Behind the v4 address that ends a mapped v6 address; {@code stop} when there is none. */
  private static int withV4(TextView text, int stop) {
    int i = stop;
    int dots = 0;
    while (i + 1 < text.length() && i - stop < 12) {
      if (text.charAt(i) == '.' && PiiDetector.digit(text.charAt(i + 1))) {
        dots++;
      } else if (!PiiDetector.digit(text.charAt(i))) {
        break;
      }
      i++;
    }
    if (i < text.length() && PiiDetector.digit(text.charAt(i))) {
      i++;
    }
    return dots == 3 ? i : stop;
  }

  private static boolean loopback(TextView text, int i) {
    return text.charAt(i) == ':' && text.charAt(i + 1) == ':' && text.charAt(i + 2) == '1';
  }

  private static boolean isV6(TextView text, int start, int end) {
    int groups = 0;
    int size = 0;
    boolean gap = false;
    boolean digits = false;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == ':') {
        if (i + 1 < end && text.charAt(i + 1) == ':') {
          if (gap || (i + 2 < end && text.charAt(i + 2) == ':')) {
            return false;
          }
          gap = true;
        }
        groups += size > 0 ? 1 : 0;
        size = 0;
      } else {
        size++;
        digits |= PiiDetector.digit(c);
        if (size > 4) {
          return false;
        }
      }
    }
    groups += size > 0 ? 1 : 0;
    return gap ? groups >= 2 && groups <= 7 && digits : groups == 8;
  }

  private static boolean unit(char c) {
    return PiiDetector.digit(c) || (c >= 'a' && c <= 'f') || c == ':';
  }
}
