// What the disk and SQLite's C API can do with the rows that one `POST /v1/parties` of Trato writes: the party, a
// contact point, the audit entry, the party's event and the full-text entry, with all indices, because the database is
// one that `trato migrate` made. No HTTP, JSON, validation, rights or rules: the ceiling, not a competitor.
//
//   sqlite_insert batch DATABASE SECONDS    transactions of 1,000 parties
//   sqlite_insert lone DATABASE SECONDS     one party a transaction, one after the other
//   sqlite_insert fdatasync FILE SECONDS    overwrite 4 KiB of a 4 MiB file and sync it, again and again
//
// Prints one JSON object: parties (or syncs) a second, and the median and 99th percentile of a transaction in µs.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum { batch_size = 1000, most_samples = 1 << 22, page_size = 4096, probe_pages = 1024 };

static uint32_t *samples;
static size_t sample_count;

static void fail(const char *what, const char *why) {
    fprintf(stderr, "sqlite_insert: %s: %s\n", what, why);
    exit(1);
}

static uint64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static int64_t wall_milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void sample(uint64_t begin) {
    if (sample_count < most_samples) samples[sample_count++] = (uint32_t)((nanoseconds() - begin) / 1000);
}

static int compare(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static void report(size_t count, uint64_t begin) {
    double seconds = (double)(nanoseconds() - begin) / 1e9;
    qsort(samples, sample_count, sizeof *samples, compare);
    printf("{\"rate\": %.1f, \"p50_us\": %u, \"p99_us\": %u}\n", (double)count / seconds,
           samples[sample_count / 2], samples[sample_count * 99 / 100]);
}

// RFC 9562, version 7: time, then randomness, so that new keys are neighbours as Trato's are.
static void make_id(uint8_t id[16], int64_t milliseconds) {
    static uint8_t pool[4096];
    static size_t left;
    if (left < 10) {
        if (getrandom(pool, sizeof pool, 0) != sizeof pool) fail("getrandom", "too few bytes");
        left = sizeof pool;
    }
    for (int i = 0; i < 6; i++) id[i] = (uint8_t)(milliseconds >> (40 - 8 * i));
    left -= 10;
    memcpy(id + 6, pool + left, 10);
    id[6] = (uint8_t)(0x70 | (id[6] & 0x0F));
    id[8] = (uint8_t)(0x80 | (id[8] & 0x3F));
}

static sqlite3 *database;
static sqlite3_stmt *begin_statement, *commit_statement;
static sqlite3_stmt *party_statement, *contact_statement, *audit_statement, *event_statement, *search_statement;

static void check(int code, const char *what) {
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) fail(what, sqlite3_errmsg(database));
}

static sqlite3_stmt *prepare(const char *text) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v3(database, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL), text);
    return statement;
}

static void run(sqlite3_stmt *statement) {
    check(sqlite3_step(statement), sqlite3_sql(statement));
    sqlite3_reset(statement);
}

static void open_database(const char *path, const char *checkpoint) {
    check(sqlite3_open(path, &database), path);
    check(sqlite3_exec(database,
                       "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                       "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;",
                       NULL, NULL, NULL), "pragmas");
    check(sqlite3_exec(database, checkpoint, NULL, NULL, NULL), checkpoint);
    begin_statement = prepare("BEGIN IMMEDIATE");
    commit_statement = prepare("COMMIT");
    party_statement = prepare(
        "INSERT INTO parties (id, version, created_at, updated_at, created_by, updated_by, external_ids, tags, custom,"
        " kind, display_name, country, status, primary_email)"
        " VALUES (?1, 1, ?2, ?2, ?3, ?3, '[]', '[]', '{}', 'organization', ?4, 'PT', 'active', ?5)");
    contact_statement = prepare(
        "INSERT INTO contact_points (id, parent_id, position, channel, value, normalized, is_primary)"
        " VALUES (?1, ?2, 0, 'email', ?3, ?3, 1)");
    audit_statement = prepare(
        "INSERT INTO audit_entries (resource, record_id, type, at, actor_id, credential_id, request_id, address,"
        " record_version, changes) VALUES ('parties', ?1, 'party.created', ?2, ?3, ?3, ?4, '127.0.0.1', 1, ?5)");
    event_statement = prepare("INSERT INTO party_events (party_id, seq) VALUES (?1, ?2)");
    search_statement = prepare("INSERT INTO parties_search (rowid, title, body) VALUES (?1, ?2, ?3)");
}

static void insert_party(long number) {
    static const uint8_t actor[16] = {1, 160};
    char name[64], title[96], email[64], words[160], request[33], changes[512];
    uint8_t id[16], contact[16];
    int64_t now = wall_milliseconds();
    make_id(id, now);
    make_id(contact, now);
    snprintf(name, sizeof name, "Bench %lld-%ld", (long long)getpid(), number);
    // Titles are indexed with their first word once more, marked.
    snprintf(title, sizeof title, "%s \xEE\x80\x80" "Bench", name);
    snprintf(email, sizeof email, "b%lld-%ld@bench.example", (long long)getpid(), number);
    snprintf(words, sizeof words, "%s %s", email, email);
    snprintf(request, sizeof request, "%016llx%016lx", (unsigned long long)now, (unsigned long)number);
    snprintf(changes, sizeof changes,
             "{\"kind\":[null,\"organization\"],\"display_name\":[null,\"%s\"],\"country\":[null,\"PT\"],"
             "\"primary_email\":[null,\"%s\"],\"contact_points\":[[],[{\"id\":\"01a20516-ecd5-73d5-a606-c67ff7c59771\","
             "\"channel\":\"email\",\"value\":\"%s\",\"normalized\":\"%s\",\"is_primary\":true}]]}", name, email, email, email);

    sqlite3_bind_blob(party_statement, 1, id, 16, SQLITE_STATIC);
    sqlite3_bind_int64(party_statement, 2, now);
    sqlite3_bind_blob(party_statement, 3, actor, 16, SQLITE_STATIC);
    sqlite3_bind_text(party_statement, 4, name, -1, SQLITE_STATIC);
    sqlite3_bind_text(party_statement, 5, email, -1, SQLITE_STATIC);
    run(party_statement);
    int64_t key = sqlite3_last_insert_rowid(database);
    sqlite3_bind_blob(contact_statement, 1, contact, 16, SQLITE_STATIC);
    sqlite3_bind_blob(contact_statement, 2, id, 16, SQLITE_STATIC);
    sqlite3_bind_text(contact_statement, 3, email, -1, SQLITE_STATIC);
    run(contact_statement);
    sqlite3_bind_blob(audit_statement, 1, id, 16, SQLITE_STATIC);
    sqlite3_bind_int64(audit_statement, 2, now);
    sqlite3_bind_blob(audit_statement, 3, actor, 16, SQLITE_STATIC);
    sqlite3_bind_text(audit_statement, 4, request, -1, SQLITE_STATIC);
    sqlite3_bind_text(audit_statement, 5, changes, -1, SQLITE_STATIC);
    run(audit_statement);
    sqlite3_bind_blob(event_statement, 1, id, 16, SQLITE_STATIC);
    sqlite3_bind_int64(event_statement, 2, sqlite3_last_insert_rowid(database));
    run(event_statement);
    sqlite3_bind_int64(search_statement, 1, key);
    sqlite3_bind_text(search_statement, 2, title, -1, SQLITE_STATIC);
    sqlite3_bind_text(search_statement, 3, words, -1, SQLITE_STATIC);
    run(search_statement);
}

static void insert(const char *path, int size, double seconds) {
    // Checkpoints as Trato's writer makes them: at 16,000 pages when busy, at 1,000 when there is a pause.
    open_database(path, size > 1 ? "PRAGMA wal_autocheckpoint=16000" : "PRAGMA wal_autocheckpoint=1000");
    uint64_t begin = nanoseconds();
    long count = 0;
    while ((double)(nanoseconds() - begin) < seconds * 1e9) {
        uint64_t start = nanoseconds();
        run(begin_statement);
        for (int i = 0; i < size; i++) insert_party(count++);
        run(commit_statement);
        sample(start);
    }
    report((size_t)count, begin);
}

static void probe(const char *path, double seconds) {
    static char page[page_size];
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0) fail(path, "cannot be opened");
    for (int i = 0; i < probe_pages; i++) {
        if (pwrite(file, page, page_size, (off_t)i * page_size) != page_size) fail(path, "cannot be written");
    }
    if (fsync(file) != 0) fail(path, "cannot be synced");
    uint64_t begin = nanoseconds();
    size_t count = 0;
    while ((double)(nanoseconds() - begin) < seconds * 1e9) {
        uint64_t start = nanoseconds();
        memcpy(page, &start, sizeof start);
        if (pwrite(file, page, page_size, (off_t)(count % probe_pages) * page_size) != page_size ||
            fdatasync(file) != 0)
            fail(path, "cannot be written or synced");
        sample(start);
        count++;
    }
    close(file);
    unlink(path);
    report(count, begin);
}

int main(int count, char **arguments) {
    if (count != 4) fail("usage", "sqlite_insert batch|lone|fdatasync FILE SECONDS");
    double seconds = atof(arguments[3]);
    samples = malloc(most_samples * sizeof *samples);
    if (samples == NULL || seconds <= 0) fail("usage", "SECONDS must be greater than 0");
    if (strcmp(arguments[1], "batch") == 0) insert(arguments[2], batch_size, seconds);
    else if (strcmp(arguments[1], "lone") == 0) insert(arguments[2], 1, seconds);
    else if (strcmp(arguments[1], "fdatasync") == 0) probe(arguments[2], seconds);
    else fail("usage", "batch, lone or fdatasync");
    return 0;
}
