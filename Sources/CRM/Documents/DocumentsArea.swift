import API

/// Quotes and orders on paper and as pages.
package let documentsArea = Area(
    "Documents", resources: [DocumentTemplates.table],
    actions: [
        AnyAction(ReadQuoteDocument.self), AnyAction(ReadOrderDocument.self),
        AnyAction(PreviewTemplate.self),
    ])
