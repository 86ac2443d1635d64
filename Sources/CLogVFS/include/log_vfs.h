/* A file system for SQLite's writer: the default one, with fewer and larger writes to the write-ahead log. */
#ifndef LOG_VFS_H
#define LOG_VFS_H

/* The name to open a database with; registers the file system the first time. NULL when SQLite has no default one. */
const char *log_vfs(void);

#endif
