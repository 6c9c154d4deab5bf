//! Makes the words of the interface out of `data/i18n/*.txt`: the enum of the keys, the languages with their plural
//! rules, and the short form of every file. Adding a key or a language is a matter of those files alone.

#[path = "build/plural.rs"]
mod plural;
#[path = "build/table.rs"]
mod table;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use table::Table;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed=data/i18n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let tables = tables(Path::new("data/i18n"));
    let mut code = languages(&tables);
    code.push_str(&words("Word", &tables[0].1));
    code.push_str(&codes(&tables[0].1, "spoken"));
    code.push_str(&short_forms("words", &tables, &out));
    let easy = read(Path::new("data/i18n/it-easy.txt")).short(&tables[0].1);
    fs::write(out.join("words-it-easy.txt"), easy).expect("OUT_DIR can be written");
    fs::write(out.join("words.rs"), code).expect("OUT_DIR can be written");

    let kiosk = self::tables(Path::new("data/i18n/kiosk"));
    let tags = |tables: &[(String, Table)]| -> Vec<String> { tables.iter().map(|(tag, _)| tag.clone()).collect() };
    assert_eq!(tags(&tables), tags(&kiosk), "every language has both files");
    let mut code = words("KioskWord", &kiosk[0].1);
    code.push_str(&short_forms("kiosk", &kiosk, &out));
    fs::write(out.join("kiosk.rs"), code).expect("OUT_DIR can be written");
}

/// The files of a directory by their languages: Italian and English, then the others by their tags.
fn tables(directory: &Path) -> Vec<(String, Table)> {
    let mut tables = Vec::new();
    for entry in fs::read_dir(directory).expect("the texts are there") {
        let path = entry.expect("the directory can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // A second text of a language has its tag and a name: `it-easy`.
        if let Some(tag) = name.strip_suffix(".txt").filter(|tag| !tag.contains('-')) {
            tables.push((tag.to_owned(), read(&path)));
        }
    }
    tables.sort_by_key(|(tag, _)| (tag != "it", tag != "en", tag.clone()));
    tables
}

/// The value of a line of the header, `""` where there is none.
fn header<'a>(table: &'a Table, name: &str) -> &'a str {
    let line = table.header.iter().find(|(other, _)| other == name);
    line.map_or("", |(_, value)| value)
}

fn read(path: &Path) -> Table {
    let shown = path.display();
    let file = fs::read_to_string(path).unwrap_or_else(|wrong| panic!("{shown}: {wrong}"));
    Table::read(&file).unwrap_or_else(|wrong| panic!("{shown}: {wrong}"))
}

/// `enum Language` and what the headers of the files say.
fn languages(tables: &[(String, Table)]) -> String {
    let mut variants = String::new();
    let (mut tags, mut names, mut rtl, mut drafts) = Default::default();
    let (mut offers, mut plurals, mut forms) = Default::default();
    let mut arms: [&mut String; 7] = [
        &mut tags,
        &mut names,
        &mut rtl,
        &mut drafts,
        &mut offers,
        &mut plurals,
        &mut forms,
    ];
    let mut all = String::new();
    for (tag, table) in tables {
        let language = header(table, "language");
        let (name, variant) = language
            .strip_suffix(')')
            .and_then(|language| language.split_once(" ("))
            .unwrap_or_else(|| panic!("{tag}.txt: no `# language: Own name (EnglishName)`"));
        let rules: Vec<&str> = table
            .header
            .iter()
            .filter(|(name, _)| name.starts_with("plural "))
            .map(|(_, rule)| rule.as_str())
            .collect();
        let plural = plural::expression(&rules).unwrap_or_else(|wrong| panic!("{tag}.txt: {wrong}"));
        let values = [
            format!("{tag:?}"),
            format!("{name:?}"),
            (header(table, "direction") == "rtl").to_string(),
            (header(table, "review") == "machine draft").to_string(),
            format!("{:?}", header(table, "offer")),
            plural,
            format!("&{:?}", table.categories()),
        ];
        let _ = writeln!(variants, "    /// {name} (`{tag}`).\n    {variant},");
        let _ = write!(all, "Self::{variant}, ");
        for (arm, value) in arms.iter_mut().zip(values) {
            let _ = writeln!(arm, "            Self::{variant} => {value},");
        }
    }
    format!(
        "/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {{\n{variants}}}

impl Language {{
    /// All languages, in the order in which they are offered: Italian first.
    pub const ALL: [Self; {count}] = [{all}];

    /// The tag for `lang` and for addresses (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {{
        match self {{\n{tags}        }}
    }}

    /// Its own name.
    #[must_use]
    pub const fn name(self) -> &'static str {{
        match self {{\n{names}        }}
    }}

    /// Whether it is written from right to left.
    #[must_use]
    pub const fn is_rtl(self) -> bool {{
        match self {{\n{rtl}        }}
    }}

    /// Whether no speaker has read its texts over yet.
    #[must_use]
    pub const fn is_draft(self) -> bool {{
        match self {{\n{drafts}        }}
    }}

    /// The offer to read a page in this language, in this language.
    #[must_use]
    pub const fn offer(self) -> &'static str {{
        match self {{\n{offers}        }}
    }}

    /// The position of the plural form of a number among the forms of a text.
    pub(super) const fn plural(self, n: usize) -> usize {{
        match self {{\n{plurals}        }}
    }}

    /// The names of the plural categories (CLDR) in the order of the forms.
    #[cfg(not(target_arch = \"wasm32\"))]
    #[must_use]
    pub const fn plural_categories(self) -> &'static [&'static str] {{
        match self {{\n{forms}        }}
    }}
}}
",
        count = tables.len(),
    )
}

/// The enum of the keys without a dot, and where the groups of keys with one begin (`topic.…` at `TOPIC`).
fn words(name: &str, italian: &Table) -> String {
    let mut variants = String::new();
    let mut groups = String::new();
    let mut group = "";
    let keys = italian.keys();
    for (at, key) in keys.iter().enumerate() {
        let Some((of, _)) = key.split_once('.') else {
            assert!(group.is_empty(), "`{key}` must stand before the groups");
            let text = italian
                .texts
                .iter()
                .find(|(other, ..)| other == key)
                .map_or("", |text| &text.2);
            let variant: String = key.split('-').map(capitalised).collect();
            let _ = writeln!(variants, "    #[doc = {text:?}]\n    {variant},");
            continue;
        };
        if of != group {
            group = of;
            let constant = of.replace('-', "_").to_uppercase();
            let _ = writeln!(groups, "pub(super) const {constant}: usize = {at};");
        }
    }
    format!(
        "/// The key of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum {name} {{\n{variants}}}

impl super::Key for {name} {{
    const COUNT: usize = {count};

    fn position(self) -> usize {{
        self as usize
    }}
}}

{groups}
/// Every key of the table, in its order.
#[cfg(test)]
pub(super) const KEYS: [&str; {count}] = {keys:?};
",
        count = keys.len(),
    )
}

fn capitalised(part: &str) -> String {
    let (first, rest) = part.split_at(1);
    [&first.to_uppercase(), rest].concat()
}

/// The codes of a group of keys, for finding a text by its code.
fn codes(italian: &Table, group: &str) -> String {
    let keys = italian.keys();
    let codes: Vec<&str> = keys
        .iter()
        .filter_map(|key| key.split_once('.'))
        .filter(|(of, _)| *of == group)
        .map(|(_, code)| code)
        .collect();
    let constant = group.to_uppercase();
    format!(
        "pub(super) const {constant}_CODES: [&str; {}] = {codes:?};\n",
        codes.len()
    )
}

/// The short forms: Italian of the pages for all, the others where bytes do not count.
fn short_forms(name: &str, tables: &[(String, Table)], out: &Path) -> String {
    let mut all = String::new();
    for (tag, table) in tables {
        let file = format!("{name}-{tag}.txt");
        fs::write(out.join(&file), table.short(&tables[0].1)).expect("OUT_DIR can be written");
        let _ = write!(all, "include_str!(concat!(env!(\"OUT_DIR\"), \"/{file}\")), ");
    }
    let italian = match name {
        "words" => {
            "/// The texts of Italian, in short form.
pub(super) const ITALIAN: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/words-it.txt\"));\n"
        }
        _ => "",
    };
    format!(
        "{italian}
/// The texts of every language, in short form and in the order of [`Language::ALL`].
#[cfg(not(target_arch = \"wasm32\"))]
pub(super) const TEXTS: [&str; {count}] = [{all}];
",
        count = tables.len(),
    )
}
