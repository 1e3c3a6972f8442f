#include "libcore/chunk/address.h"

#include "libcore/base/encode.h"
#include "libcore/crypto/blake3.h"

namespace tlog {

Address address_of(ByteView stored) { return {blake3(stored).bytes}; }

std::string hex_encode(const Address& address) { return hex_encode(ByteView(address.bytes)); }

std::optional<Address> parse_address(std::string_view text) {
  const auto hash = hex_decode_hash(text);
  if (!hash) return std::nullopt;
  return Address{hash->bytes};
}

}  // namespace tlog
