#include "libcore/vindex/siglog_snapshot.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "libcore/base/assert.h"
#include "libcore/base/byte_order.h"
#include "libcore/compress/crc32.h"

namespace tlog {

namespace {

constexpr std::string_view kMagic = "VSNP";
constexpr uint8_t kVersion = 1;
constexpr size_t kHeaderBytes = 4 + 1 + 8 + 8, kSumBytes = 4;
constexpr size_t kHashBytes = sizeof(Hash::bytes), kKeyBytes = kHashBytes + 4, kEntryBytes = 8;

Error malformed(const std::string& what) { return Error(Errc::kMalformed, what); }

// Takes a key from the front. Nothing when it is cut off.
std::optional<SiglogSnapshot::Item> take_key(ByteView& rest) {
  if (rest.size() < kKeyBytes) return std::nullopt;
  const uint64_t entry_bytes = uint64_t{load_be32(&rest[kHashBytes])} * kEntryBytes;
  if (rest.size() - kKeyBytes < entry_bytes) return std::nullopt;
  SiglogSnapshot::Item item;
  std::copy_n(rest.begin(), kHashBytes, item.key.bytes.begin());
  item.entries = rest.subspan(kKeyBytes, entry_bytes);
  rest = rest.subspan(kKeyBytes + entry_bytes);
  return item;
}

// Are there some, ascending, and of the log?
bool are_entries(ByteView entries, uint64_t tree_size) {
  std::optional<uint64_t> last;
  for (size_t at = 0; at < entries.size(); at += kEntryBytes) {
    const uint64_t entry = load_be64(&entries[at]);
    if (entry >= tree_size || (last && entry <= *last)) return false;
    last = entry;
  }
  return last.has_value();
}

}  // namespace

Result<SiglogSnapshot> SiglogSnapshot::open(ByteView file) {
  if (file.size() < kHeaderBytes + kSumBytes) return malformed("the snapshot is cut off");
  const ByteView body = file.first(file.size() - kSumBytes);
  if (crc32(0, body) != load_le32(&file[body.size()])) return malformed("the snapshot is not that of its CRC-32");
  if (as_text(body.first(kMagic.size())) != kMagic) return malformed("is no snapshot of siglog's");
  if (body[kMagic.size()] != kVersion) {
    return malformed(fmt::format("a snapshot of the version {}", body[kMagic.size()]));
  }
  SiglogSnapshot snapshot;
  snapshot.tree_size_ = load_be64(&body[kMagic.size() + 1]);
  snapshot.keys_ = load_be64(&body[kMagic.size() + 9]);
  snapshot.rest_ = body.subspan(kHeaderBytes);
  if (snapshot.tree_size_ > kMaxTreeSize) return malformed("the snapshot is of a log that is too large");
  ByteView rest = snapshot.rest_;
  Hash last;
  for (uint64_t i = 0; i < snapshot.keys_; i++) {
    const auto item = take_key(rest);
    if (!item) return malformed(fmt::format("the snapshot ends in key {} of {}", i + 1, snapshot.keys_));
    if (!are_entries(item->entries, snapshot.tree_size_)) {
      return malformed(fmt::format("key {} of the snapshot has no such entries", i + 1));
    }
    if (i > 0 && !(last < item->key)) snapshot.is_sorted_ = false;
    last = item->key;
  }
  if (!rest.empty()) return malformed("something comes behind the last key of the snapshot");
  return snapshot;
}

bool SiglogSnapshot::next(Item& item) {
  const auto taken = take_key(rest_);
  if (taken) item = *taken;
  return taken.has_value();
}

std::string siglog_snapshot_header(TreeSize size, uint64_t keys) {
  std::string out(kMagic);
  out.push_back(static_cast<char>(kVersion));
  append_be64(out, size.value);
  append_be64(out, keys);
  return out;
}

void append_siglog_key(std::string& out, const Hash& key, std::span<const uint64_t> entries) {
  ASSERT(entries.size() <= UINT32_MAX);
  out.append(as_text(key.bytes));
  append_be32(out, static_cast<uint32_t>(entries.size()));
  for (const uint64_t entry : entries) append_be64(out, entry);
}

}  // namespace tlog
