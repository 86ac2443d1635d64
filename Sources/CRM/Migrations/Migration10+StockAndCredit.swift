/// A party of a deleted credit account may join another; fulfillments know what they took from stock.
enum Migration10 {
    static let sql = """
        DROP INDEX credit_members_party_id_unique;
        ALTER TABLE fulfillments ADD COLUMN stock_taken TEXT NOT NULL DEFAULT '[]';
        """
}
