//! Plural rules as CLDR writes them (UTS #35, part 3, "Language Plural Rules"), as Rust for whole numbers.

/// A condition on the whole number `n`: always, never, or a Rust expression.
enum Condition {
    Always,
    Never,
    When(String),
}

/// A Rust expression of `n` that gives the position of its category, from rules in order; the last position is "other".
///
/// # Errors
/// What is not a rule, in words.
pub(crate) fn expression(rules: &[&str]) -> Result<String, String> {
    let mut out = String::new();
    for (position, rule) in rules.iter().enumerate() {
        match any(rule)? {
            Condition::Never => {}
            Condition::Always => return Err(format!("holds for every number: {rule}")),
            Condition::When(when) => out.push_str(&format!("if {when} {{ {position} }} else ")),
        }
    }
    match out.is_empty() {
        true => Ok(rules.len().to_string()),
        false => Ok(format!("{out}{{ {} }}", rules.len())),
    }
}

fn any(rule: &str) -> Result<Condition, String> {
    let mut whens = Vec::new();
    for part in rule.split(" or ") {
        match all(part)? {
            Condition::Never => {}
            Condition::Always => return Ok(Condition::Always),
            Condition::When(when) => whens.push(when),
        }
    }
    Ok(match whens.is_empty() {
        true => Condition::Never,
        false => Condition::When(whens.join(" || ")),
    })
}

fn all(part: &str) -> Result<Condition, String> {
    let mut whens = Vec::new();
    for relation in part.split(" and ") {
        match one(relation)? {
            Condition::Never => return Ok(Condition::Never),
            Condition::Always => {}
            Condition::When(when) => whens.push(when),
        }
    }
    Ok(match whens.is_empty() {
        true => Condition::Always,
        false => Condition::When(whens.join(" && ")),
    })
}

fn one(relation: &str) -> Result<Condition, String> {
    let wrong = || format!("not a plural relation: {relation}");
    let (left, right, equal) = match relation.split_once(" != ") {
        Some((left, right)) => (left, right, false),
        None => relation
            .split_once(" = ")
            .map(|(left, right)| (left, right, true))
            .ok_or_else(wrong)?,
    };
    let patterns: Vec<String> = right
        .split(',')
        .map(|range| range.trim().replace("..", "..="))
        .collect();
    let patterns = patterns.join(" | ");
    let (operand, modulus) = left
        .split_once(" % ")
        .map_or((left, None), |(operand, by)| (operand, Some(by)));
    match operand.trim() {
        "n" | "i" => {
            let value = modulus.map_or("n".to_owned(), |by| format!("n % {by}"));
            let not = if equal { "" } else { "!" };
            Ok(Condition::When(format!("{not}matches!({value}, {patterns})")))
        }
        // Digits after the point and exponents: a whole number has none.
        "v" | "w" | "f" | "t" | "c" | "e" => Ok(match (patterns == "0") == equal {
            true => Condition::Always,
            false => Condition::Never,
        }),
        _ => Err(wrong()),
    }
}
