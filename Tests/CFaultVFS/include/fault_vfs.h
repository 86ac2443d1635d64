/* For tests: SQLite's default file system with failures, in the folders that a test watches. */
#ifndef FAULT_VFS_H
#define FAULT_VFS_H

/* What happens to the files of one folder; thread-safe. */
typedef struct fault_folder fault_folder;

enum fault_kind {
    /* Any read, write, sync, truncation, opening or removal fails. */
    FAULT_IO,
    /* A write, or growing the index of the log, finds no room. */
    FAULT_FULL,
};

/* Files that are opened in the folder from now on can be made to fail. Never freed: a test has one or few. */
fault_folder *fault_watch(const char *folder);

/* The number-th call (from 1) fails, and `run` of them in all; 0 for all later ones. */
void fault_arm(fault_folder *folder, enum fault_kind kind, int number, int run);

/* Nothing fails any more. Returns how many calls have failed since arming. */
int fault_disarm(fault_folder *folder);

/* How often SQLite, or what lies over us, has written to a log in the folder since the last question. */
int fault_log_writes(fault_folder *folder);

#endif
