/// Prices below a floor wait for somebody's word, and what is overdue is said once.
enum Migration8 {
    static let sql = """
        ALTER TABLE approval_policies ADD COLUMN on_below_floor INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE approvals ADD COLUMN floor_shortfall_percent INTEGER;
        ALTER TABLE approvals ADD COLUMN overdue_at INTEGER;
        ALTER TABLE orders ADD COLUMN approved_by BLOB;
        ALTER TABLE orders ADD COLUMN approved_at INTEGER;
        ALTER TABLE orders ADD COLUMN approval_comment TEXT COLLATE NOCASE;
        """
}
