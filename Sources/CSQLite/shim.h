#include <sqlite3.h>

/// SQLITE_STATIC is a cast, which Swift does not import. The bytes must stay until the bindings are cleared.
static inline int trato_bind_text(sqlite3_stmt *s, int i, const void *p, int n) {
    return sqlite3_bind_text(s, i, (const char *)p, n, SQLITE_STATIC);
}
static inline int trato_bind_blob(sqlite3_stmt *s, int i, const void *p, int n) {
    return sqlite3_bind_blob(s, i, p, n, SQLITE_STATIC);
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
