/* A VFS over the default one, <https://www.sqlite.org/vfs.html>. It becomes the default, so that nothing in the product
 * has to know of it; files outside the watched folders are opened by the one below and never come here again. */
#include "fault_vfs.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct fault_folder {
    fault_folder *next;
    atomic_int is_armed, kind, left, run, failed, log_writes;
    char path[];
};

typedef struct {
    sqlite3_file base;
    fault_folder *folder;
    sqlite3_file *real;
    int is_log;
} fault_file;

static sqlite3_vfs *below;
static sqlite3_vfs vfs;
static _Atomic(fault_folder *) folders;

/* What the failing call answers; SQLITE_OK when it shall go on. */
static int fails(fault_folder *folder, int code, int code_when_full) {
    if (!atomic_load(&folder->is_armed)) return SQLITE_OK;
    int is_full = atomic_load(&folder->kind) == FAULT_FULL;
    if (is_full && code_when_full == SQLITE_OK) return SQLITE_OK;
    int left = atomic_fetch_sub(&folder->left, 1) - 1, run = atomic_load(&folder->run);
    if (left >= 0 || (run && -left > run)) return SQLITE_OK;
    atomic_fetch_add(&folder->failed, 1);
    errno = is_full ? ENOSPC : EIO;
    return is_full ? code_when_full : code;
}

#define THIS fault_file *file = (fault_file *)base
#define REAL file->real->pMethods
#define MAY_FAIL(code, full)                              \
    do {                                                  \
        int failure = fails(file->folder, code, full);    \
        if (failure != SQLITE_OK) return failure;         \
    } while (0)

static int fault_close(sqlite3_file *base) {
    THIS;
    return REAL->xClose(file->real);
}
static int fault_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 at) {
    THIS;
    MAY_FAIL(SQLITE_IOERR_READ, SQLITE_OK);
    return REAL->xRead(file->real, bytes, count, at);
}
static int fault_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 at) {
    THIS;
    if (file->is_log) atomic_fetch_add(&file->folder->log_writes, 1);
    MAY_FAIL(SQLITE_IOERR_WRITE, SQLITE_FULL);
    return REAL->xWrite(file->real, bytes, count, at);
}
static int fault_truncate(sqlite3_file *base, sqlite3_int64 size) {
    THIS;
    MAY_FAIL(SQLITE_IOERR_TRUNCATE, SQLITE_OK);
    return REAL->xTruncate(file->real, size);
}
static int fault_sync(sqlite3_file *base, int flags) {
    THIS;
    MAY_FAIL(SQLITE_IOERR_FSYNC, SQLITE_OK);
    return REAL->xSync(file->real, flags);
}
static int fault_size(sqlite3_file *base, sqlite3_int64 *size) {
    THIS;
    MAY_FAIL(SQLITE_IOERR_FSTAT, SQLITE_OK);
    return REAL->xFileSize(file->real, size);
}
static int fault_lock(sqlite3_file *base, int level) {
    THIS;
    MAY_FAIL(SQLITE_IOERR_LOCK, SQLITE_OK);
    return REAL->xLock(file->real, level);
}
static int fault_unlock(sqlite3_file *base, int level) {
    THIS;
    return REAL->xUnlock(file->real, level);
}
static int fault_reserved(sqlite3_file *base, int *result) {
    THIS;
    return REAL->xCheckReservedLock(file->real, result);
}
static int fault_control_file(sqlite3_file *base, int operation, void *argument) {
    THIS;
    return REAL->xFileControl(file->real, operation, argument);
}
static int fault_sector(sqlite3_file *base) {
    THIS;
    return REAL->xSectorSize(file->real);
}
static int fault_device(sqlite3_file *base) {
    THIS;
    return REAL->xDeviceCharacteristics(file->real);
}
static int fault_map(sqlite3_file *base, int page, int size, int grow, void volatile **result) {
    THIS;
    MAY_FAIL(SQLITE_IOERR_SHMMAP, grow ? SQLITE_IOERR_SHMSIZE : SQLITE_OK);
    return REAL->xShmMap(file->real, page, size, grow, result);
}
static int fault_map_lock(sqlite3_file *base, int first, int count, int flags) {
    THIS;
    return REAL->xShmLock(file->real, first, count, flags);
}
static void fault_barrier(sqlite3_file *base) {
    THIS;
    REAL->xShmBarrier(file->real);
}
static int fault_unmap(sqlite3_file *base, int remove) {
    THIS;
    return REAL->xShmUnmap(file->real, remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_reserved,
    .xFileControl = fault_control_file,
    .xSectorSize = fault_sector,
    .xDeviceCharacteristics = fault_device,
    .xShmMap = fault_map,
    .xShmLock = fault_map_lock,
    .xShmBarrier = fault_barrier,
    .xShmUnmap = fault_unmap,
};

static fault_folder *watched(const char *path) {
    for (fault_folder *folder = folders; path && folder; folder = folder->next) {
        size_t length = strlen(folder->path);
        if (!strncmp(path, folder->path, length) && path[length] == '/') return folder;
    }
    return NULL;
}

static int fault_open(sqlite3_vfs *self, const char *path, sqlite3_file *base, int flags, int *got) {
    (void)self;
    fault_folder *folder = watched(path);
    if (!folder) return below->xOpen(below, path, base, flags, got);
    THIS;
    file->base.pMethods = NULL;
    if (fails(folder, SQLITE_CANTOPEN, SQLITE_OK)) return SQLITE_CANTOPEN;
    file->folder = folder;
    file->is_log = (flags & SQLITE_OPEN_WAL) != 0;
    file->real = (sqlite3_file *)(file + 1);
    int code = below->xOpen(below, path, file->real, flags, got);
    if (file->real->pMethods) file->base.pMethods = &methods;
    return code;
}

static int fault_delete(sqlite3_vfs *self, const char *path, int sync) {
    (void)self;
    fault_folder *folder = watched(path);
    int failure = folder ? fails(folder, SQLITE_IOERR_DELETE, SQLITE_OK) : SQLITE_OK;
    return failure ? failure : below->xDelete(below, path, sync);
}

/* The other members of `vfs` are copied from the one below, and are handed `vfs` instead of it: the unix VFS reads
 * only its mxPathname and pAppData, which are copied too. */
static void enroll(void) {
    below = sqlite3_vfs_find(NULL);
    vfs = *below;
    vfs.zName = "fault";
    vfs.szOsFile = (int)sizeof(fault_file) + below->szOsFile;
    vfs.xOpen = fault_open;
    vfs.xDelete = fault_delete;
    sqlite3_vfs_register(&vfs, 1);
}

fault_folder *fault_watch(const char *path) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, enroll);
    fault_folder *folder = calloc(1, sizeof *folder + strlen(path) + 1);
    if (!folder) abort();
    strcpy(folder->path, path);
    folder->next = folders;
    while (!atomic_compare_exchange_weak(&folders, &folder->next, folder)) {}
    return folder;
}

void fault_arm(fault_folder *folder, enum fault_kind kind, int number, int run) {
    folder->kind = kind;
    folder->left = number - 1;
    folder->run = run;
    folder->failed = 0;
    folder->is_armed = 1;
}

int fault_disarm(fault_folder *folder) {
    folder->is_armed = 0;
    return folder->failed;
}

int fault_log_writes(fault_folder *folder) { return atomic_exchange(&folder->log_writes, 0); }
