import CPango
import Synchronization

/// Lays text out with Pango; used by one thread at a time.
///
/// Each has a font map of its own, since Pango lets a font map be used by several threads only one after the other.
final class Typesetter: @unchecked Sendable {
    /// Why there is no PDF: the library or its fonts are not installed.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    let pango: trato_pango
    private let map: UnsafeMutableRawPointer
    private let context: UnsafeMutableRawPointer
    private var fonts: [String: UnsafeMutableRawPointer] = [:]

    /// Pango's own unit.
    static let scale = 1024.0

    private static let library: Result<trato_pango, Missing> = {
        var functions = trato_pango()
        guard let reason = trato_pango_load(&functions) else { return .success(functions) }
        return .failure(Missing(description: String(cString: reason)))
    }()

    private init() throws {
        let pango = try Self.library.get()
        guard let map = pango.font_map_new(), let context = pango.font_map_create_context(map)
        else { throw Missing(description: "Pango has no font map") }
        (self.pango, self.map, self.context) = (pango, map, context)
        // A point is a unit of PDF, and paper has no pixels to fit letters to.
        pango.context_set_resolution(context, 72)
        pango.context_set_round_glyph_positions(context, 0)
        let options = pango.font_options_create()
        let none: Int32 = 1
        pango.font_options_set_hint_style(options, none)
        pango.font_options_set_hint_metrics(options, none)
        pango.context_set_font_options(context, options)
        pango.font_options_destroy(options)
    }

    deinit {
        for font in fonts.values { pango.font_description_free(font) }
        pango.unref(context)
        pango.unref(map)
    }

    // MARK: Sharing

    private static let idle = Mutex<[Typesetter]>([])

    /// Runs work with a typesetter that nobody else uses meanwhile.
    static func use<R>(_ work: (Typesetter) throws -> R) throws -> R {
        let typesetter = try idle.withLock { $0.popLast() } ?? Typesetter()
        defer { idle.withLock { $0.append(typesetter) } }
        return try work(typesetter)
    }

    // MARK: Text

    /// The language decides between forms of the same character.
    func setLanguage(_ tag: String) {
        pango.context_set_language(context, pango.language_from_string(tag))
    }

    /// The lines of a paragraph within a width in points.
    func lines(_ text: InlineText, _ style: TextStyle, width: Double) -> [TextLine] {
        guard !text.isEmpty, let layout = pango.layout_new(context) else { return [] }
        let paragraph = Paragraph(layout, pango)
        pango.layout_set_font_description(layout, font(style.font))
        pango.layout_set_width(layout, Int32(max(1, width) * Self.scale))
        let wordOrCharacter: Int32 = 2
        pango.layout_set_wrap(layout, wordOrCharacter)
        pango.layout_set_alignment(layout, style.alignment.rawValue)
        pango.layout_set_markup(layout, text.markup, Int32(text.markup.utf8.count))
        return paragraph.lines()
    }

    private func font(_ text: String) -> UnsafeMutableRawPointer? {
        if let known = fonts[text] { return known }
        let made = pango.font_description_from_string(text)
        fonts[text] = made
        return made
    }
}

/// A paragraph that was laid out; its lines keep it.
final class Paragraph: @unchecked Sendable {
    private let layout: UnsafeMutableRawPointer
    private let pango: trato_pango

    init(_ layout: UnsafeMutableRawPointer, _ pango: trato_pango) {
        (self.layout, self.pango) = (layout, pango)
    }

    deinit { pango.unref(layout) }

    func lines() -> [TextLine] {
        guard let iter = pango.layout_get_iter(layout) else { return [] }
        defer { pango.iter_free(iter) }
        var lines: [TextLine] = []
        repeat {
            var logical = trato_rectangle()
            pango.iter_get_line_extents(iter, nil, &logical)
            guard let line = pango.iter_get_line(iter) else { continue }
            let top = Double(logical.y)
            lines.append(
                TextLine(
                    paragraph: self, line: line, x: Double(logical.x) / Typesetter.scale,
                    ascent: (Double(pango.iter_get_baseline(iter)) - top) / Typesetter.scale,
                    height: Double(logical.height) / Typesetter.scale))
        } while pango.iter_next_line(iter) != 0
        return lines
    }
}

/// One line of a paragraph; measures are points.
struct TextLine: @unchecked Sendable {
    let paragraph: Paragraph
    let line: UnsafeMutableRawPointer
    /// From the paragraph's left edge.
    let x: Double
    /// From the top to the baseline.
    let ascent: Double
    let height: Double
}
