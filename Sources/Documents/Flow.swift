// From boxes to pages.
//
// What belongs together is never parted as far as a page is long enough for it: a table's row, a total with what it is the
// total of, a group. Whatever is longer than a page is cut between two lines of text, never through one. A table that goes
// on has its head again on the next page.

/// A place on paper, in points from the upper left corner.
enum Mark {
    /// The baseline begins there.
    case line(TextLine, x: Double, y: Double)
    case rule(x: Double, y: Double, width: Double, thickness: Double)
}

struct Flow {
    let paper: Paper
    private(set) var pages: [[Mark]] = [[]]
    /// From the top of the page.
    private var y: Double
    /// Repeated at the top of further pages.
    private var head: [RowBox] = []

    init(_ paper: Paper) {
        self.paper = paper
        y = paper.top
    }

    private var room: Double { paper.bottom - y }
    private var whole: Double { paper.bottom - paper.top }

    mutating func place(_ boxes: [Box]) {
        for (index, box) in boxes.enumerated() {
            if index + 1 < boxes.count, case .lines(let lines, let style) = box, style.isBold {
                // A heading is never the last thing on a page.
                let needed = lines.reduce(0) { $0 + $1.height } + Self.firstHeight(boxes[index + 1])
                if needed > room, needed <= whole { beginPage() }
            }
            place(box, x: paper.left)
        }
    }

    private static func firstHeight(_ box: Box) -> Double {
        switch box {
        case .lines(let lines, _): lines.first?.height ?? 0
        case .table(let table): (table.head + table.body.prefix(1)).reduce(0) { $0 + $1.height }
        case .rule, .group, .columns: box.height
        }
    }

    private mutating func place(_ box: Box, x: Double) {
        switch box {
        case .lines(let lines, let style): place(lines, style, x: x)
        case .rule:
            if Box.ruleSpace * 2 > room { return beginPage() }
            y += Box.ruleSpace
            mark(.rule(x: x, y: y, width: paper.width, thickness: 0.5))
            y += Box.ruleSpace
        case .table(let table): place(table)
        case .group(let boxes):
            keep(box.height)
            for inner in boxes { place(inner, x: x) }
        case .columns(let columns):
            keep(box.height)
            placeColumns(columns, x)
        }
    }

    /// Goes to the next page where what follows does not fit on this one but would on that.
    private mutating func keep(_ height: Double) {
        if height > room, height <= whole, y > paper.top { beginPage() }
    }

    private mutating func mark(_ mark: Mark) { pages[pages.count - 1].append(mark) }

    private mutating func beginPage() {
        guard pages.count < Paper.mostPages else { return }
        pages.append([])
        y = paper.top
        for row in head { draw(row) }
    }

    // MARK: Text

    private mutating func place(_ lines: [TextLine], _ style: TextStyle, x: Double) {
        if y > paper.top { y += style.before }
        for line in lines {
            if line.height > room, y > paper.top { beginPage() }
            mark(.line(line, x: x + line.x, y: y + line.ascent))
            y += line.height
        }
        y += style.after
    }

    private mutating func placeColumns(_ columns: [[Box]], _ x: Double) {
        let count = Double(max(1, columns.count))
        let each = (paper.width - Box.gap * (count - 1)) / count
        let (start, page) = (y, pages.count)
        var lowest = y
        for (index, column) in columns.enumerated() {
            // A column that went on to another page leaves the others where they are.
            guard pages.count == page else { break }
            y = start
            for box in column { place(box, x: x + Double(index) * (each + Box.gap)) }
            lowest = pages.count == page ? max(lowest, y) : y
        }
        y = lowest + Box.ruleSpace
    }

    // MARK: Tables

    private mutating func place(_ table: TableBox) {
        if y > paper.top { y += RowBox.padding }
        keep((table.head + table.body.prefix(1)).reduce(0) { $0 + $1.height })
        for row in table.head { draw(row) }
        head = table.head
        for row in table.body { place(row) }
        // Totals need no names of columns.
        head = []
        let foot = table.foot.reduce(0) { $0 + $1.height }
        keep(foot)
        for row in table.foot { place(row) }
        y += RowBox.padding
    }

    private mutating func place(_ row: RowBox) {
        keep(row.height)
        var rest = row
        while rest.height > room, let part = cut(&rest) {
            draw(part)
            beginPage()
            guard pages.count < Paper.mostPages else { return }
        }
        draw(rest)
    }

    /// Takes the lines that fit off a row that is longer than a page; nil when none does.
    private func cut(_ row: inout RowBox) -> RowBox? {
        var part = row
        part.ruleBelow = 0
        for index in row.cells.indices {
            var height = 2 * RowBox.padding
            let fitting = row.cells[index].lines.prefix { line in
                height += line.height
                return height <= room
            }
            part.cells[index].lines = Array(fitting)
            row.cells[index].lines.removeFirst(fitting.count)
        }
        return part.cells.allSatisfy(\.lines.isEmpty) ? nil : part
    }

    private mutating func draw(_ row: RowBox) {
        if row.ruleAbove > 0 {
            mark(.rule(x: paper.left, y: y, width: paper.width, thickness: row.ruleAbove))
        }
        for cell in row.cells {
            var top = y + RowBox.padding
            for line in cell.lines {
                mark(.line(line, x: paper.left + cell.x + line.x, y: top + line.ascent))
                top += line.height
            }
        }
        y += row.height
        if row.ruleBelow > 0 {
            mark(.rule(x: paper.left, y: y, width: paper.width, thickness: row.ruleBelow))
        }
    }
}
