#pragma once
// The name of a chunk in a store: BLAKE3 of the bytes that are stored, and nothing else. As text it is 64 lower-case
// hexadecimal digits.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/bytes.h"

namespace tlog {

struct Address {
  std::array<uint8_t, 32> bytes{};
  auto operator<=>(const Address&) const = default;
};

Address address_of(ByteView stored);
std::string hex_encode(const Address& address);
std::optional<Address> parse_address(std::string_view text);

}  // namespace tlog
