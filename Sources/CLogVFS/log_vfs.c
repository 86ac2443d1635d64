/* SQLite writes each page of a commit as two writes: 24 bytes that head the frame, and the page. A party of 29 pages is 58
 * calls to the system. This file system (<https://www.sqlite.org/vfs.html>) lies over the default one, gathers what follows
 * one another in the log, and hands it down as one write.
 *
 * Why nobody can see the difference. What is gathered, and may therefore not be in the file yet, is only ever
 *
 *     a head of 24 bytes that does not end a transaction (its bytes 4 to 7 are zero, see
 *     <https://www.sqlite.org/fileformat2.html#walformat>), and what directly follows it,
 *
 * and only while the connection has the write lock of the index of the log (slot 0, <https://www.sqlite.org/walformat.html>).
 * Any other write goes down at once, behind what was gathered, and its caller is told of the failure of either. So:
 *
 * - The head that ends a transaction, and its page behind it, are in the file when their writes return: at that moment the
 *   whole transaction is, and nothing is gathered. Whatever SQLite does afterwards (a sync with `synchronous` FULL, none
 *   with NORMAL or OFF, the index of the log, through which other connections learn of the frames) finds the file
 *   as it would be without us. Nothing can fail later that SQLite has been told is done and that anybody relies on.
 * - Frames of a transaction that has not ended (the cache was too small) interest nobody but this connection, which reads
 *   them through the same file: a read of what is gathered, and a question for the size, bring it down first.
 * - Where SQLite writes a frame again, within such a transaction or to mend sums before its end, the write does not follow
 *   the last one: what was gathered goes down first. Writes reach the file in the order in which they were made.
 * - What is gathered when the write lock is given back was rolled back. It is forgotten before another connection can
 *   have the lock: written later it could fall on that one's frames. Without the lock (`locking_mode=EXCLUSIVE` takes
 *   none) and where SQLite would fill up sectors behind the last frame, nothing is gathered.
 * - Recovery, checkpoints, beginning the log anew and closing it come outside a write transaction, or before its first
 *   frame. Then nothing is gathered, and they are calls like those of anybody else.
 * - A write that fails keeps what was gathered before it, and the next call tries again. Together the file and the memory
 *   always have everything that SQLite was told is written, so a statement that finds the disk full may be undone alone.
 *
 * A file is used by one thread at a time, as SQLite's are. */
#include "log_vfs.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

/* As much as the unix VFS takes in one call: of a longer write it forgets the upper bits of the length. */
enum { ROOM = 0x1FFFF };
enum { FRAME_HEAD = 24, WRITE_LOCK = 0 };

/* Any file. What is gathered concerns the log, and the lock its database. */
typedef struct log_file {
    sqlite3_file base;
    sqlite3_file *real;
    struct log_file *other; /* of a log its database, and the other way round, while both are open */
    int is_locked;
    char *gathered;
    int used;
    sqlite3_int64 at; /* where the first byte of what is gathered belongs */
} log_file;

#define THIS log_file *file = (log_file *)base
#define REAL file->real->pMethods
/* Hands down what is gathered, which stays when that fails. */
#define SETTLE                                    \
    do {                                          \
        int failure = settle(file);               \
        if (failure != SQLITE_OK) return failure; \
    } while (0)

/* What a write came to: the unix VFS calls a disk full only after ENOSPC, and a quota or a bound on the length of files is
 * the same to the caller. Nothing is called between its failure and here that would change `errno`. */
static int written(int code) {
    return code == SQLITE_IOERR_WRITE && (errno == EDQUOT || errno == EFBIG) ? SQLITE_FULL : code;
}

static int settle(log_file *file) {
    if (!file->used) return SQLITE_OK;
    int code = written(REAL->xWrite(file->real, file->gathered, file->used, file->at));
    if (code == SQLITE_OK) file->used = 0;
    return code;
}

static int is_inner_head(const char *bytes, int count) {
    static const char zeros[4];
    return count == FRAME_HEAD && !memcmp(bytes + 4, zeros, 4);
}

static void gather(log_file *file, const void *bytes, int count) {
    memcpy(file->gathered + file->used, bytes, (size_t)count);
    file->used += count;
}

static int log_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 at) {
    THIS;
    int follows = file->used && at == file->at + file->used;
    int may_wait = file->gathered && file->other && file->other->is_locked && count < ROOM;
    if (may_wait && (is_inner_head(bytes, count) || (follows && count != FRAME_HEAD))) {
        if (!follows || file->used + count > ROOM) {
            SETTLE;
            file->at = at;
        }
        gather(file, bytes, count);
        return SQLITE_OK;
    }
    if (!follows || file->used + count > ROOM) {
        SETTLE;
        return written(REAL->xWrite(file->real, bytes, count, at));
    }
    gather(file, bytes, count);
    int code = settle(file);
    /* Nobody is told that this one was written. */
    if (code != SQLITE_OK) file->used -= count;
    return code;
}

static int log_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 at) {
    THIS;
    if (at + count > file->at) SETTLE;
    return REAL->xRead(file->real, bytes, count, at);
}
static int log_truncate(sqlite3_file *base, sqlite3_int64 size) {
    THIS;
    SETTLE;
    return REAL->xTruncate(file->real, size);
}
static int log_sync(sqlite3_file *base, int flags) {
    THIS;
    SETTLE;
    return REAL->xSync(file->real, flags);
}
static int log_size(sqlite3_file *base, sqlite3_int64 *size) {
    THIS;
    SETTLE;
    return REAL->xFileSize(file->real, size);
}
static int log_control(sqlite3_file *base, int operation, void *argument) {
    THIS;
    SETTLE;
    return REAL->xFileControl(file->real, operation, argument);
}

/* Of any file but a log. */
static int plain_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 at) {
    THIS;
    return written(REAL->xWrite(file->real, bytes, count, at));
}
static int plain_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 at) {
    THIS;
    return REAL->xRead(file->real, bytes, count, at);
}
static int plain_truncate(sqlite3_file *base, sqlite3_int64 size) {
    THIS;
    return REAL->xTruncate(file->real, size);
}
static int plain_sync(sqlite3_file *base, int flags) {
    THIS;
    return REAL->xSync(file->real, flags);
}
static int plain_size(sqlite3_file *base, sqlite3_int64 *size) {
    THIS;
    return REAL->xFileSize(file->real, size);
}
static int plain_control(sqlite3_file *base, int operation, void *argument) {
    THIS;
    return REAL->xFileControl(file->real, operation, argument);
}

static int any_close(sqlite3_file *base) {
    THIS;
    if (file->other) file->other->other = NULL;
    int code = REAL->xClose(file->real);
    sqlite3_free(file->real);
    sqlite3_free(file->gathered);
    return code;
}
static int any_lock(sqlite3_file *base, int level) {
    THIS;
    return REAL->xLock(file->real, level);
}
static int any_unlock(sqlite3_file *base, int level) {
    THIS;
    return REAL->xUnlock(file->real, level);
}
static int any_reserved(sqlite3_file *base, int *result) {
    THIS;
    return REAL->xCheckReservedLock(file->real, result);
}
static int any_sector(sqlite3_file *base) {
    THIS;
    return REAL->xSectorSize(file->real);
}
static int any_device(sqlite3_file *base) {
    THIS;
    return REAL->xDeviceCharacteristics(file->real);
}
static int any_map(sqlite3_file *base, int page, int size, int grow, void volatile **result) {
    THIS;
    return REAL->xShmMap(file->real, page, size, grow, result);
}
static int any_map_lock(sqlite3_file *base, int first, int count, int flags) {
    THIS;
    int is_write_lock = first == WRITE_LOCK && (flags & SQLITE_SHM_EXCLUSIVE);
    if (is_write_lock && (flags & SQLITE_SHM_UNLOCK)) {
        /* Before the lock is free for others. */
        file->is_locked = 0;
        if (file->other) file->other->used = 0;
    }
    int code = REAL->xShmLock(file->real, first, count, flags);
    if (is_write_lock && (flags & SQLITE_SHM_LOCK)) file->is_locked = code == SQLITE_OK;
    return code;
}
static void any_barrier(sqlite3_file *base) {
    THIS;
    REAL->xShmBarrier(file->real);
}
static int any_unmap(sqlite3_file *base, int remove) {
    THIS;
    return REAL->xShmUnmap(file->real, remove);
}

#define METHODS(version, kind)                                                                  \
    {                                                                                           \
        .iVersion = version, .xClose = any_close, .xRead = kind##_read, .xWrite = kind##_write, \
        .xTruncate = kind##_truncate, .xSync = kind##_sync, .xFileSize = kind##_size,           \
        .xLock = any_lock, .xUnlock = any_unlock, .xCheckReservedLock = any_reserved,           \
        .xFileControl = kind##_control, .xSectorSize = any_sector,                              \
        .xDeviceCharacteristics = any_device, .xShmMap = any_map, .xShmLock = any_map_lock,     \
        .xShmBarrier = any_barrier, .xShmUnmap = any_unmap,                                     \
    }

/* Version 1 ends before what concerns the index of the log, which only databases have, and not in every file system. */
static const sqlite3_io_methods of_log = METHODS(1, log), of_database = METHODS(2, plain),
                                of_other = METHODS(1, plain);

/* The default file system of the moment: tests put theirs in its place. */
static sqlite3_vfs *below(void) { return sqlite3_vfs_find(NULL); }

/* Without this there is no memory to gather in, or no way to know of the lock, and every write goes down at once. */
static void join(log_file *log, const char *path) {
    log_file *database = (log_file *)sqlite3_database_file_object(path);
    if (database->base.pMethods != &of_database) return;
    /* SQLite then writes pieces of frames behind a transaction's end, up to the end of a sector. */
    if (!(any_device(&database->base) & SQLITE_IOCAP_POWERSAFE_OVERWRITE)) return;
    log->gathered = sqlite3_malloc(ROOM);
    if (!log->gathered) return;
    log->other = database;
    database->other = log;
}

static int open_file(
    sqlite3_vfs *self, const char *path, sqlite3_file *base, int flags, int *got) {
    (void)self;
    THIS;
    sqlite3_vfs *vfs = below();
    memset(file, 0, sizeof *file);
    file->real = sqlite3_malloc(vfs->szOsFile);
    if (!file->real) return SQLITE_NOMEM;
    memset(file->real, 0, (size_t)vfs->szOsFile);
    int code = vfs->xOpen(vfs, path, file->real, flags, got);
    const sqlite3_io_methods *real = REAL;
    if (code != SQLITE_OK || !real) {
        if (real) real->xClose(file->real);
        sqlite3_free(file->real);
        return code;
    }
    int is_log = flags & SQLITE_OPEN_WAL;
    int has_index = (flags & SQLITE_OPEN_MAIN_DB) && real->iVersion >= 2 && real->xShmMap;
    file->base.pMethods = is_log ? &of_log : has_index ? &of_database : &of_other;
    if (is_log) join(file, path);
    return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *self, const char *path, int sync) {
    (void)self;
    return below()->xDelete(below(), path, sync);
}

static sqlite3_vfs vfs;

/* The other members are those of the default one, which are handed `vfs` instead of it: the unix VFS reads only its
 * mxPathname and pAppData, which are copied too. */
static void enroll(void) {
    if (sqlite3_initialize() != SQLITE_OK || !below()) return;
    vfs = *below();
    vfs.zName = "trato-log";
    vfs.szOsFile = sizeof(log_file);
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    sqlite3_vfs_register(&vfs, 0);
}

const char *log_vfs(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, enroll);
    return vfs.zName;
}
