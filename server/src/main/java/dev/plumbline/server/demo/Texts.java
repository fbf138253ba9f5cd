// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.server.demo;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** What customers ask the made shop's assistant, and what it answers. */
final class Texts {
  /** A question with its answers; slots in braces are filled from {@link #fill}. */
  record Topic(String intent, List<String> questions, List<String> answers) {}

  private static final Map<String, List<Topic>> TOPICS =
      Map.of(
          "billing",
          List.of(
              new Topic(
                  "refund_status",
                  List.of(
                      "Where is my refund for order {order}?",
                      "I returned {product} two weeks ago and still have no money back.",
                      "Hi, has the {amount} for order {order} been refunded yet?"),
                  List.of(
                      "Your refund of {amount} for order {order} was issued on {date}. It goes back"
                          + " to the card you paid with and should arrive within five business"
                          + " days.",
                      "I have checked order {order}: the return of {product} was received on {date},"
                          + " and {amount} was sent to your original payment method the same day."
                          + " Banks usually show it after three to five business days.",
                      "The refund is on its way. {amount} was released on {date}; if it has not"
                          + " arrived after five business days, send me the last four digits shown"
                          + " on your statement and I will open a trace with our bank.")),
              new Topic(
                  "double_charge",
                  List.of(
                      "You charged me twice for order {order}, {amount} each time.",
                      "Why do I see {amount} two times on my statement?"),
                  List.of(
                      "I see two authorisations of {amount} for order {order}. Only one of them was"
                          + " captured; the other one is released by your bank within seven days"
                          + " and never leaves your account.",
                      "One of the two entries is a reservation from a payment that was tried again."
                          + " It disappears by itself before {date}. You have paid {amount} once.")),
              new Topic(
                  "invoice",
                  List.of(
                      "Can I get an invoice with VAT for order {order}?",
                      "Please send the invoice for {product} to my company address."),
                  List.of(
                      "Here is the invoice for order {order} with VAT shown separately. You can"
                          + " download it from your account under Orders, Invoices as well.",
                      "Certainly. Tell me the company name, the address and the VAT number, and I"
                          + " will issue the invoice for {product} again and send it by e-mail."))),
          "orders",
          List.of(
              new Topic(
                  "order_status",
                  List.of(
                      "Where is order {order}?",
                      "When will my {product} arrive?",
                      "The tracking for {order} has not moved since Monday."),
                  List.of(
                      "Order {order} left our warehouse on {date} and is with the carrier. The"
                          + " delivery is planned for the next working day.",
                      "Your {product} is on its way. The carrier expects to deliver it on {date}"
                          + " between 9:00 and 14:00.",
                      "The parcel was scanned in the regional centre this morning. Tracking is often"
                          + " a day behind; I will write to you if it has not moved by tomorrow"
                          + " noon.")),
              new Topic(
                  "change_address",
                  List.of(
                      "I typed the wrong street for order {order}, can you change it?",
                      "Please deliver {order} to my neighbour instead."),
                  List.of(
                      "Order {order} has not been handed to the carrier yet, so I can still change"
                          + " the address. Which street and number should it be?",
                      "Done. Order {order} now goes to the new address, and the delivery date of"
                          + " {date} stays the same."))),
          "returns",
          List.of(
              new Topic(
                  "return_item",
                  List.of(
                      "How do I send back {product}?",
                      "The {product} does not fit, I want to return it.",
                      "Can I still return order {order} after three weeks?"),
                  List.of(
                      "You can return {product} within 30 days. Print the label from your account,"
                          + " put it on the parcel and drop it at any post office. The refund"
                          + " follows two days after we receive it.",
                      "Yes, order {order} can be returned until {date}. Would you like a refund or"
                          + " another size?",
                      "No problem. I have created a return label for {product}; it is in your"
                          + " inbox now. The return is free of charge.")),
              new Topic(
                  "damaged",
                  List.of(
                      "My {product} arrived broken!!",
                      "The box of order {order} was open and one part is missing."),
                  List.of(
                      "I am sorry that {product} arrived damaged. I have ordered a replacement, and"
                          + " you do not need to send the broken one back.",
                      "Thank you for telling us. Please send a photo of the parcel, and I will have"
                          + " the missing part of order {order} sent out today."))),
          "search",
          List.of(
              new Topic(
                  "find_product",
                  List.of(
                      "Do you have {product} in blue?",
                      "I am looking for a gift for a runner, around {amount}.",
                      "Which {product} would you recommend for beginners?"),
                  List.of(
                      "We have {product} in navy and in light blue, both in stock at {amount}.",
                      "For a runner around {amount} I would look at the light rain jacket, the"
                          + " running belt or the reflective vest. Shall I show you the reviews?",
                      "For beginners the standard {product} is the best start: easy to handle, and"
                          + " you can exchange it within 30 days if it is not right for you.")),
              new Topic(
                  "compare",
                  List.of(
                      "What is the difference between the two {product} models?",
                      "Is the more expensive {product} worth it?"),
                  List.of(
                      "The more expensive one is lighter and has a longer guarantee, five years"
                          + " instead of two. For use at weekends the simpler one is enough.",
                      "They share the same frame. The one at {amount} adds a better lining and"
                          + " pockets; otherwise you will not notice a difference."))));

  private static final List<String> REFUSALS =
      List.of(
          "I'm sorry, but I can't help with that request.",
          "I'm not able to share account or payment details. Please contact customer support.",
          "Unfortunately, I cannot assist with billing questions. Please call our hotline.",
          "I'm sorry, I can't provide information about refunds or charges.",
          "As an AI assistant, I am unable to access or discuss payments.");

  private static final List<String> CORRECTIONS =
      List.of(
          "No, that is wrong. I asked about order {order}.",
          "That's not what I asked. I mean the {product}.",
          "You misunderstood me, I want to know when it arrives, not what it costs.");

  private static final List<String> THANKS =
      List.of("Thanks, that helps!", "Great, thank you very much.", "ok thanks");

  private static final List<String> WELCOME =
      List.of(
          "You're welcome! Is there anything else I can do for you?",
          "Happy to help. Have a nice day!",
          "My pleasure. If anything is unclear later, just write to me again.");

  private static final List<String> PRODUCTS =
      List.of(
          "rain jacket",
          "trail shoes",
          "espresso machine",
          "desk lamp",
          "hiking backpack",
          "wool sweater",
          "water bottle",
          "yoga mat");

  private Texts() {}

  static List<String> features() {
    return List.of("billing", "orders", "returns", "search");
  }

  static Topic topic(String feature, Random random) {
    return pick(TOPICS.getOrDefault(feature, List.of()), random);
  }

  static String refusal(Random random) {
    return pick(REFUSALS, random);
  }

  static String correction(Random random) {
    return pick(CORRECTIONS, random);
  }

  static String thanks(Random random) {
    return pick(THANKS, random);
  }

  static String welcome(Random random) {
    return pick(WELCOME, random);
  }

  static String fill(String template, Random random) {
    return template
        .replace("{order}", String.valueOf(40_000 + random.nextInt(9_000)))
        .replace("{amount}", "€" + (15 + random.nextInt(180)) + ".90")
        .replace("{date}", (1 + random.nextInt(28)) + " November")
        .replace("{product}", pick(PRODUCTS, random));
  }

  static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
