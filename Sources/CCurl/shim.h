/// libcurl, loaded when it is first needed and not linked: it brings thirty libraries along, which cost a process that
/// never calls out six megabytes.
#pragma once
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

struct trato_curl {
    CURLcode (*global_init)(long);
    CURL *(*easy_init)(void);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_perform)(CURL *);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    const char *(*easy_strerror)(CURLcode);
    void (*easy_cleanup)(CURL *);
};

/// Finds the functions; null, or why not. Called once.
static inline const char *trato_curl_load(struct trato_curl *c) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();
    const char *names[] = {"curl_global_init",  "curl_easy_init",     "curl_easy_setopt", "curl_easy_perform",
                           "curl_easy_getinfo", "curl_easy_strerror", "curl_easy_cleanup"};
    void *slots[] = {&c->global_init,  &c->easy_init,     &c->easy_setopt, &c->easy_perform,
                     &c->easy_getinfo, &c->easy_strerror, &c->easy_cleanup};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        void *function = dlsym(library, names[i]);
        if (function == NULL) return dlerror();
        memcpy(slots[i], &function, sizeof function);
    }
    CURLcode code = c->global_init(CURL_GLOBAL_DEFAULT);
    return code == CURLE_OK ? NULL : c->easy_strerror(code);
}

/// What a request came back with.
struct trato_answer {
    unsigned char *bytes;
    size_t count, limit;
    int is_too_long;
    long status;
    char error[CURL_ERROR_SIZE];
};

static inline size_t trato_curl_take(char *piece, size_t size, size_t count, void *to) {
    struct trato_answer *answer = (struct trato_answer *)to;
    size_t more = size * count;
    // Less than what came ends the transfer.
    if (more > answer->limit - answer->count) {
        answer->is_too_long = 1;
        return 0;
    }
    memcpy(answer->bytes + answer->count, piece, more);
    answer->count += more;
    return more;
}

/// Gets an https address without following redirections; `authorities` is a file of certificates, or null for the
/// system's. 1 when there is a whole answer, whatever its status; else 0, and `error` says why.
static inline int trato_curl_get(
    const struct trato_curl *c, const char *url, const char *agent, const char *authorities, long milliseconds,
    struct trato_answer *answer) {
    CURL *request = c->easy_init();
    if (request == NULL) return 0;
    CURLcode code = c->easy_setopt(request, CURLOPT_ERRORBUFFER, answer->error);
#if LIBCURL_VERSION_NUM >= 0x075500
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_PROTOCOLS_STR, "https");
#else
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_PROTOCOLS, (long)CURLPROTO_HTTPS);
#endif
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_URL, url);
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (code == CURLE_OK && authorities != NULL) code = c->easy_setopt(request, CURLOPT_CAINFO, authorities);
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_USERAGENT, agent);
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_NOSIGNAL, 1L);
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_TIMEOUT_MS, milliseconds);
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_WRITEFUNCTION, trato_curl_take);
    if (code == CURLE_OK) code = c->easy_setopt(request, CURLOPT_WRITEDATA, answer);
    if (code == CURLE_OK) code = c->easy_perform(request);
    if (code == CURLE_OK) code = c->easy_getinfo(request, CURLINFO_RESPONSE_CODE, &answer->status);
    if (answer->is_too_long)
        snprintf(answer->error, CURL_ERROR_SIZE, "the answer has over %zu bytes", answer->limit);
    else if (code != CURLE_OK && answer->error[0] == 0)
        strncpy(answer->error, c->easy_strerror(code), CURL_ERROR_SIZE - 1);
    c->easy_cleanup(request);
    return code == CURLE_OK;
}
