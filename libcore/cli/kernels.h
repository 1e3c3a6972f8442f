#pragma once
// What is done most has several kernels, of which the fastest that the processor can run is used: SHA-256
// (crypto/sha256.h), BLAKE3 (crypto/blake3.h), and the check of entry lines (text/plain_entry.h). TLOG_KERNELS asks for
// others, to test them, or to do without one that a processor gets wrong.

#include <string>
#include <string_view>

#include "libcore/base/result.h"

namespace tlog::cli {

// `names` are divided by blanks or commas; each of the three uses the first of them that it has. usage: a name that
// none of them has on this processor.
Status use_kernels(std::string_view names);

// "sha256 shani, blake3 avx512, entries avx512"
std::string kernels_in_use();

}  // namespace tlog::cli
