/// What stands below each other on pages.
indirect enum Box {
    case lines([TextLine], style: TextStyle)
    case rule
    case table(TableBox)
    /// Never cut, as far as a page is long enough.
    case group([Box])
    case columns([[Box]])

    static let ruleSpace = 6.0
    /// Between columns, in points.
    static let gap = 24.0

    var height: Double {
        switch self {
        case .lines(let lines, let style):
            lines.isEmpty
                ? 0 : lines.reduce(style.before + style.after) { $0 + $1.height }
        case .rule: 2 * Self.ruleSpace
        case .table(let table): (table.head + table.body + table.foot).reduce(0) { $0 + $1.height }
        case .group(let boxes): Self.height(of: boxes)
        case .columns(let columns): (columns.map(Self.height).max() ?? 0) + Self.ruleSpace
        }
    }

    static func height(of boxes: [Box]) -> Double { boxes.reduce(0) { $0 + $1.height } }
}

struct TableBox {
    var head: [RowBox] = []
    var body: [RowBox] = []
    var foot: [RowBox] = []
}

struct RowBox {
    struct Cell {
        /// From the table's left edge.
        var x: Double
        var lines: [TextLine]

        var height: Double { lines.reduce(0) { $0 + $1.height } }
    }

    var cells: [Cell]
    /// Points; none below when it is 0.
    var ruleBelow = 0.5
    var ruleAbove = 0.0

    /// Above and below the text of a row.
    static let padding = 3.0

    var height: Double { (cells.map(\.height).max() ?? 0) + 2 * Self.padding }
}
