/// Why a text is not JSON: where, and one sentence (lower-case, without a full stop).
package struct JSONError: Error, Equatable {
    /// The byte at which the text stops being JSON; the length of the text when it ends too early.
    package let offset: Int

    /// What is wrong there, fit to be shown to the caller; it never quotes the text.
    package let reason: String

    /// An error at a byte of the text.
    package init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }
}
