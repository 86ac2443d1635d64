import Schema
import Testing
import TratoTesting

@testable import HTTP

/// Lists of codes stand in several places, and say the same.
struct ReferenceTests {
    /// Every way in which the room `HTTP` refuses; a new one does not compile until it has its place.
    private static let refusals: [Refusal] = [
        .malformed("x"), .uriTooLong, .headersTooLarge, .bodyTooLarge, .requestTimeout,
        .versionUnsupported, .codingNotImplemented, .methodUnknown, .methodNotAllowed,
        .expectationFailed, .abandoned, .overloaded,
    ]

    private static func place(of refusal: Refusal) -> Int {
        switch refusal {
        case .malformed: 0
        case .uriTooLong: 1
        case .headersTooLarge: 2
        case .bodyTooLarge: 3
        case .requestTimeout: 4
        case .versionUnsupported: 5
        case .codingNotImplemented: 6
        case .methodUnknown: 7
        case .methodNotAllowed: 8
        case .expectationFailed: 9
        case .abandoned: 10
        case .overloaded: 11
        }
    }

    @Test func `what HTTP refuses is a problem that is listed`() {
        #expect(Self.refusals.map(Self.place) == Array(Self.refusals.indices))
        for refusal in Self.refusals {
            let code = ProblemCode(rawValue: "\(refusal.code)")
            #expect(code?.status == refusal.status, "\(refusal.code)")
        }
    }

    @Test func `the page of problems has every code once, with its status`() throws {
        let rows = try Page.rows(of: "problems.md").filter { Int($0[0]) != nil }
        let listed = rows.map { "\($0[0]) \(Page.words($0[1])[0])" }
        let known = ProblemCode.allCases.map { "\($0.status) \($0.rawValue)" }
        #expect(listed.sorted() == known.sorted())
    }

    @Test func `the page of problems has every fault once`() throws {
        let rows = try Page.rows(of: "problems.md").filter { $0.count == 2 && $0[0].hasPrefix("`") }
        let listed = rows.flatMap { Page.words($0[0]) }
        #expect(listed.sorted() == FaultCode.allCases.map(\.rawValue).sorted())
    }
}

/// A page of `docs/reference`.
private enum Page {
    /// The cells of its tables, row by row.
    static func rows(of name: String) throws -> [[String]] {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        let path = root.joined(separator: "/") + "/docs/reference/\(name)"
        let text = String(decoding: try File.read(path), as: UTF8.self)
        return text.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
            line.split(separator: "|").map { cell in
                String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
        }
    }

    /// What stands in backquotes.
    static func words(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
