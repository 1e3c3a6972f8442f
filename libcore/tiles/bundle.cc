#include "libcore/tiles/bundle.h"

#include <fmt/core.h>

#include "libcore/base/assert.h"

namespace tlog {

void append_entry(std::string& bundle, ByteView entry) {
  ASSERT(entry.size() <= kMaxEntryBytes);
  const char size[2] = {static_cast<char>(entry.size() >> 8), static_cast<char>(entry.size() & 0xff)};
  bundle.append(size, 2).append(as_text(entry));
}

Result<std::vector<ByteView>> parse_bundle(ByteView bundle, size_t width) {
  std::vector<ByteView> entries;
  entries.reserve(width);
  for (size_t pos = 0; pos < bundle.size();) {
    if (entries.size() == width) return Error(Errc::kMalformed, fmt::format("has more than {} entries", width));
    if (bundle.size() - pos < 2) return Error(Errc::kMalformed, fmt::format("entry {} is cut off", entries.size()));
    const size_t length = load_be16(&bundle[pos]);
    pos += 2;
    if (bundle.size() - pos < length) {
      return Error(Errc::kMalformed, fmt::format("entry {} is cut off", entries.size()));
    }
    entries.push_back(bundle.subspan(pos, length));
    pos += length;
  }
  if (entries.size() != width) {
    return Error(Errc::kMalformed, fmt::format("has {} entries, not {}", entries.size(), width));
  }
  return entries;
}

}  // namespace tlog
