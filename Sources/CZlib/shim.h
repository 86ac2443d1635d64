/// zlib with its macros as functions.
#include <zlib.h>

/// Window and memory as zlib has them by default, and the header and trailer of RFC 1952.
static inline int trato_gzip_begin(z_stream *s, int level) {
    return deflateInit2(s, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
}
/// Takes gzip only, not the bare zlib format.
static inline int trato_gunzip_begin(z_stream *s) { return inflateInit2(s, MAX_WBITS + 16); }
