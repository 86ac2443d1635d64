import CSQLite
import JSON

/// A JSON text: what is taken is JSON to SQLite too, says the same everywhere it is asked, and
/// reads equal when written again; what SQLite takes and we do not is one of our rules.
enum JSONTarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        let bytes = Array(input)
        let isValid = SecondOpinion.isJSON(bytes)
        do throws(JSONError) {
            let document = try JSONDocument(bytes)
            expect(isValid, "taken, and not JSON to SQLite")
            walk(document.root)
            let written = write(document.root)
            let again = try JSONDocument(written)
            expect(write(again.root) == written, "written again differently")
        } catch {
            expect(error.offset <= bytes.count, "an error beyond the text")
            expect(!isValid || isOurs(error, bytes), "refused for \(error), JSON to SQLite")
        }
    }

    /// Names used twice, other encodings, lone surrogates, depth: stricter than RFC 8259 must be.
    ///
    /// SQLite looks only at the end of a name, so that `{["a"]:1}` is JSON to it (3.40).
    private static func isOurs(_ error: JSONError, _ bytes: [UInt8]) -> Bool {
        if error.reason.contains("a name"), error.offset < bytes.count,
            "[{".utf8.contains(bytes[error.offset])
        {
            return true
        }
        let rules = ["twice", "UTF-8", "surrogate", "deeper", "byte order mark"]
        return bytes.contains(0) || rules.contains { error.reason.contains($0) }
    }

    private static func write(_ node: JSONNode) -> [UInt8] {
        var json = JSONWriter()
        node.write(to: &json)
        return json.finish()
    }

    /// Asks everything that can be asked, in both ways where there are two.
    private static func walk(_ node: JSONNode) {
        _ = (node.bool, node.isNull, node.string, node.integer, node.number?.literal)
        for places in [0, 4, 18] { _ = node.number?.scaled(places: places) }
        var count = 0
        for element in node.elements {
            walk(element)
            count += 1
        }
        var members: [(name: String, offset: Int)] = []
        for (name, value) in node.members {
            if count < 50 {
                expect(node[name]?.offset == value.offset, "\(name) is found elsewhere")
            }
            members.append((name, value.offset))
            walk(value)
            count += 1
        }
        expect(count == node.count, "the count is wrong")
        var index = 0
        node.forEachMember { name, value in
            let isSame = members[index].name.utf8.elementsEqual(name)
            expect(isSame && members[index].offset == value.offset, "members differ")
            index += 1
        }
    }
}

/// SQLite's own parser, which is strict but for names, encodings and NUL.
private enum SecondOpinion {
    // libFuzzer calls a target from one thread.
    nonisolated(unsafe) private static let statement: OpaquePointer = {
        var handle: OpaquePointer?
        var statement: OpaquePointer?
        guard sqlite3_open(":memory:", &handle) == SQLITE_OK,
            sqlite3_prepare_v2(handle, "SELECT json_valid(?)", -1, &statement, nil) == SQLITE_OK,
            let statement
        else { finding("SQLite cannot be asked") }
        return statement
    }()

    static func isJSON(_ bytes: [UInt8]) -> Bool {
        let bound = bytes.withUnsafeBytes {
            trato_bind_text(
                statement, 1, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
        }
        defer { sqlite3_reset(statement) }
        guard bound == SQLITE_OK, sqlite3_step(statement) == SQLITE_ROW else { return false }
        return sqlite3_column_int(statement, 0) == 1
    }
}
