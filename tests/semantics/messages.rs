//! Messages in the customer's words (rules 38 and 42).

use super::story::{check, refuses};

const MESSAGES: &str = "
facts: { lang: text, home: text, total: money, days: int, share: decimal, who: { type: text, personal: true }, day: date, at: time }
customer: { locale: lang, zone: home }
events: { e: { may_carry: [lang, home, total, days, share, who, day, at] } }
triggers: { t: { upon: e } }
states:
  a: { do: [apology: { as: say, message: m WITH, within: 30d }], upon: { e: z, step: { stay: true } }, after: { 90d: z } }
  z: { end: done }
messages:
  m: MESSAGE
";

/// What is said to one customer.
#[track_caller]
fn says(message: &str, head: &str, with: &str, data: &str, expected: &str) {
    let playbook = MESSAGES.replace("MESSAGE", message).replace(" WITH", with);
    check(&format!("{head}{playbook}"), &format!("event e {data} -> applied; say {expected}"));
}

#[test]
fn the_customers_locale_falls_back_to_its_language_then_to_the_default_then_to_the_first() {
    const THREE: &str = "{ de: D, fr: F, fr-CA: FC }";
    for (head, lang, text, locale) in [
        // What the customer wants, whatever case it is in.
        ("language: de\n", "lang=fr-CA", "FC", "fr-CA"),
        ("language: de\n", "lang=FR_ca", "FC", "fr-CA"),
        ("language: de\n", "lang=fr", "F", "fr"),
        // A region that no message is for: its language's, and values as that region writes them.
        ("language: de\n", "lang=fr-BE", "F", "fr-BE"),
        ("language: fr\n", "lang=de-AT", "D", "de-AT"),
        // Unknown, no tag, or of no message: the playbook's language.
        ("language: fr\n", "", "F", "fr"),
        ("language: fr\n", "lang=francais", "F", "fr"),
        ("language: fr\n", "lang=\"\"", "F", "fr"),
        ("language: fr\n", "lang=ja", "F", "fr"),
        ("language: fr-CA\n", "lang=ja", "FC", "fr-CA"),
        ("language: fr-BE\n", "", "F", "fr-BE"),
        // None of which there is: the first.
        ("language: ja\n", "", "D", "de"),
        ("", "", "D", "de"),
        ("", "lang=ja", "D", "de"),
        ("", "lang=fr", "F", "fr"),
        // A language without its region does not get that of another.
        ("language: de\n", "lang=en", "D", "de"),
    ] {
        says(THREE, head, "", lang, &format!("text={text} locale={locale}"));
    }
    says("{ fr-CA: FC, de: D }", "language: de\n", "", "lang=fr", "text=D locale=de");
    says("{ en: E }", "language: en-GB\n", "", "", "text=E locale=en-GB");
}

#[test]
fn the_policys_language_and_zone_are_next() {
    let playbook = MESSAGES.replace("MESSAGE", "{ en: 'Hello, {at}', fr: 'Bonjour, {at}' }").replace(" WITH", "");
    let at = "at=2026-07-01T22:30:00Z";
    for (head, policy, data, expected) in [
        ("", "", "", "text=\"Hello, July 1, 2026 at 10:30_PM\" locale=en"),
        ("", "language: fr", "", "text=\"Bonjour, 1 juillet 2026 à 22:30\" locale=fr"),
        ("", "language: fr", "lang=en-GB", "text=\"Hello, 1 July 2026 at 22:30\" locale=en-GB"),
        ("language: en-GB\n", "language: fr", "", "text=\"Hello, 1 July 2026 at 22:30\" locale=en-GB"),
        ("language: en-GB\n", "zone: Europe/Paris", "", "text=\"Hello, 2 July 2026 at 00:30\""),
        ("language: en-GB\nzone: Europe/London\n", "zone: Europe/Paris", "", "text=\"Hello, 1 July 2026 at 23:30\""),
        ("language: en-GB\n", "zone: Europe/Paris", "home=Asia/Tokyo", "text=\"Hello, 2 July 2026 at 07:30\""),
        ("language: en-GB\n", "zone: Europe/Paris", "home=Tokyo", "text=\"Hello, 2 July 2026 at 00:30\""),
    ] {
        let policy = if policy.is_empty() { String::new() } else { format!("\n---\npolicy: house\n{policy}\n") };
        check(&format!("{head}{playbook}{policy}"), &format!("event e {at} {data} -> applied; say {expected}"));
    }
    refuses("policy: house\nlanguage: english\n", "bad-locale");
}

#[test]
fn only_what_is_said_to_customers_is_said_in_their_locale_and_zone() {
    let message = "{ en: 'At {at}', fr: 'Le {at}' }";
    let data = "lang=fr home=Asia/Tokyo at=2026-07-01T22:30:00Z";
    says(message, "language: en-GB\n", "", data, "to=customer text=\"Le 2 juillet 2026 à 07:30\" locale=fr");
    says(message, "language: en-GB\n", ", to: customer", data, "text=\"Le 2 juillet 2026 à 07:30\" locale=fr");
    says(message, "language: en-GB\n", ", to: team", data, "to=team text=\"At 1 July 2026 at 22:30\" locale=en-GB");
}

#[test]
fn values_stand_as_people_write_them_and_are_told_apart_from_the_words() {
    let message = "{ en: '{who}: {total}, {days} days, {share}, {day}, {late}{{}}' }";
    let with = ", with: { late: '3h20m' }";
    let data = "who=Ana total=\"-1234.5 GBP\" days=1234 share=0.5 day=2026-03-02";
    let parts =
        "parts=\"[who! Ana]: [total -1234.50 GBP], [days 1234] days, [share 0.5], [day 2026-03-02], [late PT3H20M]{}\"";
    for (lang, text) in [
        ("en", "Ana: -£1,234.50, 1,234 days, 0.5, March 2, 2026, 3_h 20_min{}"),
        ("en-GB", "Ana: -£1,234.50, 1,234 days, 0.5, 2 March 2026, 3_h 20_min{}"),
        ("en-IN", "Ana: -£1,234.50, 1,234 days, 0.5, 2 March 2026, 3_h 20_min{}"),
    ] {
        says(message, "", with, &format!("lang={lang} {data}"), &format!("text=\"{text}\" {parts}"));
    }
    let message = message.replace("en:", "fr:");
    let text = "text=\"Ana: -1_234,50_£GB, 1_234 days, 0,5, 2 mars 2026, 3_h 20_min{}\"";
    says(&message, "", with, data, &format!("{text} {parts}"));
}

#[test]
fn a_step_fails_where_its_text_has_nothing_to_say_and_no_other_locale_counts() {
    let playbook = MESSAGES.replace("MESSAGE", "{ en: 'Hello', fr: 'Bonjour {who}' }").replace(" WITH", "");
    check(&playbook, "event e lang=en -> applied; say text=Hello");
    check(&playbook, "event e lang=fr who=Ana -> applied; say text=\"Bonjour Ana\"");
    check(&playbook, "event e lang=fr -> applied; failing say");
}

#[test]
fn a_number_takes_the_form_of_its_language() {
    let message = "{ en: { count: days, one: 'a day', other: '{days} days' }, \
                   pl: { count: days, one: 'dzień', few: '{days} dni', many: '{days} dniach', other: '{days} dnia' }, \
                   ja: { count: days, other: '{days}日' } }";
    for (lang, days, text) in [
        ("en", 0, "0 days"),
        ("en", 1, "a day"),
        ("en", 1234, "1,234 days"),
        ("pl", 1, "dzień"),
        ("pl", 22, "22 dni"),
        ("pl", 25, "25 dniach"),
        ("ja", 1, "1日"),
    ] {
        says(message, "", "", &format!("lang={lang} days={days}"), &format!("text=\"{text}\""));
    }
    // A form that is not there; decimals; what the step counts.
    says("{ pl: { count: days, other: '{days}' } }", "", "", "days=2", "text=2");
    let decimals = "{ fr: { count: share, one: '{share} jour', other: '{share} jours' } }";
    says(decimals, "", "", "share=1.5", "text=\"1,5 jour\"");
    says(decimals, "", "", "share=2", "text=\"2 jours\"");
    let bags = "{ en: { count: bags, one: 'a bag', other: '{bags} bags' } }";
    says(bags, "", ", with: { bags: days }", "days=1", "text=\"a bag\" parts=\"a bag\"");
    says(bags, "", ", with: { bags: days }", "days=3", "text=\"3 bags\" parts=\"[bags 3] bags\"");
}

#[test]
fn text_messages_have_their_own_words() {
    let message = "{ en: { text: 'We are sorry, {who}.', sms: 'Sorry!' }, fr: 'Nous sommes désolés.' }";
    says(message, "", ", channel: sms", "who=Ana", "channel=sms text=Sorry!");
    says(message, "", ", channel: sms", "", "text=Sorry!");
    says(message, "", ", channel: email", "who=Ana", "text=\"We are sorry, Ana.\"");
    says(message, "", "", "who=Ana", "text=\"We are sorry, Ana.\"");
    says(message, "", ", channel: sms", "lang=fr", "text=\"Nous sommes désolés.\"");
    // The channel may be the policy's choice.
    let policy = "\n---\npolicy: house\nchannels: { sms: {}, email: {} }\ncontact: { order: [sms, email] }\n";
    let playbook = MESSAGES.replace("MESSAGE", message).replace(" WITH", "");
    check(&format!("{playbook}{policy}"), "event e -> applied; say channel=sms text=Sorry!");
    let counted = "{ en: { count: days, one: 'a day', other: '{days} days', sms: 'late' } }";
    says(counted, "", ", channel: sms", "", "text=late");
}

#[test]
fn an_end_of_a_day_is_the_last_minute_of_it() {
    let head = "language: en-GB\nzone: Europe/London\n";
    for (with, message, text) in [
        // A deadline that is one, and one that is none.
        (", within: 2026-03-27", "by {by}, due {due}", "by 27 March 2026 at 23:59, due 27 March 2026 at 23:59"),
        (", within: 2026-03-29", "by {by}", "by 29 March 2026 at 23:59"),
        (", within: 1d", "by {by}", "by 3 March 2026 at 09:00"),
        // A value that is computed as one; and a moment at which something just happens.
        (", with: { last: 'end_of_day(day)' }", "until {last}", "until 2 March 2026 at 23:59"),
        ("", "until {closes}", "until 2 March 2026 at 23:59"),
        ("", "at {at}", "at 3 March 2026 at 00:00"),
        (", with: { then: at }", "at {then}", "at 3 March 2026 at 00:00"),
    ] {
        let message = format!("{{ en: '{message}' }}");
        let playbook =
            MESSAGES.replace("MESSAGE", &message).replace("states:", "derive: { closes: end_of_day(day) }\nstates:");
        let playbook = match with.contains("within") {
            true => playbook.replace(" WITH, within: 30d", with),
            false => playbook.replace(" WITH", with),
        };
        let story = format!("event e day=2026-03-02 at=2026-03-03T00:00:00Z -> applied; say text=\"{text}\"");
        check(&format!("{head}{playbook}"), &story);
    }
}

#[test]
fn what_is_no_message_is_refused() {
    let playbook =
        |message: &str, head: &str| format!("{head}{}", MESSAGES.replace("MESSAGE", message).replace(" WITH", ""));
    for (message, head, code) in [
        ("{ english: E }", "", "bad-locale"),
        ("{ en: E }", "language: xx\n", "bad-locale"),
        ("{ en: { one: E, other: E } }", "", "bad-message"),
        ("{ en: { count: who, one: E, other: E } }", "", "condition-type"),
        ("{ en: { count: total, one: E, other: E } }", "", "condition-type"),
        ("{ en: { count: bags, one: E, other: E } }", "", "unknown-placeholder"),
        ("{ en: E, fr: '{nom}' }", "", "unknown-placeholder"),
        ("{ en: { text: E, sms: '{nom}' } }", "", "unknown-placeholder"),
        ("{ en: { count: days, one: '{nom}', other: E } }", "", "unknown-placeholder"),
        ("{ en: { count: days, few: '{nom}', other: E } }", "", "unknown-placeholder"),
    ] {
        refuses(&playbook(message, head), code);
    }
    let bad = playbook("{ en: E }", "").replace("locale: lang", "locale: days");
    refuses(&bad, "condition-type");
    let bad = playbook("{ en: E }", "").replace("zone: home", "zone: at");
    refuses(&bad, "condition-type");
    let sorts = |most: u32| -> String { (0..most).map(|sort| format!("en-sort{sort:04}: E, ")).collect() };
    check(&playbook(&format!("{{ {} }}", sorts(128)), ""), "event e -> applied; say text=E");
    refuses(&playbook(&format!("{{ {} }}", sorts(129)), ""), "bad-locale");
}
