//! `cargo xtask size`: what the browser downloads, against `xtask/budget.txt`; and what must not be in the app.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};

use clap::Args;

use crate::build::{self, CHUNKS, Dist, DistFile, Flavour, Function};
use crate::paths;
use crate::progress::Progress;

/// Code that weighs more than it is worth in a browser. Parts of function names of the compiled app.
const HEAVY: [&str; 7] = [
    "regex_automata",
    "icu_",
    "idna",
    "chrono_tz",
    "unicode_normalization",
    "flt2dec",
    "dec2flt",
];

/// Options of `cargo xtask size`.
#[derive(Args)]
pub(crate) struct SizeOptions {
    /// Also tell which crates, and this many of the largest functions, each part of the app is made of.
    #[arg(long, value_name = "FUNCTIONS")]
    inside: Option<usize>,
}

/// Prints the table; fails above a budget or when heavy code got in.
///
/// # Errors
/// When the build fails, a budget is overrun or a name of [`HEAVY`] is found.
pub(crate) fn size(options: &SizeOptions) -> Result<()> {
    let dist = build::web(&Progress::new(), Flavour::Release)?;
    if let Some(functions) = options.inside {
        inside(functions)?;
    }
    weigh(&dist, Gate::Budget)
}

/// What makes the weighing fail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// A line above its budget.
    Budget,
    /// A line above its budget that has also grown beyond what `xtask/ceilings.txt` records. Continuous integration
    /// takes this one while a budget is not reached yet: what is too heavy may only get lighter.
    Ceiling,
}

/// [`size`] for a web build that was just made.
///
/// # Errors
/// As [`size`], by the given gate.
pub(crate) fn weigh(dist: &Dist, gate: Gate) -> Result<()> {
    let ceilings = ceilings()?;
    println!("{:<48} {:>9} {:>9} {:>9}", "file", "raw", "gzip", "brotli");
    for file in &dist.files {
        let (gzip, brotli) = (on_the_wire(file, "gz"), on_the_wire(file, "br"));
        println!("{:<48} {:>9} {:>9} {:>9}", file.path, file.bytes, gzip, brotli);
    }
    println!();
    let mut over = Vec::new();
    for total in totals(dist)? {
        let ceiling = ceilings.get(&total.name).copied().unwrap_or(total.most);
        let verdict = if total.bytes > total.most { "OVER" } else { "ok" };
        println!(
            "{:<20} {:>9} of {:>9} bytes  {verdict}",
            total.name, total.bytes, total.most
        );
        let fails = match gate {
            Gate::Budget => total.bytes > total.most,
            Gate::Ceiling => total.bytes > total.most.max(ceiling),
        };
        if fails {
            over.push(total.name);
        }
    }
    let functions = build::release_functions()?;
    let heavy = heavy_code(&functions);
    if !heavy.is_empty() {
        println!("\ncode that is too heavy for the browser:");
        for name in &heavy {
            println!("  {name}");
        }
        bail!("{} functions of heavy crates are in the app", heavy.len());
    }
    println!("{:<20} none of {}", "heavy code", HEAVY.join(", "));
    if !over.is_empty() {
        bail!("over budget: {}", over.join(", "));
    }
    Ok(())
}

/// The lines whose budget is not reached yet, with the most they weighed when that was written down.
fn ceilings() -> Result<BTreeMap<String, u64>> {
    let path = paths::root().join("xtask/ceilings.txt");
    let text = fs::read_to_string(&path).with_context(|| paths::shown(&path))?;
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let (name, bytes) = line
                .split_once(' ')
                .with_context(|| format!("a line without bytes: {line}"))?;
            Ok((name.to_owned(), bytes.trim().parse()?))
        })
        .collect()
}

/// What a line of the budget comes to.
pub(crate) struct Total {
    /// The line's name.
    pub(crate) name: String,
    /// Bytes on the wire.
    pub(crate) bytes: u64,
    /// Most bytes it may have.
    pub(crate) most: u64,
}

/// Every line of the budget, added up.
///
/// # Errors
/// When the budget file cannot be read.
pub(crate) fn totals(dist: &Dist) -> Result<Vec<Total>> {
    let totals = budgets()?.into_iter().map(|budget| {
        let files = dist.files.iter().filter(|file| budget.covers(&file.role));
        let bytes = budget.constant + files.map(|file| on_the_wire(file, "br")).sum::<u64>();
        Total {
            name: budget.name,
            bytes,
            most: budget.most,
        }
    });
    Ok(totals.collect())
}

/// Bytes of `file` as sent to a browser that takes the encoding.
fn on_the_wire(file: &DistFile, extension: &str) -> u64 {
    let path = Flavour::Release.dist().join(format!("{}.{extension}", file.path));
    fs::metadata(path).map_or(file.bytes as u64, |compressed| compressed.len())
}

fn heavy_code(functions: &[Function]) -> Vec<&str> {
    let names = functions.iter().map(|function| function.name.as_str());
    names
        .filter(|name| HEAVY.iter().any(|heavy| name.contains(heavy)))
        .collect()
}

/// Where the code of each part of the app comes from. A generic function counts for the crate that wrote it, whoever uses
/// it.
fn inside(largest: usize) -> Result<()> {
    let functions = build::release_functions()?;
    let chunks = CHUNKS.iter().map(|chunk| chunk.name);
    for (part, name) in ["app"].into_iter().chain(chunks).enumerate() {
        let mut functions: Vec<_> = functions.iter().filter(|function| function.part == part).collect();
        let mut crates: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for function in &functions {
            let (bytes, count) = crates.entry(crate_of(&function.name)).or_default();
            (*bytes, *count) = (*bytes + function.bytes, *count + 1);
        }
        let mut crates: Vec<_> = crates.into_iter().collect();
        crates.sort_unstable_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        println!("\n{name}: bytes of code, functions, crate");
        for (name, (bytes, count)) in crates.iter().take(20) {
            println!("{bytes:>9} {count:>9}  {name}");
        }
        functions.sort_by_key(|function| std::cmp::Reverse(function.bytes));
        println!("{name}: bytes, function");
        for function in functions.iter().take(largest) {
            println!("{:>9}  {}", function.bytes, function.name);
        }
    }
    println!();
    Ok(())
}

/// "<leptos[0123]::Type as core::Trait>::function" is of leptos.
fn crate_of(name: &str) -> &str {
    let start = name
        .find(|character: char| character.is_ascii_alphabetic() || character == '_')
        .unwrap_or(0);
    let name = name[start..].trim_start_matches("dyn ").trim_start_matches("mut ");
    let end = name
        .find(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .unwrap_or(name.len());
    &name[..end]
}

struct Budget {
    name: String,
    most: u64,
    constant: u64,
    roles: Vec<String>,
}

impl Budget {
    fn covers(&self, role: &str) -> bool {
        self.roles.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(start) => role.starts_with(start),
            None => role == wanted,
        })
    }
}

fn budgets() -> Result<Vec<Budget>> {
    let path = paths::root().join("xtask/budget.txt");
    let text = fs::read_to_string(&path).with_context(|| paths::shown(&path))?;
    parse(&text)
}

fn parse(text: &str) -> Result<Vec<Budget>> {
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let name = words.next().unwrap_or_default().to_owned();
            let most = words
                .next()
                .and_then(|word| word.parse().ok())
                .with_context(|| format!("budget: {line}"))?;
            let (mut constant, mut roles) = (0, Vec::new());
            for word in words {
                match word.strip_prefix('+') {
                    Some(bytes) => constant += bytes.parse::<u64>().with_context(|| format!("budget: {line}"))?,
                    None => roles.push(word.to_owned()),
                }
            }
            Ok(Budget {
                name,
                most,
                constant,
                roles,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{crate_of, heavy_code, parse};
    use crate::build::Function;

    #[test]
    fn a_budget_adds_up_its_roles_and_its_constant() {
        let budgets = parse("# words\nfonts 60 font-* icon +5\n").expect("a good file");
        assert_eq!((budgets[0].most, budgets[0].constant), (60, 5));
        assert!(budgets[0].covers("font-400") && budgets[0].covers("icon") && !budgets[0].covers("icons"));
        assert!(parse("fonts many font-*").is_err());
    }

    #[test]
    fn heavy_code_is_found_by_its_functions() {
        let named = |name: &str| Function {
            name: name.to_owned(),
            bytes: 1,
            part: 0,
        };
        let functions = [
            named("shared::text::fold"),
            named("core[ab12]::num::flt2dec::strategy::dragon::format_exact"),
        ];
        assert_eq!(heavy_code(&functions).len(), 1);
        assert!(heavy_code(&functions[..1]).is_empty());
    }

    #[test]
    fn a_function_belongs_to_the_crate_of_its_type() {
        assert_eq!(crate_of("shared[0123]::text::fold"), "shared");
        assert_eq!(crate_of("<leptos::Type<shared::X> as core::Trait>::f"), "leptos");
        assert_eq!(crate_of("<&mut serde_json::Value as core::Trait>::f"), "serde_json");
        assert_eq!(crate_of("memcpy"), "memcpy");
    }
}
