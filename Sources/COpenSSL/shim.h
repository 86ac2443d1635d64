#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

/// What OpenSSL has as macros, which Swift does not see.
static inline int trato_tls_set_minimum(SSL_CTX *c, int version) { return SSL_CTX_set_min_proto_version(c, version); }
static inline int trato_tls_set_groups(SSL_CTX *c, const char *list) { return SSL_CTX_set1_groups_list(c, list); }
/// Our order of ciphers, but ChaCha20 for clients that want it first; no renegotiation, no compression; buffers of idle
/// sessions given back; sessions resumed by tickets only.
static inline void trato_tls_set_habits(SSL_CTX *c) {
    SSL_CTX_set_options(c, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                               SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
}
/// HMAC with SHA-256. In C, because the parameters keep pointers to their names: texts that Swift lends for one call.
static inline int trato_hmac_begin(EVP_MAC_CTX *mac, const unsigned char *key, size_t count) {
    char digest[] = "SHA256";
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_end()};
    return EVP_MAC_init(mac, key, count, parameters);
}
static inline void trato_bio_wants_input(BIO *b) { BIO_set_retry_read(b); }
static inline void trato_bio_is_ready(BIO *b) { BIO_clear_retry_flags(b); }
/// RFC 2253 in UTF-8.
static inline unsigned long trato_name_style(void) { return XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB; }
