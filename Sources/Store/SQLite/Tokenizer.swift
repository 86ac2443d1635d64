import CSQLite

/// FTS5's own way to cut text into words, so that what is indexed and what is asked for are cut alike.
///
/// It is `unicode61 remove_diacritics 2`: <https://www.sqlite.org/fts5.html#unicode61_tokenizer>.
final class Tokenizer {
    private var methods = fts5_tokenizer()
    private let instance: OpaquePointer

    init(_ connection: OpaquePointer) throws(StoreError) {
        guard let made = trato_tokenizer(connection, &methods) else {
            throw StoreError.inputOutput("SQLite has no FTS5 tokenizer unicode61")
        }
        instance = made
    }

    deinit { methods.xDelete(instance) }

    func cut(_ text: String) throws(StoreError) -> Words {
        var text = text
        var words = Words()
        let code = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { bytes in
                withUnsafeMutablePointer(to: &words) { words in
                    methods.xTokenize(
                        instance, words, FTS5_TOKENIZE_DOCUMENT, bytes.baseAddress,
                        Int32(bytes.count)
                    ) { words, _, token, count, _, end in
                        words?.assumingMemoryBound(to: Words.self).pointee.add(token, count, end)
                        return SQLITE_OK
                    }
                }
            }
        }
        guard code == SQLITE_OK else {
            throw StoreError.inputOutput(String(cString: sqlite3_errstr(code)))
        }
        words.endsInWord = !words.all.isEmpty && words.end == text.utf8.count
        return words
    }
}

/// The words of a text as FTS5 indexes them: in lower case, without accents.
package struct Words: Sendable {
    package fileprivate(set) var all: [String] = []
    /// Whether nothing comes after the last one, so that it may be unfinished.
    package fileprivate(set) var endsInWord = false
    fileprivate var end = 0

    fileprivate mutating func add(_ token: UnsafePointer<CChar>?, _ count: Int32, _ end: Int32) {
        let bytes = UnsafeRawBufferPointer(start: token, count: Int(count))
        all.append(String(decoding: bytes, as: UTF8.self))
        self.end = Int(end)
    }
}
