// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.query.http;

import dev.plumbline.model.error.ErrorKind;
import dev.plumbline.model.error.PlumblineException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** {@code application/x-www-form-urlencoded}, as query strings and form bodies have it. */
final class FormDecoder {
  private static final int MAX_FIELDS = 10_000;

  private FormDecoder() {}

  /** Adds every field of {@code encoded} to {@code into}, behind what is there. */
  static void decode(String encoded, SequencedMap<String, List<String>> into) {
    int fields = 0;
    for (String field : encoded.split("&", -1)) {
      if (field.isEmpty()) {
        continue;
      }
      if (++fields > MAX_FIELDS) {
        throw new PlumblineException(
            ErrorKind.TOO_LARGE, "more than " + MAX_FIELDS + " parameters");
      }
      int equals = field.indexOf('=');
      String name = percent(equals < 0 ? field : field.substring(0, equals));
      String value = equals < 0 ? "" : percent(field.substring(equals + 1));
      into.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
  }

  static SequencedMap<String, List<String>> decode(String encoded) {
    SequencedMap<String, List<String>> map = new LinkedHashMap<>();
    decode(encoded, map);
    return map;
  }

  private static String percent(String text) {
    if (text.indexOf('%') < 0) {
      return text.replace('+', ' ');
    }
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '+') {
        out.write(' ');
      } else if (in[i] == '%') {
        out.write(hexPair(in, i));
        i += 2;
      } else {
        out.write(in[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(out.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new PlumblineException(ErrorKind.INVALID_INPUT, "a parameter is not UTF-8", e);
    }
  }

  private static int hexPair(byte[] in, int percentAt) {
    if (percentAt + 2 < in.length) {
      int high = Character.digit(in[percentAt + 1], 16);
      int low = Character.digit(in[percentAt + 2], 16);
      if (high >= 0 && low >= 0) {
        return high * 16 + low;
      }
    }
    throw new PlumblineException(
        ErrorKind.INVALID_INPUT,
        "a percent sign in a parameter must be followed by two hex digits");
  }
}
