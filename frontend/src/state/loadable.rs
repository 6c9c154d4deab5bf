//! What can be on its way: loading, failed and ready are types, so that "not found" is never shown while loading.

/// A value on its way. An empty list is `Ready`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loadable<T> {
    /// Nothing is known yet.
    Loading,
    /// It could not be had, and there is no older value.
    Failed,
    /// Here it is.
    Ready(T),
}

impl<T> Loadable<T> {
    /// The value, if it is there.
    #[must_use]
    pub const fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            Self::Loading | Self::Failed => None,
        }
    }
}
