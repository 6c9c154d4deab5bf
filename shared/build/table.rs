//! Files of texts (`data/i18n/*.txt`): how one is read, and the short form in which it is compiled in and fetched.
//!
//! A file has a header of `# name: value` lines, then `key = text` lines; a key may end in a plural category
//! (`results.few = …`). The short form has one text a line, in the order of the Italian file, without keys; the forms of
//! a plural stand on its line with tabs between them.

/// The plural categories of CLDR, in its order.
pub(crate) const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// One file of texts.
pub(crate) struct Table {
    /// `# name: value` lines of the header, in order.
    pub(crate) header: Vec<(String, String)>,
    /// Key, plural category or `""`, text.
    pub(crate) texts: Vec<(String, String, String)>,
}

impl Table {
    /// Reads a file.
    ///
    /// # Errors
    /// The first line that is neither a comment nor `key = text`.
    pub(crate) fn read(file: &str) -> Result<Table, String> {
        let mut table = Table {
            header: Vec::new(),
            texts: Vec::new(),
        };
        for line in file.lines().filter(|line| !line.is_empty()) {
            if let Some(comment) = line.strip_prefix("# ") {
                let said = comment.split_once(": ").filter(|_| table.texts.is_empty());
                table
                    .header
                    .extend(said.map(|(name, value)| (name.to_owned(), value.to_owned())));
            } else if !line.starts_with('#') {
                let (key, text) = line
                    .split_once(" = ")
                    .ok_or_else(|| format!("not `key = text`: {line}"))?;
                let (word, category) = match key.rsplit_once('.') {
                    Some((word, category)) if CATEGORIES.contains(&category) => (word, category),
                    _ => (key, ""),
                };
                table
                    .texts
                    .push((word.to_owned(), category.to_owned(), text.to_owned()));
            }
        }
        Ok(table)
    }

    /// Every key once, in the order of the file, plural categories left off.
    pub(crate) fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = Vec::new();
        for (key, ..) in &self.texts {
            if keys.last() != Some(&key.as_str()) {
                keys.push(key);
            }
        }
        keys
    }

    /// The plural categories that the language tells apart among whole numbers, in the order of their forms.
    pub(crate) fn categories(&self) -> Vec<&str> {
        let rules = self.header.iter().filter_map(|(name, _)| name.strip_prefix("plural "));
        rules.chain(["other"]).collect()
    }

    /// The short form, with the keys and their order from `italian`, which also fills in what is missing.
    pub(crate) fn short(&self, italian: &Table) -> String {
        let mut out = String::new();
        for key in italian.keys() {
            let found = self.line(key).or_else(|| italian.line(key));
            out.push_str(&found.unwrap_or_default());
            out.push('\n');
        }
        out
    }

    fn line(&self, key: &str) -> Option<String> {
        let of_key = || self.texts.iter().filter(|(other, ..)| other == key);
        let last = &of_key().next_back()?.2;
        if of_key().all(|(_, category, _)| category.is_empty()) {
            return Some(last.clone());
        }
        let form = |category: &&str| {
            of_key()
                .find(|(_, other, _)| other == category)
                .map_or(last.as_str(), |text| &text.2)
        };
        Some(self.categories().iter().map(form).collect::<Vec<_>>().join("\t"))
    }
}
