/* An LD_PRELOAD library that makes the disk under one folder as bad as a real one.
 *
 * Power cuts. FAULTS_DISK holds what has reached the platter: the bytes of each file under its inode number, and the
 * names of the folder in the file `names`. A write reaches it when its file is synced, and a name (created, renamed,
 * removed) when the folder is. After a kill, powercut.py puts the folder FAULTS_DATA back to that state.
 *
 * Failures. FAULTS_CONTROL is a mapped file, see struct control: the n-th call of the chosen kinds fails with the chosen
 * errno. A sync that fails forgets what it should have written, as Linux does: the pages stay readable, but only a new
 * write brings them to the disk.
 *
 *   cc -shared -fPIC -O2 -o faults.so faults.c -ldl -lpthread
 *
 * The folder is flat, and a file has less than 4 GiB. Memory maps are not followed: SQLite maps only its -shm file, which
 * it builds anew at a start. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FDATASYNC = 1, FSYNC = 2, WRITE = 4, TRUNCATE = 8 };

/* Shared with faultdisk.py, which knows the order of the members. */
struct control {
    uint32_t kinds;  /* which calls count; 0 for none */
    int32_t left;    /* how many of them are still good */
    int32_t run;     /* how many fail after those; 0 for all */
    int32_t error;   /* errno of those that fail */
    int32_t failed;  /* how many have failed */
    uint32_t calls;  /* how many have come */
};

struct range { uint64_t at, count; };

/* What was written to a file and not synced. */
struct file {
    uint64_t inode, smallest;
    size_t used, room;
    struct range *ranges;
};

#define MOST_FILES 256
static struct file files[MOST_FILES];
static size_t known;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct control *control;
static char data[PATH_MAX], disk[PATH_MAX];
static uint64_t folder;

static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_ftruncate)(int, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

static void give_up(const char *why) {
    dprintf(2, "faults.so: %s: %s\n", why, strerror(errno));
    _exit(99);
}

__attribute__((constructor)) static void begin(void) {
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    const char *given = getenv("FAULTS_DATA"), *platter = getenv("FAULTS_DISK");
    const char *shared = getenv("FAULTS_CONTROL");
    struct stat status;
    if (!given || !platter || !shared) return;
    if (!realpath(given, data) || !realpath(platter, disk) || stat(data, &status)) give_up(given);
    folder = status.st_ino;
    int descriptor = open(shared, O_RDWR | O_CLOEXEC);
    control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (descriptor < 0 || control == MAP_FAILED) give_up(shared);
    close(descriptor);
}

/* Whether a descriptor is a file of the folder, and not SQLite's map. */
static int is_ours(int descriptor, struct stat *status) {
    char link[64], path[PATH_MAX];
    size_t prefix = strlen(data);
    if (!control || fstat(descriptor, status)) return 0;
    if (S_ISDIR(status->st_mode)) return status->st_ino == folder;
    if (!S_ISREG(status->st_mode)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return !strncmp(path, data, prefix) && path[prefix] == '/' && !strstr(path, "-shm");
}

static int must_fail(uint32_t kind) {
    if (!(control->kinds & kind)) return 0;
    __atomic_add_fetch(&control->calls, 1, __ATOMIC_RELAXED);
    int32_t left = __atomic_sub_fetch(&control->left, 1, __ATOMIC_RELAXED);
    if (left >= 0 || (control->run && -left > control->run)) return 0;
    __atomic_add_fetch(&control->failed, 1, __ATOMIC_RELAXED);
    errno = control->error;
    return 1;
}

static struct file *find(const struct stat *status) {
    for (size_t i = 0; i < known; i++)
        if (files[i].inode == status->st_ino) return &files[i];
    if (known == MOST_FILES) give_up("too many files");
    files[known] = (struct file){.inode = status->st_ino, .smallest = UINT64_MAX};
    return &files[known++];
}

static void note(const struct stat *status, uint64_t at, uint64_t count) {
    pthread_mutex_lock(&lock);
    struct file *file = find(status);
    if (file->used == file->room) {
        file->room = file->room ? 2 * file->room : 64;
        file->ranges = realloc(file->ranges, file->room * sizeof *file->ranges);
        if (!file->ranges) give_up("no memory");
    }
    file->ranges[file->used++] = (struct range){at, count};
    pthread_mutex_unlock(&lock);
}

static void forget(struct file *file) {
    file->used = 0;
    file->smallest = UINT64_MAX;
}

static void copy(int from, int to, struct range range) {
    char buffer[1 << 16];
    while (range.count > 0) {
        size_t wanted = range.count < sizeof buffer ? range.count : sizeof buffer;
        ssize_t got = pread64(from, buffer, wanted, range.at);
        if (got <= 0) return; /* Cut off since. */
        if (real_pwrite(to, buffer, got, range.at) != got) give_up(disk);
        range.at += got;
        range.count -= got;
    }
}

/* The bytes of a file become what the system has in memory, where they were written since the last time. */
static void reach_disk(int descriptor, const struct stat *status) {
    char path[PATH_MAX + 32], link[64];
    pthread_mutex_lock(&lock);
    struct file *file = find(status);
    snprintf(path, sizeof path, "%s/%lu", disk, (unsigned long)status->st_ino);
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    int to = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    int from = open(link, O_RDONLY | O_CLOEXEC);
    if (to < 0 || from < 0) give_up(path);
    if (file->smallest < (uint64_t)status->st_size && real_ftruncate(to, file->smallest)) give_up(path);
    if (real_ftruncate(to, status->st_size)) give_up(path);
    for (size_t i = 0; i < file->used; i++) copy(from, to, file->ranges[i]);
    forget(file);
    close(from);
    close(to);
    pthread_mutex_unlock(&lock);
}

/* The names of the folder become what they are in memory. */
static void names_reach_disk(void) {
    char path[PATH_MAX + 32], fresh[PATH_MAX + 32];
    pthread_mutex_lock(&lock);
    snprintf(path, sizeof path, "%s/names", disk);
    snprintf(fresh, sizeof fresh, "%s/names.new", disk);
    FILE *list = fopen(fresh, "we");
    DIR *opened = opendir(data);
    if (!list || !opened) give_up(fresh);
    for (struct dirent *entry; (entry = readdir(opened));)
        if (entry->d_type == DT_REG) fprintf(list, "%lu %s\n", (unsigned long)entry->d_ino, entry->d_name);
    closedir(opened);
    if (fclose(list) || rename(fresh, path)) give_up(path);
    pthread_mutex_unlock(&lock);
}

static int sync_with(int descriptor, uint32_t kind, int (*real)(int)) {
    struct stat status;
    if (!is_ours(descriptor, &status)) return real(descriptor);
    /* SQLite syncs the folder behind a new log and does not look whether that failed. Nothing hangs on it, because a start
     * has done so with fsync when the log was there; so it is none of the calls that fail. */
    int is_ignored = S_ISDIR(status.st_mode) && kind == FDATASYNC;
    if (!is_ignored && must_fail(kind)) {
        int cause = errno;
        pthread_mutex_lock(&lock);
        forget(find(&status));
        pthread_mutex_unlock(&lock);
        errno = cause;
        return -1;
    }
    /* The real sync would only cost time: a kill leaves the system's memory alone. */
    if (S_ISDIR(status.st_mode)) names_reach_disk();
    else reach_disk(descriptor, &status);
    return 0;
}

int fsync(int descriptor) { return sync_with(descriptor, FSYNC, real_fsync); }
int fdatasync(int descriptor) { return sync_with(descriptor, FDATASYNC, real_fdatasync); }

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t at) {
    struct stat status;
    if (!is_ours(descriptor, &status)) return real_pwrite(descriptor, bytes, count, at);
    if (must_fail(WRITE)) return -1;
    ssize_t done = real_pwrite(descriptor, bytes, count, at);
    int cause = errno;
    if (done > 0) note(&status, at, done);
    errno = cause;
    return done;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t at) {
    return pwrite64(descriptor, bytes, count, at);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    struct stat status;
    if (!is_ours(descriptor, &status)) return real_write(descriptor, bytes, count);
    if (must_fail(WRITE)) return -1;
    ssize_t done = real_write(descriptor, bytes, count);
    int cause = errno;
    if (done > 0) note(&status, lseek64(descriptor, 0, SEEK_CUR) - done, done);
    errno = cause;
    return done;
}

int ftruncate64(int descriptor, off64_t size) {
    struct stat status;
    if (!is_ours(descriptor, &status)) return real_ftruncate(descriptor, size);
    if (must_fail(TRUNCATE)) return -1;
    int result = real_ftruncate(descriptor, size);
    int cause = errno;
    pthread_mutex_lock(&lock);
    struct file *file = find(&status);
    if (!result && (uint64_t)size < file->smallest) file->smallest = size;
    pthread_mutex_unlock(&lock);
    errno = cause;
    return result;
}

/* The number of a removed file is not given to another one while the disk may still have its name. */
int unlink(const char *path) {
    static int (*real_unlink)(const char *);
    if (!real_unlink) real_unlink = dlsym(RTLD_NEXT, "unlink");
    if (control && open(path, O_PATH | O_CLOEXEC) < 0 && errno != ENOENT) give_up(path);
    return real_unlink(path);
}

int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }
