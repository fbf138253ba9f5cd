// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.benchmarks;

import dev.plumbline.model.genai.Content;
import dev.plumbline.model.genai.ContentState;
import dev.plumbline.model.genai.FinishReason;
import dev.plumbline.model.genai.GenAiKind;
import dev.plumbline.model.genai.GenAiSpan;
import dev.plumbline.model.genai.Message;
import dev.plumbline.model.genai.ModelCall;
import dev.plumbline.model.genai.Part;
import dev.plumbline.model.genai.ToolDefinition;
import dev.plumbline.model.genai.Usage;
import dev.plumbline.model.telemetry.Resource;
import dev.plumbline.model.telemetry.Scope;
import dev.plumbline.model.telemetry.Span;
import dev.plumbline.model.telemetry.SpanKey;
import dev.plumbline.model.telemetry.SpanKind;
import dev.plumbline.model.telemetry.StatusCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

/**
 * Made calls: conversations of three turns with answers of about 700 characters, put together from
 * sentences of many kinds. One in ten has a tool call, one in eight JSON, one in fifteen is German.
 */
final class BenchmarkCalls {
  private static final String[] QUESTIONS = {
    "How do I change the address of my order %d?",
    "My router keeps losing the connection, what should I check first?",
    "No, that's not what I asked. I need the invoice of March, not of April.",
    "Thanks, that helped a lot! One more question: do you ship to Norway?",
    "I feel terrible since the move. I can't sleep and I don't know anyone here.",
    "Could you summarise the attached report in five points, please?",
    "Write a function that removes duplicates from a list of %d numbers.",
    "what is the weather like in Lisbon in november",
    "You keep giving me the same answer, this is useless!!",
    "Is it safe to take the second tablet after only four hours?",
    "Book a table for four at half past seven near the station.",
    "Explain compound interest as if I were twelve years old.",
  };

  private static final String[] SENTENCES = {
    "Thank you for reaching out, and I'm sorry that you had to wait.",
    "You can change the delivery address under Account, Orders, as long as the parcel is not packed.",
    "I understand how frustrating it is when the connection drops in the middle of a call.",
    "First, check that the cable is firmly connected; then restart the device and wait two minutes.",
    "Perhaps the signal is weak in that room, though it might also be the adapter.",
    "The total comes to $%d.50, which includes the shipping costs and the discount of %d %%.",
    "According to the contract, either party may terminate it with a notice of three months.",
    "That must have been a difficult week, and it makes sense that you feel exhausted.",
    "How long have you felt this way, and is there someone nearby you can talk to?",
    "I can't recommend a dose, but your doctor or pharmacist can tell you what is safe.",
    "Here is what the report says: revenue rose by %d percent, while costs stayed flat.",
    "Please note that the office is closed on public holidays and on the first Monday of each month.",
    "The function below walks through the list once and keeps a set of what it has seen.",
    "However, the second option tends to be cheaper if you travel more than twice a week.",
    "It is important to keep the receipt, because the warranty only holds with proof of purchase.",
    "Great choice! The restaurant has a terrace, and they'd be happy to seat you by the window.",
    "Interest is paid on the money you put in, and next year also on the interest itself.",
    "In November it is mild, around seventeen degrees, with some rain and short days.",
    "You must never share your password, and nobody from our team will ask for it.",
    "Let me know if you need anything else, I'm glad to help.",
    "If the error appears again, send us the log file from the folder named diagnostics.",
    "We regret the inconvenience and will refund the amount within %d working days.",
    "The museum was founded in 18%d and moved to its present building after the war.",
    "Would you like me to send the details to your e-mail address?",
  };

  private static final String[] GERMAN = {
    "Vielen Dank für Ihre Nachricht, wir kümmern uns gerne darum.",
    "Das Paket wurde am Montag verschickt und sollte bis Ende der Woche bei Ihnen sein.",
    "Bitte prüfen Sie zuerst, ob das Kabel fest sitzt, und starten Sie das Gerät dann neu.",
    "Wenn der Fehler noch einmal auftritt, senden Sie uns bitte das Protokoll.",
  };

  private BenchmarkCalls() {}

  static List<GenAiSpan> make(int number, long seed) {
    Random random = new Random(seed);
    List<GenAiSpan> calls = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      calls.add(span(i, random));
    }
    return calls;
  }

  private static GenAiSpan span(int number, Random random) {
    List<Message> input =
        List.of(
            message("user", pick(QUESTIONS, random)),
            message("assistant", text(SENTENCES, 350, random)),
            message("user", pick(QUESTIONS, random)));
    boolean json = number % 8 == 3;
    boolean tool = number % 10 == 7;
    List<Part> parts = new ArrayList<>();
    parts.add(
        new Part.Text(
            json
                ? "{\"summary\":\"" + text(SENTENCES, 640, random) + "\",\"score\":3}"
                : text(number % 15 == 14 ? GERMAN : SENTENCES, 700, random)));
    if (tool) {
      parts.add(new Part.ToolCall("1", "find_order", "{\"order\":" + random.nextInt(9999) + "}"));
    }
    String schema =
        "{\"type\":\"object\",\"properties\":{\"order\":{\"type\":\"integer\"}},"
            + "\"required\":[\"order\"]}";
    Content content =
        new Content(
            ContentState.FULL,
            "You are the assistant of a shop. Answer in a friendly way.",
            input,
            List.of(new Message("assistant", parts, "")),
            tool ? List.of(new ToolDefinition("find_order", "Finds an order", schema)) : List.of(),
            tool ? "[" + schema + "]" : "",
            List.of());
    ModelCall call =
        new ModelCall(
            "chat",
            "openai",
            "gpt-4o-mini",
            "gpt-4o-mini-2024-07-18",
            "",
            new Usage(
                OptionalLong.of(300 + random.nextInt(200)),
                OptionalLong.of(150 + random.nextInt(100)),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Usage.Source.REPORTED),
            OptionalDouble.empty(),
            Optional.of(FinishReason.STOP),
            true,
            OptionalDouble.of(200 + random.nextInt(300)),
            Optional.empty(),
            OptionalInt.of(2),
            "",
            "",
            json ? "{\"type\":\"object\",\"required\":[\"summary\"]}" : "",
            json,
            content);
    long start = 1_792_497_600_000_000_000L + number * 1_000_000_000L;
    Span span =
        new Span(
            new SpanKey(
                String.format(Locale.ROOT, "%032x", number + 1L),
                String.format(Locale.ROOT, "%016x", number + 1L)),
            "",
            "",
            "chat",
            SpanKind.CLIENT,
            start,
            start + 1_500_000_000L,
            Map.of(),
            List.of(),
            List.of(),
            StatusCode.UNSET,
            "",
            Resource.EMPTY,
            new Scope("", "", Map.of(), ""));
    return new GenAiSpan(
        span,
        "otel",
        GenAiKind.MODEL,
        Optional.of(call),
        "",
        Optional.empty(),
        List.of(),
        "",
        "",
        "",
        "",
        "1.0",
        new TreeMap<>(),
        "");
  }

  private static Message message(String role, String text) {
    return new Message(role, List.of(new Part.Text(text)), "");
  }

  private static String text(String[] from, int atLeast, Random random) {
    StringBuilder out = new StringBuilder();
    while (out.length() < atLeast) {
      out.append(out.isEmpty() ? "" : random.nextInt(4) == 0 ? "\n" : " ")
          .append(pick(from, random));
    }
    return out.toString();
  }

  private static String pick(String[] from, Random random) {
    return String.format(
        Locale.ROOT,
        from[random.nextInt(from.length)],
        10 + random.nextInt(80),
        10 + random.nextInt(80));
  }
}
