/// What Swift's Glibc module leaves out: extensions and macros. No _GNU_SOURCE: it would change types that Swift's own
/// Glibc module declares without it.
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

extern int accept4(int, struct sockaddr *, socklen_t *, int);
extern int sched_getaffinity(pid_t, size_t, void *);

static inline int trato_accept(int fd, struct sockaddr *a, socklen_t *n) {
    return accept4(fd, a, n, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
static inline int trato_epoll_control(int set, int op, int fd, uint32_t events, uint64_t tag) {
    struct epoll_event e = {.events = events, .data = {.u64 = tag}};
    return epoll_ctl(set, op, fd, &e);
}
static inline uint64_t trato_event_tag(const struct epoll_event *e) { return e->data.u64; }
static inline uint32_t trato_event_flags(const struct epoll_event *e) { return e->events; }
/// Processors this process may run on, at least 1.
static inline int trato_processors(void) {
    unsigned long set[16] = {0};
    int count = 0;
    if (sched_getaffinity(0, sizeof set, set) < 0) return 1;
    for (int i = 0; i < 16; i++) count += __builtin_popcountl(set[i]);
    return count > 0 ? count : 1;
}
/// A non-blocking stream socket; `family` as in getaddrinfo.
static inline int trato_stream_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}
static inline int trato_set_option(int fd, int level, int name, int value) {
    return setsockopt(fd, level, name, &value, sizeof value);
}
/// Never raises SIGPIPE: a peer that is gone is EPIPE.
static inline ssize_t trato_send(int fd, const void *bytes, size_t count) {
    return send(fd, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
}
/// Two pieces in one call, never raising SIGPIPE.
static inline ssize_t trato_send_both(int fd, const void *a, size_t an, const void *b, size_t bn) {
    struct iovec pieces[2] = {{(void *)a, an}, {(void *)b, bn}};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2};
    return sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}
static inline int trato_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
/// A timer on CLOCK_MONOTONIC, unarmed.
static inline int trato_timerfd(void) {
    return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
}
/// Fires once at an absolute CLOCK_MONOTONIC time in milliseconds, greater than 0.
static inline int trato_timer_arm(int fd, int64_t milliseconds) {
    struct itimerspec at = {.it_value = {milliseconds / 1000, milliseconds % 1000 * 1000000}};
    return timerfd_settime(fd, TFD_TIMER_ABSTIME, &at, 0);
}
/// Microseconds of CLOCK_MONOTONIC.
static inline int64_t trato_microseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
