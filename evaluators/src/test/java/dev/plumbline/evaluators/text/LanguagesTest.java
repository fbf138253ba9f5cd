// SPDX-License-Identifier: Apache-2.0
package dev.plumbline.evaluators.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.evaluators.EvalData;
import dev.plumbline.evaluators.Scores;
import dev.plumbline.evaluators.TestCalls;
import dev.plumbline.model.score.Score;
import dev.plumbline.model.score.ScoreStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LanguagesTest {
  private static final Vocabulary VOCABULARY = Vocabulary.of(List.of(Languages.words()));

  private static String of(String text) {
    return Languages.of(new TextView(text, VOCABULARY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en|The parcel was sent on Monday and should be with you by the end of this week.",
        "de|Das Paket wurde am Montag verschickt und sollte bis Ende der Woche bei Ihnen sein.",
        "fr|Le colis a été envoyé lundi et devrait arriver chez vous avant la fin de la semaine.",
        "es|El paquete se envió el lunes y debería llegar a su casa antes del fin de la semana.",
        "it|Il pacco è stato spedito lunedì e dovrebbe essere da voi entro la fine della settimana.",
        "pt|O pacote foi enviado na segunda-feira e deve chegar até o fim da semana, se não houver atraso.",
        "nl|Het pakket is maandag verstuurd en zou voor het einde van de week bij u moeten zijn.",
        "sv|Paketet skickades i måndags och bör vara hos dig före slutet av veckan, om det inte är försenat.",
        "fi|Paketti lähetettiin maanantaina ja sen pitäisi olla perillä, mutta se voi myös myöhästyä, jos on ruuhkaa.",
        "pl|Paczka została wysłana w poniedziałek i powinna być u ciebie do końca tygodnia, ale nie jest to pewne.",
        "cs|Balík byl odeslán v pondělí a měl by být u vás do konce týdne, ale to není jisté, protože je sníh.",
        "ro|Coletul a fost trimis luni și ar trebui să fie la dumneavoastră până la sfârșitul săptămânii, dar nu este sigur.",
        "hu|A csomagot hétfőn feladták, és a hét végéig meg kell érkeznie, ha nem lesz késés, de ez csak becslés.",
        "tr|Paket pazartesi günü gönderildi ve bu hafta sonuna kadar size ulaşır, ama daha fazla bilgi için bizi arayın.",
        "id|Paket itu dikirim pada hari Senin dan akan sampai di rumah anda sebelum akhir minggu ini.",
        "vi|Gói hàng đã được gửi vào thứ hai và sẽ đến với bạn trong tuần này, nếu không có gì thay đổi.",
        "ru|Посылка была отправлена в понедельник и должна прийти к концу недели.",
        "uk|Посилку відправили в понеділок, і вона має прийти до кінця тижня, якщо її не затримають.",
        "el|Το δέμα στάλθηκε τη Δευτέρα και θα φτάσει μέχρι το τέλος της εβδομάδας.",
        "ar|تم إرسال الطرد يوم الاثنين وسيصل قبل نهاية الأسبوع.",
        "fa|بسته روز دوشنبه ارسال شد و باید تا پایان هفته به دست شما برسد. پیگیری کنید.",
        "he|החבילה נשלחה ביום שני ותגיע עד סוף השבוע.",
        "hi|पार्सल सोमवार को भेजा गया था और सप्ताह के अंत तक पहुँच जाएगा।",
        "th|พัสดุถูกส่งเมื่อวันจันทร์และจะถึงภายในสิ้นสัปดาห์",
        "zh|包裹已于星期一寄出,预计本周末前送达。",
        "ja|荷物は月曜日に発送され、週末までに届く予定です。",
        "ko|소포는 월요일에 발송되었으며 주말까지 도착할 예정입니다.",
      })
  void knowsTheLanguage(String code, String text) {
    assertThat(of(text)).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Ja.",
        "ok",
        "Merci beaucoup",
        "42",
        "{\"id\": 17, \"name\": \"de la Cruz\", \"tags\": [\"a\", \"b\"]}",
        "San José, Los Angeles, El Paso, Las Vegas, La Jolla",
        "for (int i = 0; i < n; i++) { sum += a[i]; }",
        "Rue de la Paix",
        "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00",
      })
  void saysNothingWhereItCannotBeSure(String text) {
    assertThat(of(text)).isIn(Languages.UNKNOWN, Languages.ENGLISH);
  }

  @Test
  void takesEnglishForNothingElse() {
    int others = 0;
    List<tools.jackson.databind.JsonNode> rows =
        EvalData.rows("emotion/goemotions.dev.jsonl").orElse(List.of());
    for (var row : rows) {
      String code = of(row.get("text").asString());
      others += code.isEmpty() || code.equals("en") ? 0 : 1;
    }

    assertThat(others).as("of %d English comments", rows.size()).isLessThanOrEqualTo(3);
  }

  @Test
  void englishOnlyEvaluatorsAbstainFromOtherLanguagesButNotFromShortText() {
    String german =
        "Das tut mir leid, aber dabei kann ich Ihnen nicht helfen, weil es verboten ist.";
    Score refusal = Scores.of(TestCalls.chat().answer(german).span(), "refusal");
    assertThat(refusal.status()).isEqualTo(ScoreStatus.ABSTAIN);
    assertThat(refusal.explanation()).isEqualTo("the answer is not English (de)");
    assertThat(Scores.of(TestCalls.chat().answer(german).span(), "warmth").status())
        .isEqualTo(ScoreStatus.ABSTAIN);
    assertThat(Scores.of(TestCalls.chat().user(german).span(), "user_sentiment").status())
        .isEqualTo(ScoreStatus.ABSTAIN);
    assertThat(Scores.of(TestCalls.chat().answer("Nein.").span(), "refusal").status())
        .isEqualTo(ScoreStatus.OK);
    assertThat(Scores.of(TestCalls.chat().answer(german).span(), "pii").status())
        .isEqualTo(ScoreStatus.OK);
  }

  @Test
  void theAnswerShouldBeInTheUsersLanguage() {
    String asked = "Wann kommt mein Paket an, und kann ich es auch bei der Post abholen?";
    String english = "It was sent on Monday and should be with you by the end of this week.";
    Score match = Scores.of(TestCalls.chat().user(asked).answer(english).span(), "language_match");
    assertThat(match.value()).hasValue(0);
    assertThat(match.explanation()).isEqualTo("The user writes de, the answer is en.");
    assertThat(
            Scores.value(TestCalls.chat().user(english).answer(english).span(), "language_match"))
        .isEqualTo(1);
    assertThat(
            Scores.of(TestCalls.chat().user("ok").answer(english).span(), "language_match")
                .status())
        .isEqualTo(ScoreStatus.NOT_APPLICABLE);
  }
}
