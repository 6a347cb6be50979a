//! Keys that were not written are not written again, so that a key added to the format later changes no old document's
//! digest.

/// Whether a value stands for a key that was not written.
pub trait Absent {
    /// Whether nothing was written.
    fn is_absent(&self) -> bool;
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absent for Vec<T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// Declares a map of the format: every field is a key, read by serde without further attributes, with what it means and
/// examples for editors. A key that may not be left out is listed in `required.rs`; here all fields have a default, so
/// that a document with mistakes can still be looked at.
macro_rules! document {
    ($(#[$meta:meta])* pub struct $name:ident { $(
        $(#[doc = $doc:expr])+
        #[example($($example:tt)+)]
        $(#[serde($($serde:tt)+)])?
        pub $field:ident: $type:ty,
    )* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(default)]
        pub struct $name { $(
            $(#[doc = $doc])+
            #[serde(skip_serializing_if = "crate::document::Absent::is_absent")]
            $(#[serde($($serde)+)])?
            #[cfg_attr(feature = "schema", schemars(extend("examples" = [$($example)+])))]
            pub $field: $type,
        )* }
    };
}
pub(super) use document;
