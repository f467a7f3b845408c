//! Codes: the stable name of a kind of finding, together with its documentation.

use super::Severity;

/// A kind of finding. Its documentation is what `o11yc explain` prints and `docs/rules.md` holds.
#[derive(Debug)]
pub struct Code {
    /// Group and number, such as `REG004`. Numbers are never used again.
    pub id: &'static str,
    /// Kebab-case name that reads well after "allow".
    pub name: &'static str,
    /// The usual severity.
    pub severity: Severity,
    /// Markdown with the headings "What it does", "Why it matters", "Example" and "Write instead".
    pub docs: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

/// Declares a code; its doc comment is its documentation.
macro_rules! declare_code {
    ($(#[doc = $doc:literal])+ $NAME:ident = $id:ident $name:literal $severity:ident) => {
        #[doc = concat!("`", stringify!($id), "`, ", $name, ".")]
        pub(crate) static $NAME: $crate::diag::Code = $crate::diag::Code {
            id: stringify!($id),
            name: $name,
            severity: $crate::diag::Severity::$severity,
            docs: concat!($($doc, "\n"),+),
        };
    };
}
pub(crate) use declare_code;

/// Declares the codes of a module, and `ALL`, which lists them in order.
///
/// ```text
/// declare_codes! {
///     /// ## What it does
///     /// …
///     UNKNOWN_OWNER = REG004 "unknown-owner" Error;
/// }
/// ```
macro_rules! declare_codes {
    ($( $(#[doc = $doc:literal])+ $NAME:ident = $id:ident $name:literal $severity:ident; )+) => {
        $( $crate::diag::declare_code! { $(#[doc = $doc])+ $NAME = $id $name $severity } )+

        /// The codes declared here, in order.
        pub(crate) static ALL: &[&$crate::diag::Code] = &[$(&$NAME),+];
    };
}
pub(crate) use declare_codes;
