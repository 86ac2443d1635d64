import JSON
import Testing

/// A value to write, parse and compare.
private indirect enum Tree: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case array([Tree])
    case object([Member])

    struct Member: Equatable {
        let name: String
        let value: Tree
    }

    static func random(depth: Int, using random: inout SeededGenerator) -> Tree {
        switch Int.random(in: 0..<(depth == 0 ? 4 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2:
            let shift = Int64.random(in: 0...63, using: &random)
            return .integer(.random(in: .min ... .max, using: &random) >> shift)
        case 3: return .string(text(using: &random))
        case 4:
            let count = Int.random(in: 0...6, using: &random)
            return .array((0..<count).map { _ in .random(depth: depth - 1, using: &random) })
        default:
            let limit = Bool.random(using: &random) ? 6 : 60
            let names = Set(
                (0..<Int.random(in: 0...limit, using: &random)).map { _ in text(using: &random) })
            return .object(
                names.sorted().map {
                    Member(name: $0, value: .random(depth: depth - 1, using: &random))
                })
        }
    }

    private static func text(using random: inout SeededGenerator) -> String {
        let pool: [Unicode.Scalar] = [
            "a", "b", "z", "\"", "\\", "/", "\0", "\u{1F}", "\n", "\t", " ", "\u{7F}", "é", "€",
            "\u{FFFF}",
            "😀", "\u{10FFFF}", "{", "[", ",", ":", "\u{FEFF}", "\u{2028}",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            text.append(pool.randomElement(using: &random) ?? "x")
        }
        return String(text)
    }

    func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let value): json.bool(value)
        case .integer(let value): json.integer(value)
        case .string(let value): json.string(value)
        case .array(let elements):
            json.beginArray()
            for element in elements { element.write(to: &json) }
            json.endArray()
        case .object(let members):
            json.beginObject()
            for member in members {
                json.key(member.name)
                member.value.write(to: &json)
            }
            json.endObject()
        }
    }

    init?(_ node: JSONNode) {
        switch node.kind {
        case .null: self = .null
        case .bool: self = .bool(node.bool ?? false)
        case .number:
            guard let value = node.integer else { return nil }
            self = .integer(value)
        case .string: self = .string(node.string ?? "")
        case .array: self = .array(node.elements.compactMap { Tree($0) })
        case .object:
            self = .object(
                node.members.compactMap { member in
                    Tree(member.value).map { Member(name: member.name, value: $0) }
                })
        }
    }
}

@Suite struct RoundTripTests {
    @Test func `what is written is read the same and written the same again`() throws {
        let seed: UInt64 = 20_270_101
        var random = SeededGenerator(seed: seed)
        for round in 0..<400 {
            let tree = Tree.random(depth: 4, using: &random)
            var json = JSONWriter()
            tree.write(to: &json)
            let bytes = json.finish()
            let root = try JSONDocument(bytes).root
            #expect(Tree(root) == tree, "seed \(seed), round \(round)")
            #expect(written(root) == bytes, "seed \(seed), round \(round)")
        }
    }

    @Test func `white space between tokens and needless escapes change nothing`() throws {
        let compact = written(try parse(richSample))
        #expect(written(try JSONDocument(compact).root) == compact)
        var spaced: [UInt8] = []
        var inString = false
        var escaped = false
        for byte in compact {
            let isPunctuation = !inString && "{}[],:".utf8.contains(byte)
            spaced += isPunctuation ? [0x20, 0x0A, byte, 0x09, 0x0D] : [byte]
            if byte == UInt8(ascii: "\""), !escaped { inString.toggle() }
            escaped = byte == UInt8(ascii: "\\") && !escaped
        }
        #expect(written(try JSONDocument(spaced).root) == compact)
    }
}
