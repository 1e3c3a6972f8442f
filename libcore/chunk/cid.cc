#include "libcore/chunk/cid.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "libcore/base/encode.h"

namespace tlog {

namespace {

constexpr std::array<uint8_t, 4> kHead = {0x01, 0x55, 0x1e, 0x20};  // version 1, raw, BLAKE3, 32 bytes
constexpr size_t kCidBytes = kHead.size() + sizeof(Address::bytes);

// What two digits a byte make of it, and far more than any CID that somebody means.
constexpr size_t kMaxCidText = 256;

Error malformed(std::string reason) { return Error(Errc::kMalformed, "not the CID of a chunk: " + std::move(reason)); }

std::optional<Bytes> decode(char base, std::string_view digits) {
  if (base == 'f') return hex_decode(digits);
  if (base == 'b') return base32_decode(digits);
  std::string lower(digits);
  for (char& c : lower) {
    if (c >= 'a' && c <= 'z') return std::nullopt;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return base32_decode(lower);
}

}  // namespace

std::string format_cid(const Address& address) {
  Bytes bytes(kHead.begin(), kHead.end());
  bytes.insert(bytes.end(), address.bytes.begin(), address.bytes.end());
  return "b" + base32_encode(bytes);
}

Result<Address> parse_cid(std::string_view text) {
  if (text.size() > kMaxCidText) return malformed("too long");
  if (text.substr(0, 2) == "Qm") return malformed("it is of version 0");
  if (text.empty() || std::string_view("bBf").find(text[0]) == std::string_view::npos) {
    return malformed("it begins with none of b, B (base32) and f (hexadecimal)");
  }
  const auto bytes = decode(text[0], text.substr(1));
  if (!bytes) return malformed(text[0] == 'f' ? "its hexadecimal digits are wrong" : "its base32 digits are wrong");
  if (bytes->size() < kHead.size()) return malformed("it ends in the middle");
  if ((*bytes)[0] != kHead[0]) return malformed("it is not of version 1");
  if ((*bytes)[1] != kHead[1]) return malformed("it is not of raw bytes");
  if ((*bytes)[2] != kHead[2]) return malformed("its hash is not BLAKE3");
  if ((*bytes)[3] != kHead[3]) return malformed(fmt::format("its hash has {} bytes, not 32", (*bytes)[3]));
  if (bytes->size() < kCidBytes) return malformed("it ends in the middle");
  if (bytes->size() > kCidBytes) return malformed("something stands behind its hash");
  Address address;
  std::copy(bytes->begin() + kHead.size(), bytes->end(), address.bytes.begin());
  return address;
}

}  // namespace tlog
