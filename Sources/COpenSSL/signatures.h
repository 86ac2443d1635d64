/// Public keys and signatures of JSON Web Algorithms (RFC 7518, RFC 8037), on OpenSSL 3.
///
/// Nothing here leaves an error in the thread's queue, where a later operation of somebody else would find it.
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

static inline EVP_PKEY *trato_public_key(const char *type, OSSL_PARAM_BLD *from) {
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(from);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (parameters == NULL || context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    ERR_clear_error();
    return key;
}

/// From modulus and exponent, big-endian; null when they make no key.
static inline EVP_PKEY *trato_rsa_key(
    const unsigned char *n, size_t n_count, const unsigned char *e, size_t e_count) {
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    BIGNUM *modulus = BN_bin2bn(n, (int)n_count, NULL), *exponent = BN_bin2bn(e, (int)e_count, NULL);
    EVP_PKEY *key = NULL;
    if (builder != NULL && OSSL_PARAM_BLD_push_BN(builder, "n", modulus) == 1 &&
        OSSL_PARAM_BLD_push_BN(builder, "e", exponent) == 1)
        key = trato_public_key("RSA", builder);
    OSSL_PARAM_BLD_free(builder);
    BN_free(modulus);
    BN_free(exponent);
    ERR_clear_error();
    return key;
}

/// From a curve's name and an uncompressed point; null when the point does not lie on it.
static inline EVP_PKEY *trato_ec_key(const char *curve, const unsigned char *point, size_t count) {
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;
    if (builder != NULL && OSSL_PARAM_BLD_push_utf8_string(builder, "group", curve, 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(builder, "pub", point, count) == 1)
        key = trato_public_key("EC", builder);
    OSSL_PARAM_BLD_free(builder);
    ERR_clear_error();
    return key;
}

/// From 32 bytes.
static inline EVP_PKEY *trato_ed25519_key(const unsigned char *bytes) {
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes, 32);
    ERR_clear_error();
    return key;
}

/// 1 when the signature of the bytes is right, else 0; `pss` for RSASSA-PSS with a salt as long as the digest.
static inline int trato_verify(
    EVP_PKEY *key, const EVP_MD *digest, int pss, const unsigned char *signature, size_t signature_count,
    const unsigned char *bytes, size_t count) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    int right = context != NULL && EVP_DigestVerifyInit(context, &options, digest, NULL, key) == 1;
    if (right && pss)
        right = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
                EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
    right = right && EVP_DigestVerify(context, signature, signature_count, bytes, count) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return right;
}

/// The same for ECDSA, whose two numbers stand one after the other (RFC 7518 section 3.4) and not in DER.
static inline int trato_verify_ecdsa(
    EVP_PKEY *key, const EVP_MD *digest, const unsigned char *numbers, size_t half, const unsigned char *bytes,
    size_t count) {
    unsigned char *der = NULL;
    ECDSA_SIG *signature = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(numbers, (int)half, NULL), *s = BN_bin2bn(numbers + half, (int)half, NULL);
    int right = 0;
    if (signature != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(signature, r, s) == 1) {
        r = s = NULL;
        int length = i2d_ECDSA_SIG(signature, &der);
        right = length > 0 && trato_verify(key, digest, 0, der, (size_t)length, bytes, count);
    }
    OPENSSL_free(der);
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(signature);
    ERR_clear_error();
    return right;
}
