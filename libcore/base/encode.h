#pragma once
// Hexadecimal, base64 (RFC 4648 section 4, with padding) and base32 (section 6, in lower case, without padding).
// Decoders accept only what the encoders write: no blanks, no missing padding, no stray bits behind the last byte; hex
// in lower case. And the percent-encoding of URLs.

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

std::string base32_encode(ByteView bytes);

std::optional<Bytes> hex_decode(std::string_view text);
std::optional<Bytes> base64_decode(std::string_view text);
std::optional<Bytes> base32_decode(std::string_view text);
// A hash of exactly 32 bytes.
std::optional<Hash> base64_decode_hash(std::string_view text);
std::optional<Hash> hex_decode_hash(std::string_view text);

// RFC 3986 2.1: all but its unreserved characters as "%" and two capital hex digits.
std::string percent_encode(std::string_view text);
// What such a text stands for; characters that need not be encoded may be, and "+" is a blank, as in a query. Nothing
// where a "%" is not followed by two hex digits.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace tlog
