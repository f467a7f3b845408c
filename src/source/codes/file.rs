//! Codes about a file as a whole.

use crate::diag::declare_codes;

declare_codes! {
    /// ## What it does
    /// Reports a file that is not YAML: an unclosed quote or bracket, a tab in the indentation, a
    /// missing space after a colon, a line that fits nowhere. One finding per file.
    ///
    /// ## Why it matters
    /// Nothing in the file can be trusted until it can be read; the other files are still checked.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - service_name: checkout: v2
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services:
    ///   - service_name: "checkout: v2"
    /// ```
    SYNTAX_ERROR = YML001 "syntax-error" Error;

    /// ## What it does
    /// Reports a second YAML document in one file.
    ///
    /// ## Why it matters
    /// Most readers take the first document and drop the rest without a word.
    ///
    /// ## Example
    /// ```yaml
    /// services: []
    /// ---
    /// owners: []
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services: []
    /// owners: []
    /// ```
    SECOND_DOCUMENT = YML003 "second-document" Error;

    /// ## What it does
    /// Reports a file that holds more than five million values, every use of an alias counted.
    ///
    /// ## Why it matters
    /// Ten lines of nested aliases can stand for billions of values and use up all memory.
    ///
    /// ## Example
    /// ```yaml
    /// a: &a [x, x, x, x, x, x, x, x, x, x]
    /// b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
    /// c: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b] # and so on
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// a: [x]
    /// ```
    TOO_MANY_NODES = YML007 "too-many-nodes" Error;

    /// ## What it does
    /// Reports lists and mappings that are nested more than 64 deep.
    ///
    /// ## Why it matters
    /// No registry needs such depth; a file that has it is broken or meant to do harm.
    ///
    /// ## Example
    /// ```yaml
    /// a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// a: [x]
    /// ```
    TOO_DEEP = YML008 "too-deep" Error;

    /// ## What it does
    /// Reports a file above 64 MiB, which is not read, and a single value above 1 MiB.
    ///
    /// ## Why it matters
    /// Such a file is seldom a registry; a log or a dump has found its way into the directory.
    ///
    /// ## Example
    /// ```yaml
    /// # registry/services.yml, 70 MiB
    /// services: []
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # registry/services/payments.yml, one file for each team
    /// services: []
    /// ```
    TOO_LARGE = YML009 "too-large" Error;

    /// ## What it does
    /// Reports a byte-order mark, three invisible bytes that some Windows editors put before the text.
    ///
    /// ## Why it matters
    /// Tools that join or compare files take it for part of the first key.
    ///
    /// ## Example
    /// ```yaml
    /// # saved as "UTF-8 with BOM"
    /// services: []
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # saved as "UTF-8"
    /// services: []
    /// ```
    BYTE_ORDER_MARK = YML010 "byte-order-mark" Error;

    /// ## What it does
    /// Reports a file that is not UTF-8 and shows the line of the first bad byte.
    ///
    /// ## Why it matters
    /// Names would come out garbled in dashboards and messages, or differ from tool to tool.
    ///
    /// ## Example
    /// ```yaml
    /// # saved as Latin-1
    /// team: café
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # saved as UTF-8
    /// team: café
    /// ```
    NOT_UTF8 = YML011 "not-utf8" Error;

    /// ## What it does
    /// Reports a `%YAML` or `%TAG` line.
    ///
    /// ## Why it matters
    /// Directives change how the rest of the file is read. A registry is always YAML 1.2 without tags.
    ///
    /// ## Example
    /// ```yaml
    /// %YAML 1.1
    /// ---
    /// services: []
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services: []
    /// ```
    DIRECTIVE = YML016 "directive" Error;

    /// ## What it does
    /// Reports a file that holds nothing, or nothing but comments.
    ///
    /// ## Why it matters
    /// It looks as if something were declared there. Often a save or a merge went wrong.
    ///
    /// ## Example
    /// ```yaml
    /// # services:
    /// #   - service_name: checkout
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services:
    ///   - service_name: checkout
    /// ```
    EMPTY_FILE = YML017 "empty-file" Warning;

    /// ## What it does
    /// Reports a file or directory within the registry that cannot be read, and a directory that has the
    /// name of a file. The command then ends with 2: what the registry says is not known.
    ///
    /// ## Why it matters
    /// A registry of which a part is missing would compile to output of which a part is missing.
    ///
    /// ## Example
    /// ```yaml
    /// # registry/owners.yml, readable by root only
    /// owners: []
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # registry/owners.yml, readable by whoever compiles it
    /// owners: []
    /// ```
    UNREADABLE_FILE = YML018 "unreadable-file" Error;

    /// ## What it does
    /// Reports a symbolic link within the registry. It is not followed.
    ///
    /// ## Why it matters
    /// A link can lead out of the repository, so that the same commit compiles to different output
    /// on different machines.
    ///
    /// ## Example
    /// ```yaml
    /// # registry/owners.yml -> /etc/owners.yml
    /// owners: []
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # registry/owners.yml, a file
    /// owners: []
    /// ```
    SYMLINK = YML019 "symlink" Warning;

    /// ## What it does
    /// Reports the first line that Git wrote into a file, of the registry or among its runbooks, about two
    /// versions that it could not merge. One finding per file.
    ///
    /// ## Why it matters
    /// Nobody meant both versions to stand there. A runbook would show them, and Git's lines between them, to
    /// whoever is paged.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - service_name: api
    ///     tier: user-facing # between the lines `<<<<<<< HEAD` and `=======`
    ///     tier: internal    # between the lines `=======` and `>>>>>>> add-tier`
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services:
    ///   - service_name: api
    ///     tier: user-facing
    /// ```
    MERGE_CONFLICT = YML023 "merge-conflict" Error;
}
