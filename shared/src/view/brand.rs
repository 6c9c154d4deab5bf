//! What an operator calls the pages, and where the words of the law stand that a public site must lead to.

/// What the pages are called where no operator says otherwise.
pub const NAME: &str = "Family Hub";

/// Name and legal links of the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// What the pages are called.
    pub name: String,
    /// Address of the privacy notice; empty is none.
    pub privacy: String,
    /// Address of the legal notes; empty is none.
    pub legal: String,
    /// Where people reach the server, for addresses on paper; empty where the device itself knows it.
    pub site: String,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: NAME.to_owned(),
            privacy: String::new(),
            legal: String::new(),
            site: String::new(),
        }
    }
}

impl Brand {
    /// As an attribute of the page tells it to the app: a line each.
    #[must_use]
    pub fn code(&self) -> String {
        [&*self.name, "\n", &*self.privacy, "\n", &*self.legal].concat()
    }

    /// What [`Self::code`] tells.
    #[must_use]
    pub fn of_code(code: &str) -> Self {
        let mut lines = code.split('\n').map(str::to_owned);
        let mut next = || lines.next().unwrap_or_default();
        Self {
            name: next(),
            privacy: next(),
            legal: next(),
            site: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_read() {
        let brand = Brand {
            name: "Famiglie di Esempio".to_owned(),
            privacy: "https://example.org/privacy".to_owned(),
            legal: String::new(),
            site: String::new(),
        };
        assert_eq!(Brand::of_code(&brand.code()), brand);
        assert_eq!(Brand::of_code(&Brand::default().code()), Brand::default());
    }
}
