//! The web app inside the binary: every file under its final name, with its compressed forms, found by path.

use std::collections::HashMap;
use std::fmt::Write as _;

use bytes::Bytes;
use hyper::header::HeaderValue;

use crate::encoding::Encoded;
use crate::headers::CacheRule;

mod embedded {
    //! What `build.rs` found in the directory of built browser files; nothing if there was none.

    /// One file of the build.
    pub(super) struct File {
        pub(super) path: &'static str,
        pub(super) content_type: &'static str,
        pub(super) sha256: &'static str,
        pub(super) identity: &'static [u8],
        pub(super) gzip: Option<&'static [u8]>,
        pub(super) brotli: Option<&'static [u8]>,
    }

    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// A file of the web app.
#[derive(Debug)]
pub struct Asset {
    /// Its media type.
    pub content_type: HeaderValue,
    /// Its entity tag: the hash of its content.
    pub etag: HeaderValue,
    /// How long it may be kept.
    pub cache: CacheRule,
    /// Its bytes.
    pub body: Encoded,
}

/// The files of one build of the web app.
#[derive(Debug, Default)]
pub struct Assets {
    build: String,
    files: HashMap<String, Asset>,
    roles: Vec<(String, String)>,
}

/// One file on its way into [`Assets`].
#[derive(Debug)]
pub struct NewAsset<'a> {
    /// Path without a leading slash, such as `pkg/app-1a2b3c.css`.
    pub path: &'a str,
    /// Media type.
    pub content_type: &'static str,
    /// Hash of the content in hex.
    pub sha256: &'a str,
    /// Its bytes and their compressed forms.
    pub body: Encoded,
}

impl Assets {
    /// The build that was compiled in; empty when the server was compiled without one.
    #[must_use]
    pub fn embedded() -> Self {
        let files = embedded::FILES.iter().map(|file| NewAsset {
            path: file.path,
            content_type: file.content_type,
            sha256: file.sha256,
            body: Encoded::prepared(
                Bytes::from_static(file.identity),
                file.gzip.map(Bytes::from_static),
                file.brotli.map(Bytes::from_static),
            ),
        });
        Self::new(embedded::BUILD, files, embedded::ROLES)
    }

    /// A build made of these files. `roles` says which path does which job.
    #[must_use]
    pub fn new<'a>(build: &str, files: impl IntoIterator<Item = NewAsset<'a>>, roles: &[(&str, &str)]) -> Self {
        let files = files
            .into_iter()
            .map(|file| {
                let etag = format!("\"{}\"", file.sha256.get(..32).unwrap_or(file.sha256));
                let asset = Asset {
                    content_type: HeaderValue::from_static(file.content_type),
                    etag: HeaderValue::from_str(&etag).unwrap_or(HeaderValue::from_static("\"unhashed\"")),
                    cache: match file.path.starts_with("pkg/") {
                        true => CacheRule::Immutable,
                        false => CacheRule::Revalidate,
                    },
                    body: file.body,
                };
                (file.path.to_owned(), asset)
            })
            .collect();
        let roles = roles
            .iter()
            .map(|(role, path)| ((*role).to_owned(), (*path).to_owned()))
            .collect();
        Self {
            build: build.to_owned(),
            files,
            roles,
        }
    }

    /// The file at that path (without the leading slash).
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Asset> {
        self.files.get(path)
    }

    /// Names this build; empty without one.
    #[must_use]
    pub fn build(&self) -> &str {
        &self.build
    }

    /// The address of the file with that role, such as `wasm` or `app-css`.
    #[must_use]
    pub fn address(&self, role: &str) -> Option<String> {
        let (_, path) = self.roles.iter().find(|(known, _)| known == role)?;
        Some(format!("/{path}"))
    }

    /// All roles and their addresses as a JSON object, in the order of the build.
    #[must_use]
    pub fn roles_json(&self) -> String {
        let mut json = String::from("{");
        for (at, (role, path)) in self.roles.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            // Roles and paths come from the build and hold neither quotes nor backslashes.
            let _infallible = write!(json, "{comma}\"{role}\":\"/{path}\"");
        }
        json.push('}');
        json
    }
}
