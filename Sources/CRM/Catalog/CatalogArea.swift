import API

/// What we sell, for how much, and what the state takes.
package let catalogArea = Area(
    "Catalog",
    resources: [ProductCategories.table, Products.table, PriceBooks.table, TaxRates.table])
