/// libcurl, loaded when it is first needed and not linked: it brings thirty libraries along, which cost a process that
/// never calls out six megabytes.
#pragma once
#include <curl/curl.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

struct trato_curl {
    CURLcode (*global_init)(long);
    CURL *(*easy_init)(void);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_perform)(CURL *);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    const char *(*easy_strerror)(CURLcode);
    void (*easy_reset)(CURL *);
    void (*easy_cleanup)(CURL *);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
};

/// Finds the functions; null, or why not. Called once.
static inline const char *trato_curl_load(struct trato_curl *c) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();
    const char *names[] = {"curl_global_init",   "curl_easy_init",  "curl_easy_setopt",  "curl_easy_perform",
                           "curl_easy_getinfo",  "curl_easy_strerror", "curl_easy_reset", "curl_easy_cleanup",
                           "curl_slist_append", "curl_slist_free_all"};
    void *slots[] = {&c->global_init,  &c->easy_init,     &c->easy_setopt, &c->easy_perform,
                     &c->easy_getinfo, &c->easy_strerror, &c->easy_reset,  &c->easy_cleanup,
                     &c->slist_append, &c->slist_free_all};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        void *function = dlsym(library, names[i]);
        if (function == NULL) return dlerror();
        memcpy(slots[i], &function, sizeof function);
    }
    CURLcode code = c->global_init(CURL_GLOBAL_DEFAULT);
    return code == CURLE_OK ? NULL : c->easy_strerror(code);
}

/// What is asked of another server.
struct trato_request {
    const char *url, *agent;
    /// A file of certificates, or null for the system's.
    const char *authorities;
    const char *const *headers;
    size_t header_count;
    /// Null to get, else what is posted.
    const unsigned char *body;
    size_t body_count;
    /// Whether http is spoken beside https.
    int is_plain_allowed;
    long connect_milliseconds, milliseconds;
    /// Whether a connection to this address may be made, asked right before it is; null for any.
    int (*permits)(void *context, const struct sockaddr *address);
    /// Whether the transfer shall be broken off; null for never.
    int (*ends)(void *context);
    void *context;
};

/// What a request came back with.
struct trato_answer {
    unsigned char *bytes;
    size_t count, limit;
    int is_too_long;
    /// Of the answer; 0 when there was none.
    long status;
    /// Seconds that the answer asks to wait; 0 when it does not.
    long long retry_after;
    long long microseconds;
    char error[CURL_ERROR_SIZE];
};

static inline size_t trato_curl_take(char *piece, size_t size, size_t count, void *to) {
    struct trato_answer *answer = (struct trato_answer *)to;
    size_t more = size * count, room = answer->limit - answer->count;
    memcpy(answer->bytes + answer->count, piece, more < room ? more : room);
    answer->count += more < room ? more : room;
    if (more <= room) return more;
    // Less than what came ends the transfer.
    answer->is_too_long = 1;
    return 0;
}

/// The only way to a connection: an address that is not permitted gets no socket.
static inline curl_socket_t trato_curl_socket(void *of, curlsocktype purpose, struct curl_sockaddr *address) {
    const struct trato_request *request = (const struct trato_request *)of;
    if (purpose != CURLSOCKTYPE_IPCXN || !request->permits(request->context, &address->addr)) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static inline int trato_curl_progress(void *of, curl_off_t a, curl_off_t b, curl_off_t d, curl_off_t e) {
    const struct trato_request *request = (const struct trato_request *)of;
    (void)a, (void)b, (void)d, (void)e;
    return request->ends(request->context);
}

/// Options that say where a request may go and how long it may take.
static inline CURLcode trato_curl_bound(const struct trato_curl *c, CURL *h, const struct trato_request *r) {
    CURLcode code;
#if LIBCURL_VERSION_NUM >= 0x075500
    code = c->easy_setopt(h, CURLOPT_PROTOCOLS_STR, r->is_plain_allowed ? "http,https" : "https");
#else
    code = c->easy_setopt(
        h, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTPS | (r->is_plain_allowed ? CURLPROTO_HTTP : 0)));
#endif
    if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    // An empty proxy is none, whatever the environment says.
    if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_PROXY, "");
    if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (code == CURLE_OK && r->authorities != NULL) code = c->easy_setopt(h, CURLOPT_CAINFO, r->authorities);
    if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_TIMEOUT_MS, r->milliseconds);
    if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, r->connect_milliseconds);
    if (code == CURLE_OK && r->permits != NULL) {
        code = c->easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, trato_curl_socket);
        if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_OPENSOCKETDATA, r);
    }
    if (code == CURLE_OK && r->ends != NULL) {
        code = c->easy_setopt(h, CURLOPT_XFERINFOFUNCTION, trato_curl_progress);
        if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_XFERINFODATA, r);
        if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
    }
    return code;
}

/// Sends a request on a handle, whose connections are kept for the next one. 1 when there is a whole answer, whatever
/// its status; else 0, and `error` says why. `status` is set as soon as an answer has begun.
static inline int trato_curl_perform(
    const struct trato_curl *c, CURL *h, const struct trato_request *r, struct trato_answer *answer) {
    struct curl_slist *fields = NULL;
    curl_off_t wait = 0, taken = 0;
    c->easy_reset(h);
    CURLcode code = c->easy_setopt(h, CURLOPT_ERRORBUFFER, answer->error);
    if (code == CURLE_OK) code = trato_curl_bound(c, h, r);
    if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_URL, r->url);
    if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_USERAGENT, r->agent);
    if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_WRITEFUNCTION, trato_curl_take);
    if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_WRITEDATA, answer);
    for (size_t i = 0; code == CURLE_OK && i < r->header_count; i++) {
        struct curl_slist *more = c->slist_append(fields, r->headers[i]);
        if (more == NULL) code = CURLE_OUT_OF_MEMORY;
        else fields = more;
    }
    if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_HTTPHEADER, fields);
    if (code == CURLE_OK && r->body != NULL) {
        code = c->easy_setopt(h, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
        if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_count);
        if (code == CURLE_OK) code = c->easy_setopt(h, CURLOPT_POSTFIELDS, r->body);
    }
    if (code == CURLE_OK) code = c->easy_perform(h);
    c->easy_getinfo(h, CURLINFO_RESPONSE_CODE, &answer->status);
    if (c->easy_getinfo(h, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK) answer->retry_after = wait;
    if (c->easy_getinfo(h, CURLINFO_TOTAL_TIME_T, &taken) == CURLE_OK) answer->microseconds = taken;
    if (answer->is_too_long)
        snprintf(answer->error, CURL_ERROR_SIZE, "the answer has over %zu bytes", answer->limit);
    else if (code != CURLE_OK && answer->error[0] == 0)
        strncpy(answer->error, c->easy_strerror(code), CURL_ERROR_SIZE - 1);
    c->slist_free_all(fields);
    return code == CURLE_OK;
}
