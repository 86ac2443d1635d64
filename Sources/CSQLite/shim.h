#include <sqlite3.h>

/// SQLITE_STATIC is a cast, which Swift does not import. The bytes must stay until the bindings are cleared.
static inline int trato_bind_text(sqlite3_stmt *s, int i, const void *p, int n) {
    return sqlite3_bind_text(s, i, (const char *)p, n, SQLITE_STATIC);
}
static inline int trato_bind_blob(sqlite3_stmt *s, int i, const void *p, int n) {
    return sqlite3_bind_blob(s, i, p, n, SQLITE_STATIC);
}
/// SQLITE_TRANSIENT is a cast too: the bytes are copied.
static inline void trato_result_text(sqlite3_context *c, const void *p, int n) {
    sqlite3_result_text(c, (const char *)p, n, SQLITE_TRANSIENT);
}
/// FTS5's tokenizer of words, or null; it belongs to no connection. <https://www.sqlite.org/fts5.html#extending_fts5>
static inline Fts5Tokenizer *trato_tokenizer(sqlite3 *db, fts5_tokenizer *methods) {
    fts5_api *api = 0;
    sqlite3_stmt *s = 0;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &s, 0) == SQLITE_OK) {
        sqlite3_bind_pointer(s, 1, (void *)&api, "fts5_api_ptr", 0);
        sqlite3_step(s);
    }
    sqlite3_finalize(s);
    void *user = 0;
    const char *options[] = {"remove_diacritics", "2"};
    Fts5Tokenizer *made = 0;
    if (!api || api->xFindTokenizer(api, "unicode61", &user, methods) != SQLITE_OK) return 0;
    return methods->xCreate(user, options, 2, &made) == SQLITE_OK ? made : 0;
}
/// sqlite3_config is variadic.
static inline int trato_no_memory_status(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
/// sqlite3_db_config is variadic.
static inline int trato_db_defensive(sqlite3 *db) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}
static inline int trato_db_keep_log(sqlite3 *db) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
