//! What is said to the customer, whose locale is what the fact `order` says.

use super::playbook::Playbook;

/// Locales that messages may have.
pub const SPOKEN: [&str; 5] = ["en", "fr", "fr-CA", "pl", "pt-BR"];
/// What playbooks may have for a language.
pub const LANGUAGES: [&str; 4] = ["fr-CA", "pl", "en-GB", "ja"];
/// Orders, by number. The second is no locale.
pub const ORDERS: [&str; 3] = ["FR_ca", "order 1", "pl-PL"];

/// A message in one locale, as YAML: Poles count days, the others say where they are.
pub fn yaml(locale: &str) -> String {
    match locale {
        "pl" => "{ count: days, one: '{days} one', few: '{days} few', many: '{days} many', other: never }".to_owned(),
        _ => format!("in {locale}"),
    }
}

pub fn said(playbook: &Playbook, order: Option<i64>, days: i64) -> String {
    let order = order.map(|order| ORDERS[order as usize].replace('_', "-"));
    let customers = order.iter().filter(|order| !order.contains(' ')).map(String::as_str);
    let wanted = customers.chain(playbook.language).flat_map(shorter);
    let found = wanted.filter_map(|tag| playbook.spoken.iter().find(|spoken| spoken.eq_ignore_ascii_case(tag))).next();
    match *found.unwrap_or(&playbook.spoken[0]) {
        "pl" if days == 1 => "1 one".to_owned(),
        "pl" if (2..=4).contains(&days) => format!("{days} few"),
        "pl" => format!("{days} many"),
        locale => format!("in {locale}"),
    }
}

/// `fr-CA`, then `fr`.
fn shorter(tag: &str) -> Vec<&str> {
    tag.split('-').next().map_or(vec![tag], |language| vec![tag, language])
}
