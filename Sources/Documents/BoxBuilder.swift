/// From elements to boxes of a width.
struct BoxBuilder {
    let typesetter: Typesetter

    /// The boxes of elements below each other; text between them makes paragraphs of its own.
    func boxes(_ nodes: [Markup], _ style: TextStyle, width: Double) -> [Box] {
        var boxes: [Box] = []
        var run: [Markup] = []
        func endRun() {
            if let box = paragraph(run, style, width: width) { boxes.append(box) }
            run = []
        }
        for node in nodes {
            guard case .element(let name, _, let children) = node,
                name != "br", !Markup.inline.contains(name)
            else {
                run.append(node)
                continue
            }
            endRun()
            boxes += box(node, name, children, style, width)
        }
        endRun()
        return boxes
    }

    private func box(
        _ node: Markup, _ name: String, _ children: [Markup], _ outer: TextStyle, _ width: Double
    ) -> [Box] {
        let style = TextStyle(node, in: outer)
        switch name {
        case "header", "footer", "pages": return []
        case "hr": return [.rule]
        case "table": return [.table(table(children, outer, width))]
        case "div", "section":
            if node.has("columns") { return [columns(children, style, width)] }
            let inner = boxes(children, style, width: width)
            return node.has("keep") ? [.group(inner)] : inner
        default:
            let text = paragraph(children, style, width: width).map { [$0] } ?? []
            return node.has("keep") ? [.group(text)] : text
        }
    }

    private func paragraph(_ nodes: [Markup], _ style: TextStyle, width: Double) -> Box? {
        let lines = typesetter.lines(InlineText(nodes, style), style, width: width)
        return lines.isEmpty ? nil : .lines(lines, style: style)
    }

    private func columns(_ nodes: [Markup], _ style: TextStyle, _ width: Double) -> Box {
        let parts = nodes.filter { $0.name != nil }
        let count = Double(max(1, parts.count))
        let each = (width - Box.gap * (count - 1)) / count
        return .columns(parts.map { boxes([$0], style, width: each) })
    }

    // MARK: Tables

    private func table(_ parts: [Markup], _ style: TextStyle, _ width: Double) -> TableBox {
        let rows = parts.flatMap { Self.children($0).filter { $0.name == "tr" } }
        let widths = Self.widths(rows, width)
        var table = TableBox()
        for part in parts {
            let rows = Self.children(part).filter { $0.name == "tr" }.map {
                row($0, widths, part.name ?? "", style)
            }
            switch part.name {
            case "thead": table.head += rows
            case "tfoot": table.foot += rows
            default: table.body += rows
            }
        }
        return table
    }

    private static func children(_ node: Markup) -> [Markup] {
        guard case .element(_, _, let children) = node else { return [] }
        return children
    }

    private static func number(_ name: String, _ node: Markup) -> Double? {
        guard case .element(_, let attributes, _) = node, let text = attributes[name] else {
            return nil
        }
        return Double(text.hasSuffix("%") ? String(text.dropLast()) : text)
    }

    /// Of each column in points: as the first row says, the rest in equal parts.
    private static func widths(_ rows: [Markup], _ width: Double) -> [Double] {
        let count = rows.map { children($0).reduce(0) { $0 + Int(number("colspan", $1) ?? 1) } }
            .max()
        let first = rows.first.map(children) ?? []
        var given: [Double?] = first.flatMap { cell -> [Double?] in
            let span = Int(number("colspan", cell) ?? 1)
            let share = number("width", cell).map { $0 / Double(span) }
            return Array(repeating: share, count: span)
        }
        given += Array(repeating: nil, count: max(0, (count ?? 0) - given.count))
        let open = Double(given.count { $0 == nil })
        let taken = given.reduce(0) { $0 + ($1 ?? 0) }
        let rest = open > 0 ? max(100 - taken, 5 * open) / open : 0
        let all = given.map { $0 ?? rest }
        let sum = all.reduce(0, +)
        return all.map { $0 / max(sum, 1) * width }
    }

    /// Between the text of neighbouring cells.
    private static let cellGap = 8.0

    private func row(
        _ node: Markup, _ widths: [Double], _ part: String, _ outer: TextStyle
    ) -> RowBox {
        var style = TextStyle(node, in: outer)
        if node.has("total") { style.isBold = true }
        var box = RowBox(cells: [])
        box.ruleBelow = part == "thead" ? 1 : part == "tfoot" ? 0 : 0.4
        box.ruleAbove = node.has("total") ? 1 : 0
        var column = 0
        for cell in Self.children(node) {
            let span = min(Int(Self.number("colspan", cell) ?? 1), widths.count - column)
            let x = widths[..<column].reduce(0, +)
            let width = widths[column..<column + span].reduce(0, +)
            let cellStyle = TextStyle(cell, in: style)
            // Numbers end at their column's edge; texts leave a gap before the next column.
            let isLast = column + span >= widths.count
            let inner = isLast ? width : width - Self.cellGap
            box.cells.append(
                RowBox.Cell(
                    x: x,
                    lines: typesetter.lines(
                        InlineText(Self.children(cell), cellStyle), cellStyle, width: inner)))
            column += span
        }
        return box
    }
}
