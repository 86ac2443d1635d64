/// What tables of before get for it.
extension Migration2 {
    static let columns = """
        ALTER TABLE products ADD COLUMN brand TEXT COLLATE NOCASE;
        CREATE INDEX products_brand ON products (brand) WHERE brand IS NOT NULL;
        ALTER TABLE products ADD COLUMN cost INTEGER;
        ALTER TABLE products ADD COLUMN min_margin_percent INTEGER;
        ALTER TABLE products ADD COLUMN below_floor TEXT NOT NULL DEFAULT 'approve';
        ALTER TABLE products ADD COLUMN is_bundle INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE price_books ADD COLUMN channel TEXT;
        ALTER TABLE price_books ADD COLUMN prices_include_tax INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE price_books ADD COLUMN tier_mode TEXT NOT NULL DEFAULT 'volume';
        CREATE UNIQUE INDEX price_books_currency_channel_unique ON price_books (currency, channel)
            WHERE deleted_at IS NULL AND channel IS NOT NULL;
        ALTER TABLE parties ADD COLUMN group_id BLOB REFERENCES party_groups (id);
        ALTER TABLE parties ADD COLUMN price_book_id BLOB REFERENCES price_books (id);
        CREATE INDEX parties_group_id ON parties (group_id) WHERE group_id IS NOT NULL;
        CREATE INDEX parties_price_book_id ON parties (price_book_id) WHERE price_book_id IS NOT NULL;
        ALTER TABLE quotes ADD COLUMN campaign TEXT COLLATE NOCASE;
        ALTER TABLE quotes ADD COLUMN coupon_codes TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE quotes ADD COLUMN prices_include_tax INTEGER;
        ALTER TABLE quotes ADD COLUMN discount_net_amount INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE quotes ADD COLUMN freight_net_amount INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE quotes ADD COLUMN recurring_totals TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE quotes ADD COLUMN cost_amount INTEGER;
        ALTER TABLE quotes ADD COLUMN approval_required INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE quotes ADD COLUMN tax_treatment TEXT NOT NULL DEFAULT 'standard';
        ALTER TABLE quotes ADD COLUMN tax_exemption TEXT COLLATE NOCASE;
        ALTER TABLE quotes ADD COLUMN seller_vat_id TEXT COLLATE NOCASE;
        ALTER TABLE quotes ADD COLUMN buyer_vat_id TEXT COLLATE NOCASE;
        ALTER TABLE quotes ADD COLUMN exchange_rate INTEGER;
        UPDATE quotes SET prices_include_tax = 0, freight_net_amount = freight_amount,
            discount_net_amount = coalesce(discount_amount, 0);
        ALTER TABLE orders ADD COLUMN campaign TEXT COLLATE NOCASE;
        ALTER TABLE orders ADD COLUMN coupon_codes TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE orders ADD COLUMN prices_include_tax INTEGER;
        ALTER TABLE orders ADD COLUMN discount_net_amount INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN freight_net_amount INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN recurring_totals TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE orders ADD COLUMN cost_amount INTEGER;
        ALTER TABLE orders ADD COLUMN approval_required INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN tax_treatment TEXT NOT NULL DEFAULT 'standard';
        ALTER TABLE orders ADD COLUMN tax_exemption TEXT COLLATE NOCASE;
        ALTER TABLE orders ADD COLUMN seller_vat_id TEXT COLLATE NOCASE;
        ALTER TABLE orders ADD COLUMN buyer_vat_id TEXT COLLATE NOCASE;
        ALTER TABLE orders ADD COLUMN exchange_rate INTEGER;
        UPDATE orders SET prices_include_tax = 0, freight_net_amount = freight_amount,
            discount_net_amount = coalesce(discount_amount, 0);
        ALTER TABLE quote_lines ADD COLUMN line_type TEXT NOT NULL DEFAULT 'item';
        ALTER TABLE quote_lines ADD COLUMN is_optional INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE quote_lines ADD COLUMN recurrence_interval TEXT;
        ALTER TABLE quote_lines ADD COLUMN recurrence_count INTEGER;
        ALTER TABLE quote_lines ADD COLUMN bundle_options TEXT;
        ALTER TABLE quote_lines ADD COLUMN bundle_components TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE quote_lines ADD COLUMN list_price INTEGER;
        ALTER TABLE quote_lines ADD COLUMN unit_cost INTEGER;
        ALTER TABLE quote_lines ADD COLUMN approval_required INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE quote_lines ADD COLUMN price_trace TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE order_lines ADD COLUMN line_type TEXT NOT NULL DEFAULT 'item';
        ALTER TABLE order_lines ADD COLUMN is_optional INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE order_lines ADD COLUMN recurrence_interval TEXT;
        ALTER TABLE order_lines ADD COLUMN recurrence_count INTEGER;
        ALTER TABLE order_lines ADD COLUMN bundle_options TEXT;
        ALTER TABLE order_lines ADD COLUMN bundle_components TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE order_lines ADD COLUMN list_price INTEGER;
        ALTER TABLE order_lines ADD COLUMN unit_cost INTEGER;
        ALTER TABLE order_lines ADD COLUMN approval_required INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE order_lines ADD COLUMN price_trace TEXT NOT NULL DEFAULT '[]';
        """
}
