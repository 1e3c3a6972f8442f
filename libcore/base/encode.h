#pragma once
// Hexadecimal and base64 (RFC 4648 section 4, with padding). Decoders accept only what the encoders write: no blanks,
// no missing padding, no stray bits behind the last byte; hex in lower case.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/bytes.h"
#include "libcore/base/types.h"

namespace tlog {

std::string hex_encode(ByteView bytes);
std::string base64_encode(ByteView bytes);
inline std::string base64_encode(const Hash& hash) { return base64_encode(ByteView(hash.bytes)); }

std::optional<Bytes> hex_decode(std::string_view text);
std::optional<Bytes> base64_decode(std::string_view text);
// A hash of exactly 32 bytes.
std::optional<Hash> base64_decode_hash(std::string_view text);
std::optional<Hash> hex_decode_hash(std::string_view text);

}  // namespace tlog
