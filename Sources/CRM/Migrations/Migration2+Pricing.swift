/// Price resolution: groups, contracts, rules, coupons, exemptions and exchange rates, and what documents keep of them.
enum Migration2 {
    static let sql = [tables, columns].joined(separator: "\n")

    private static let tables = """
        CREATE TABLE generations (
            resource TEXT NOT NULL, number INTEGER NOT NULL,
            PRIMARY KEY (resource)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE party_groups (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            created_by BLOB,
            updated_by BLOB,
            deleted_at INTEGER,
            external_ids TEXT NOT NULL,
            tags TEXT NOT NULL,
            custom TEXT NOT NULL,
            name TEXT COLLATE NOCASE NOT NULL,
            description TEXT,
            price_book_id BLOB REFERENCES price_books (id)
        ) STRICT;
        CREATE UNIQUE INDEX party_groups_id ON party_groups (id);
        CREATE INDEX party_groups_created_at ON party_groups (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX party_groups_updated_at ON party_groups (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX party_groups_name ON party_groups (name, id) WHERE deleted_at IS NULL;
        CREATE INDEX party_groups_price_book_id ON party_groups (price_book_id) WHERE price_book_id IS NOT NULL;
        CREATE VIRTUAL TABLE party_groups_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE contract_prices (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            created_by BLOB,
            updated_by BLOB,
            deleted_at INTEGER,
            external_ids TEXT NOT NULL,
            tags TEXT NOT NULL,
            custom TEXT NOT NULL,
            party_id BLOB REFERENCES parties (id),
            group_id BLOB REFERENCES party_groups (id),
            contract_number TEXT COLLATE NOCASE,
            product_id BLOB NOT NULL REFERENCES products (id),
            currency TEXT,
            unit_price INTEGER NOT NULL,
            min_quantity INTEGER NOT NULL,
            max_quantity INTEGER,
            valid_from INTEGER,
            valid_until INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX contract_prices_id ON contract_prices (id);
        CREATE INDEX contract_prices_created_at ON contract_prices (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX contract_prices_updated_at ON contract_prices (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX contract_prices_party_id ON contract_prices (party_id) WHERE party_id IS NOT NULL;
        CREATE INDEX contract_prices_group_id ON contract_prices (group_id) WHERE group_id IS NOT NULL;
        CREATE INDEX contract_prices_contract_number ON contract_prices (contract_number, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX contract_prices_product_id ON contract_prices (product_id);
        CREATE INDEX contract_prices_valid_from ON contract_prices (valid_from, id) WHERE deleted_at IS NULL;
        CREATE INDEX contract_prices_party_id_product_id_x ON contract_prices (party_id, product_id, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX contract_prices_group_id_product_id_x ON contract_prices (group_id, product_id, id)
            WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE contract_prices_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE pricing_rules (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            created_by BLOB,
            updated_by BLOB,
            deleted_at INTEGER,
            external_ids TEXT NOT NULL,
            tags TEXT NOT NULL,
            custom TEXT NOT NULL,
            name TEXT COLLATE NOCASE NOT NULL,
            is_active INTEGER NOT NULL,
            priority INTEGER NOT NULL,
            is_stackable INTEGER NOT NULL,
            requires_coupon INTEGER NOT NULL,
            applies_to_contract_prices INTEGER NOT NULL,
            action TEXT NOT NULL,
            value INTEGER NOT NULL,
            currency TEXT,
            party_id BLOB REFERENCES parties (id),
            group_id BLOB REFERENCES party_groups (id),
            party_role TEXT,
            country TEXT,
            channel TEXT,
            campaign TEXT COLLATE NOCASE,
            product_id BLOB REFERENCES products (id),
            category_id BLOB REFERENCES product_categories (id),
            brand TEXT COLLATE NOCASE,
            min_quantity INTEGER NOT NULL,
            max_quantity INTEGER,
            min_amount INTEGER,
            max_amount INTEGER,
            valid_from INTEGER,
            valid_until INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX pricing_rules_id ON pricing_rules (id);
        CREATE INDEX pricing_rules_created_at ON pricing_rules (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX pricing_rules_updated_at ON pricing_rules (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX pricing_rules_name ON pricing_rules (name, id) WHERE deleted_at IS NULL;
        CREATE INDEX pricing_rules_is_active ON pricing_rules (is_active);
        CREATE INDEX pricing_rules_priority ON pricing_rules (priority, id) WHERE deleted_at IS NULL;
        CREATE INDEX pricing_rules_party_id ON pricing_rules (party_id) WHERE party_id IS NOT NULL;
        CREATE INDEX pricing_rules_group_id ON pricing_rules (group_id) WHERE group_id IS NOT NULL;
        CREATE INDEX pricing_rules_product_id ON pricing_rules (product_id) WHERE product_id IS NOT NULL;
        CREATE INDEX pricing_rules_category_id ON pricing_rules (category_id) WHERE category_id IS NOT NULL;
        CREATE INDEX pricing_rules_brand ON pricing_rules (brand) WHERE brand IS NOT NULL;
        CREATE INDEX pricing_rules_valid_from ON pricing_rules (valid_from, id) WHERE deleted_at IS NULL;
        CREATE INDEX pricing_rules_valid_until ON pricing_rules (valid_until, id) WHERE deleted_at IS NULL;
        CREATE INDEX pricing_rules_priority_product_id_x ON pricing_rules (priority, product_id, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX pricing_rules_priority_category_id_x ON pricing_rules (priority, category_id, id)
            WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE pricing_rules_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE coupons (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            created_by BLOB,
            updated_by BLOB,
            deleted_at INTEGER,
            external_ids TEXT NOT NULL,
            tags TEXT NOT NULL,
            custom TEXT NOT NULL,
            code TEXT COLLATE NOCASE NOT NULL,
            pricing_rule_id BLOB NOT NULL REFERENCES pricing_rules (id),
            usage_limit INTEGER,
            usage_limit_per_party INTEGER,
            used_count INTEGER NOT NULL,
            valid_from INTEGER,
            valid_until INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX coupons_id ON coupons (id);
        CREATE INDEX coupons_created_at ON coupons (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX coupons_updated_at ON coupons (updated_at, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX coupons_code_unique ON coupons (code) WHERE deleted_at IS NULL;
        CREATE INDEX coupons_pricing_rule_id ON coupons (pricing_rule_id);
        CREATE INDEX coupons_valid_until ON coupons (valid_until, id) WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE coupons_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE coupon_redemptions (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            created_by BLOB,
            updated_by BLOB,
            deleted_at INTEGER,
            external_ids TEXT NOT NULL,
            tags TEXT NOT NULL,
            custom TEXT NOT NULL,
            coupon_id BLOB NOT NULL REFERENCES coupons (id),
            order_id BLOB NOT NULL REFERENCES orders (id),
            party_id BLOB NOT NULL REFERENCES parties (id)
        ) STRICT;
        CREATE UNIQUE INDEX coupon_redemptions_id ON coupon_redemptions (id);
        CREATE INDEX coupon_redemptions_created_at ON coupon_redemptions (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX coupon_redemptions_updated_at ON coupon_redemptions (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX coupon_redemptions_coupon_id ON coupon_redemptions (coupon_id);
        CREATE INDEX coupon_redemptions_order_id ON coupon_redemptions (order_id);
        CREATE INDEX coupon_redemptions_party_id ON coupon_redemptions (party_id);
        CREATE INDEX coupon_redemptions_coupon_id_party_id_x ON coupon_redemptions (coupon_id, party_id, id)
            WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX coupon_redemptions_coupon_id_order_id_unique ON coupon_redemptions (coupon_id, order_id)
            WHERE deleted_at IS NULL;
        CREATE TABLE tax_exemptions (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            created_by BLOB,
            updated_by BLOB,
            deleted_at INTEGER,
            external_ids TEXT NOT NULL,
            tags TEXT NOT NULL,
            custom TEXT NOT NULL,
            party_id BLOB NOT NULL REFERENCES parties (id),
            certificate_number TEXT COLLATE NOCASE NOT NULL,
            reason TEXT COLLATE NOCASE,
            country TEXT,
            tax_category TEXT COLLATE NOCASE,
            valid_from INTEGER,
            valid_until INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX tax_exemptions_id ON tax_exemptions (id);
        CREATE INDEX tax_exemptions_created_at ON tax_exemptions (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX tax_exemptions_updated_at ON tax_exemptions (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX tax_exemptions_party_id ON tax_exemptions (party_id);
        CREATE INDEX tax_exemptions_certificate_number ON tax_exemptions (certificate_number, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX tax_exemptions_valid_from ON tax_exemptions (valid_from, id) WHERE deleted_at IS NULL;
        CREATE INDEX tax_exemptions_valid_until ON tax_exemptions (valid_until, id) WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE tax_exemptions_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE exchange_rates (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            created_by BLOB,
            updated_by BLOB,
            deleted_at INTEGER,
            external_ids TEXT NOT NULL,
            tags TEXT NOT NULL,
            custom TEXT NOT NULL,
            currency TEXT NOT NULL,
            valid_from INTEGER NOT NULL,
            rate INTEGER NOT NULL,
            source TEXT COLLATE NOCASE
        ) STRICT;
        CREATE UNIQUE INDEX exchange_rates_id ON exchange_rates (id);
        CREATE INDEX exchange_rates_created_at ON exchange_rates (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX exchange_rates_updated_at ON exchange_rates (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX exchange_rates_currency ON exchange_rates (currency, id) WHERE deleted_at IS NULL;
        CREATE INDEX exchange_rates_valid_from ON exchange_rates (valid_from, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX exchange_rates_currency_valid_from_unique ON exchange_rates (currency, valid_from)
            WHERE deleted_at IS NULL;
        CREATE TABLE bundle_components (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            product_id BLOB NOT NULL REFERENCES products (id),
            quantity INTEGER NOT NULL,
            option_group TEXT COLLATE NOCASE,
            is_default INTEGER NOT NULL,
            price_percent INTEGER NOT NULL,
            requires TEXT NOT NULL,
            excludes TEXT NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX bundle_components_id ON bundle_components (id);
        CREATE INDEX bundle_components_parent ON bundle_components (parent_id, position);
        CREATE INDEX bundle_components_product_id ON bundle_components (product_id);
        CREATE TABLE option_groups (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            key TEXT COLLATE NOCASE NOT NULL,
            name TEXT COLLATE NOCASE NOT NULL,
            min_choices INTEGER NOT NULL,
            max_choices INTEGER NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX option_groups_id ON option_groups (id);
        CREATE INDEX option_groups_parent ON option_groups (parent_id, position);
        """
}
