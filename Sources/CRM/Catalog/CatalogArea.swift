import API

/// What we sell, for how much, and what the state takes.
package let catalogArea = Area(
    "Catalog",
    resources: [
        ProductCategories.table, Products.table, PriceBooks.table, PartyGroups.table,
        ContractPrices.table, PricingRules.table, Coupons.table, CouponRedemptions.table,
        TaxRates.table, TaxExemptions.table, ExchangeRates.table,
    ],
    actions: [AnyAction(QuotePrices.self)])
