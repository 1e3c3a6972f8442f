#pragma once
// Which stores a chunk belongs to: those whose ids are nearest to its address. The distance of two strings of 32 bytes
// is their XOR, read as a big-endian number. So everybody who knows the stores finds the same ones.

#include <cstddef>
#include <span>
#include <vector>

#include "libcore/base/types.h"
#include "libcore/chunk/address.h"

namespace tlog {

// The indices of at most `count` ids, the nearest first. Of ids that are equal, the first alone is there: no store has
// two voices.
std::vector<size_t> closest(std::span<const Hash> ids, const Address& address, size_t count);

}  // namespace tlog
