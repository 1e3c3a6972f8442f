#pragma once
// Files of siglog's index, as siglog writes them.

#include <string>
#include <utility>
#include <vector>

#include "libcore/base/byte_order.h"
#include "libcore/base/encode.h"
#include "libcore/compress/crc32.h"
#include "libcore/vindex/siglog_snapshot.h"

namespace tlog::testing {

inline std::string unhex(std::string_view hex) { return std::string(as_text(*hex_decode(hex))); }

inline std::string siglog_record(uint64_t entry, const std::vector<Hash>& keys, int version) {
  std::string bytes(1, static_cast<char>(version));
  append_be64(bytes, entry);
  bytes.push_back(static_cast<char>(keys.size()));
  for (const Hash& key : keys) bytes += as_text(key.bytes);
  if (version == 3) append_le32(bytes, crc32(0, as_bytes(bytes)));
  return bytes;
}

inline std::string siglog_snapshot(uint64_t size, const std::vector<std::pair<Hash, std::vector<uint64_t>>>& keys) {
  std::string bytes = siglog_snapshot_header(TreeSize{size}, keys.size());
  for (const auto& [key, entries] : keys) append_siglog_key(bytes, key, entries);
  append_le32(bytes, crc32(0, as_bytes(bytes)));
  return bytes;
}

}  // namespace tlog::testing
