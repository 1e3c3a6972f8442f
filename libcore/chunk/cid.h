#pragma once
// The address of a chunk as a content identifier (github.com/multiformats/cid): version 1, codec raw, BLAKE3 of 32
// bytes, and no other. That is 36 bytes,
//
//   01 55 1e 20 <32 bytes>
//
// and as text the letter of the base and those bytes in it. We write base32 in lower case:
//
//   bafkr4ihkr4ld3m4gqkjf4reryxsy2s5tkbxprqkow6fin2iiyvreuzzab4        the five bytes "hello"
//
// The same bytes in base32 in upper case (B) or in hexadecimal (f) are read too: other programs print those.

#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/chunk/address.h"

namespace tlog {

std::string format_cid(const Address& address);

// malformed: with the reason.
Result<Address> parse_cid(std::string_view text);

}  // namespace tlog
