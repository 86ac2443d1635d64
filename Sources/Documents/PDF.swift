import CPango

/// A document as PDF, with its fonts embedded.
package struct PDF: Sendable {
    package var title: String
    package var language: String
    package var size = PaperSize.a4
    /// RFC 3339, without a fraction of seconds.
    package var createdAt: String

    package init(title: String, language: String, size: PaperSize, createdAt: String) {
        self.title = title
        self.language = language
        self.size = size
        self.createdAt = createdAt
    }

    /// Lays a document out; 500 lines take a third of a second in a debug build.
    ///
    /// Throws `Unavailable` where the library is missing.
    package func bytes(of document: [Markup]) throws -> [UInt8] {
        do {
            return try Typesetter.use { typesetter in
                typesetter.setLanguage(language)
                return try write(layOut(document, typesetter), typesetter.pango)
            }
        } catch let missing as Typesetter.Missing {
            throw Unavailable(reason: missing.description)
        }
    }

    /// The server has no library that writes PDF.
    package struct Unavailable: Error, CustomStringConvertible {
        package let reason: String
        package var description: String { "No PDF can be made: \(reason)" }
    }

    // MARK: Layout

    private static let marginGap = 14.0

    private struct LaidOut {
        var paper: Paper
        var pages: [[Mark]]
    }

    private func layOut(_ document: [Markup], _ typesetter: Typesetter) -> LaidOut {
        var paper = Paper(size)
        let builder = BoxBuilder(typesetter: typesetter)
        func margin(_ name: String, _ pages: (Int, Int)) -> [TextLine] {
            document.filter { $0.name == name }.flatMap { node -> [TextLine] in
                guard case .element(_, _, let children) = node else { return [] }
                let style = TextStyle(node, in: TextStyle())
                return typesetter.lines(
                    InlineText(children, style, pages: pages), style, width: paper.width)
            }
        }
        let widest = (Paper.mostPages, Paper.mostPages)
        let foot = margin("footer", widest).reduce(0) { $0 + $1.height }
        let head = margin("header", widest).reduce(0) { $0 + $1.height }
        // A foot that would leave no room for the document itself is cut.
        let limit = (paper.bottom - paper.top) / 4
        if foot > 0 { paper.bottom -= min(foot, limit) + Self.marginGap }
        if head > 0 { paper.top += min(head, limit) + Self.marginGap }
        var flow = Flow(paper)
        flow.place(builder.boxes(document, TextStyle(), width: paper.width))
        var pages = flow.pages
        for index in pages.indices {
            let numbers = (index + 1, pages.count)
            pages[index] += Self.marks(
                margin("footer", numbers), paper.left, from: paper.bottom + Self.marginGap, limit)
            guard index > 0 else { continue }
            pages[index] += Self.marks(
                margin("header", numbers), paper.left, from: Paper.margin, limit)
        }
        return LaidOut(paper: paper, pages: pages)
    }

    private static func marks(
        _ lines: [TextLine], _ x: Double, from top: Double, _ limit: Double
    ) -> [Mark] {
        var y = top
        return lines.prefix { line in
            defer { y += line.height }
            return y + line.height - top <= limit
        }
        .reduce(into: (marks: [Mark](), y: top)) { done, line in
            done.marks.append(.line(line, x: x + line.x, y: done.y + line.ascent))
            done.y += line.height
        }.marks
    }

    // MARK: Writing

    /// What the library's stream writes to.
    private final class Buffer { var bytes: [UInt8] = [] }

    private func write(_ document: LaidOut, _ pango: trato_pango) throws -> [UInt8] {
        let buffer = Buffer()
        let closure = Unmanaged.passUnretained(buffer).toOpaque()
        let surface = pango.pdf_surface_create(
            { closure, data, count in
                guard let closure, let data else { return 1 }
                Unmanaged<Buffer>.fromOpaque(closure).takeUnretainedValue().bytes.append(
                    contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
                return 0
            }, closure, document.paper.sheetWidth, document.paper.sheetHeight)
        defer { pango.surface_destroy(surface) }
        let (title, creator, createDate): (Int32, Int32, Int32) = (0, 4, 5)
        pango.pdf_surface_set_metadata(surface, title, self.title)
        pango.pdf_surface_set_metadata(surface, creator, "Trato")
        pango.pdf_surface_set_metadata(surface, createDate, createdAt)
        let cairo = pango.create(surface)
        for page in document.pages {
            for mark in page { draw(mark, cairo, pango) }
            pango.show_page(cairo)
        }
        let status = pango.status(cairo)
        pango.destroy(cairo)
        pango.surface_finish(surface)
        guard status == 0, pango.surface_status(surface) == 0 else {
            throw Unavailable(reason: "cairo failed with status \(status)")
        }
        return withExtendedLifetime(buffer) { buffer.bytes }
    }

    private func draw(_ mark: Mark, _ cairo: UnsafeMutableRawPointer?, _ pango: trato_pango) {
        switch mark {
        case .line(let line, let x, let y):
            pango.set_color(cairo, 0.11, 0.11, 0.1)
            pango.move_to(cairo, x, y)
            withExtendedLifetime(line.paragraph) { pango.show_line(cairo, line.line) }
        case .rule(let x, let y, let width, let thickness):
            pango.set_color(cairo, 0.6, 0.6, 0.58)
            pango.rectangle(cairo, x, y - thickness / 2, width, thickness)
            pango.fill(cairo)
        }
    }
}
