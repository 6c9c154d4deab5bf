//! What is not written because it says nothing.

/// For `skip_serializing_if`: most records are no examples.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
pub(super) fn is_false(value: &bool) -> bool {
    !*value
}
