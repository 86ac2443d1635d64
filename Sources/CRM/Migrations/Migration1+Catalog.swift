/// The tables of Catalog.
extension Migration1 {
    static let catalog = """
        CREATE TABLE product_categories (
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
            parent_id BLOB REFERENCES product_categories (id)
        ) STRICT;
        CREATE UNIQUE INDEX product_categories_id ON product_categories (id);
        CREATE INDEX product_categories_created_at ON product_categories (created_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX product_categories_updated_at ON product_categories (updated_at, id)
            WHERE deleted_at IS NULL;
        CREATE INDEX product_categories_name ON product_categories (name, id) WHERE deleted_at IS NULL;
        CREATE INDEX product_categories_parent_id ON product_categories (parent_id)
            WHERE parent_id IS NOT NULL;
        CREATE VIRTUAL TABLE product_categories_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE products (
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
            sku TEXT COLLATE NOCASE NOT NULL,
            name TEXT COLLATE NOCASE NOT NULL,
            description TEXT,
            category_id BLOB REFERENCES product_categories (id),
            uom TEXT COLLATE NOCASE NOT NULL,
            tax_category TEXT COLLATE NOCASE NOT NULL,
            status TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX products_id ON products (id);
        CREATE INDEX products_created_at ON products (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX products_updated_at ON products (updated_at, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX products_sku_unique ON products (sku) WHERE deleted_at IS NULL;
        CREATE INDEX products_name ON products (name, id) WHERE deleted_at IS NULL;
        CREATE INDEX products_category_id ON products (category_id) WHERE category_id IS NOT NULL;
        CREATE INDEX products_tax_category ON products (tax_category);
        CREATE INDEX products_status ON products (status);
        CREATE VIRTUAL TABLE products_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE price_books (
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
            currency TEXT,
            is_default INTEGER NOT NULL,
            valid_from INTEGER,
            valid_until INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX price_books_id ON price_books (id);
        CREATE INDEX price_books_created_at ON price_books (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX price_books_updated_at ON price_books (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX price_books_name ON price_books (name, id) WHERE deleted_at IS NULL;
        CREATE UNIQUE INDEX price_books_currency_unique ON price_books (currency)
            WHERE deleted_at IS NULL AND is_default = 1;
        CREATE VIRTUAL TABLE price_books_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE TABLE price_book_entries (
            pk INTEGER PRIMARY KEY,
            id BLOB NOT NULL,
            parent_id BLOB NOT NULL,
            position INTEGER NOT NULL,
            product_id BLOB NOT NULL REFERENCES products (id),
            min_quantity INTEGER NOT NULL,
            unit_price INTEGER NOT NULL,
            CHECK (position >= 0)
        ) STRICT;
        CREATE UNIQUE INDEX price_book_entries_id ON price_book_entries (id);
        CREATE INDEX price_book_entries_parent ON price_book_entries (parent_id, position);
        CREATE INDEX price_book_entries_product_id ON price_book_entries (product_id);
        CREATE INDEX price_book_entries_parent_id_product_id_x ON price_book_entries (parent_id,
            product_id, id);
        CREATE TABLE tax_rates (
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
            country TEXT NOT NULL,
            tax_category TEXT COLLATE NOCASE NOT NULL,
            rate_percent INTEGER NOT NULL,
            valid_from INTEGER,
            valid_until INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX tax_rates_id ON tax_rates (id);
        CREATE INDEX tax_rates_created_at ON tax_rates (created_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX tax_rates_updated_at ON tax_rates (updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX tax_rates_name ON tax_rates (name, id) WHERE deleted_at IS NULL;
        CREATE INDEX tax_rates_country ON tax_rates (country, id) WHERE deleted_at IS NULL;
        CREATE INDEX tax_rates_valid_from ON tax_rates (valid_from, id) WHERE deleted_at IS NULL;
        CREATE INDEX tax_rates_country_tax_category_valid_from_x ON tax_rates (country, tax_category,
            valid_from, id) WHERE deleted_at IS NULL;
        CREATE VIRTUAL TABLE tax_rates_search USING fts5(title, body,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        """
}
