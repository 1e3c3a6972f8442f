#pragma once
// MessagePack (msgpack.org) as JSON text, so that what reads JSON reads it too. No other file includes the library.
//
//   {"sha256": bin 8 (1b 6c 90), "size": uint 8 (5), "depends": []}   becomes {"sha256":"1b6c90","size":5,"depends":[]}
//
// Binary is written as a string of lower-case hexadecimal digits, or, where it is not wanted, as the empty object,
// which nobody takes for a string. Integers keep their value; a float is always written with an exponent, so that it is
// no integer for whoever reads it; NaN, the infinities and extension types, which JSON lacks, become null. Map keys
// must be strings, and strings UTF-8. Maps and arrays nest to kMaxJsonDepth.
//
// The text is walked over once. Nothing is allocated by a length that it claims: a map that says it has 2^32 members
// and ends after one costs one member.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"

namespace tlog {

// Begins as a map does. JSON never does.
bool is_msgpack_map(ByteView head);

// The keys of the members that may be binary; without them all may, and the elements of arrays.
using BinaryMembers = std::optional<std::span<const std::string_view>>;

// Appends the JSON of `bytes`, which are exactly one value, to `out`.
// malformed: they are not; more than `max_bytes` would be appended. `out` then ends anywhere.
Status msgpack_to_json(ByteView bytes, size_t max_bytes, std::string& out, BinaryMembers binary = std::nullopt);

}  // namespace tlog
