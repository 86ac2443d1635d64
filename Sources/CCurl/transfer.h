/// Requests of the command line to a server of ours: http or https, with a file as the body or none.
#include "shim.h"

struct trato_transfer {
    struct trato_curl base;
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
};

/// Finds the functions; null, or why not. Called once.
static inline const char *trato_transfer_load(struct trato_transfer *t) {
    const char *fault = trato_curl_load(&t->base);
    if (fault != NULL) return fault;
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();
    void *append = dlsym(library, "curl_slist_append"), *release = dlsym(library, "curl_slist_free_all");
    if (append == NULL || release == NULL) return dlerror();
    memcpy(&t->slist_append, &append, sizeof append);
    memcpy(&t->slist_free_all, &release, sizeof release);
    return NULL;
}

/// Told how many bytes of the body are sent.
typedef void (*trato_sent)(void *context, long long count);

struct trato_sending {
    trato_sent sent;
    void *context;
};

static inline int trato_transfer_note(
    void *to, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up) {
    (void)down_total, (void)down, (void)up_total;
    struct trato_sending *sending = (struct trato_sending *)to;
    if (sending->sent != NULL) sending->sent(sending->context, up);
    return 0;
}

/// Posts a file, or gets with `body` null; `headers` ends in null. 1 when there is a whole answer, whatever its
/// status; else 0, and `error` says why.
static inline int trato_transfer_run(
    const struct trato_transfer *t, const char *url, const char *const *headers, FILE *body, long long size,
    trato_sent sent, void *context, struct trato_answer *answer) {
    const struct trato_curl *c = &t->base;
    CURL *request = c->easy_init();
    if (request == NULL) return 0;
    struct curl_slist *list = NULL;
    for (; *headers != NULL; headers++) {
        struct curl_slist *longer = t->slist_append(list, *headers);
        if (longer != NULL) list = longer;
    }
    struct trato_sending sending = {sent, context};
    CURLcode code = c->easy_setopt(request, CURLOPT_ERRORBUFFER, answer->error);
#if LIBCURL_VERSION_NUM >= 0x075500
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    if (code == CURLE_OK)
        code = c->easy_setopt(request, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_URL, url);
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_HTTPHEADER, list);
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_NOSIGNAL, 1L);
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_CONNECTTIMEOUT, 30L);
    // A minute without a byte either way ends it.
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_LOW_SPEED_LIMIT, 1L);
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_LOW_SPEED_TIME, 60L);
    if (code == CURLE_OK && body != NULL) {
        code = c->easy_setopt(request, CURLOPT_POST, 1L);
        if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
        if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_READFUNCTION, fread);
        if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_READDATA, body);
        if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_NOPROGRESS, 0L);
        if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_XFERINFOFUNCTION, trato_transfer_note);
        if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_XFERINFODATA, &sending);
    }
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_WRITEFUNCTION, trato_curl_take);
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_WRITEDATA, answer);
    if (code == CURLE_OK) code = c->easy_perform(request);
    if (code == CURLE_OK) code = c->easy_getinfo(request, CURLINFO_RESPONSE_CODE, &answer->status);
    if (code != CURLE_OK && answer->error[0] == 0)
        strncpy(answer->error, c->easy_strerror(code), CURL_ERROR_SIZE - 1);
    c->easy_cleanup(request);
    t->slist_free_all(list);
    return code == CURLE_OK;
}
