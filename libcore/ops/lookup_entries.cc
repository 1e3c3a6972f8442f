#include "libcore/ops/lookup_entries.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/merkle/tree.h"
#include "libcore/tiles/bundle.h"
#include "libcore/vindex/key_map.h"

namespace tlog {

namespace {

constexpr size_t kGroup = 64;     // entries that are fetched and proved at once, each perhaps of another bundle
constexpr uint64_t kShown = 100;  // refused entries that people are told of; the records have all

bool has_key(const std::string& field, std::string_view entry, const std::string& key) {
  std::vector<std::string> keys;
  keys_of_entry(field, entry, keys);
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

bool LookupEntries::refuse(const std::string& key, uint64_t number, const std::string& reason) {
  refused_++;
  if (refused_ <= kShown) host_.error(fmt::format("entry {}: {}", number, reason));
  if (refused_ == kShown) host_.hint("further ones are in the refused records alone");
  return host_.emit(Record("refused").text("reason", reason).number("index", number).text("key", key).line());
}

bool LookupEntries::emit_entry(const std::string& key, std::string_view entry, const ProvenLeaf& leaf) {
  if (!leaf.refused.empty()) return refuse(key, leaf.index.value, leaf.refused);
  if (hash_leaf(as_bytes(entry)) != leaf.leaf) {
    return refuse(key, leaf.index.value, "the bundle has another entry than the tree of the checkpoint");
  }
  if (!map_.field.empty() && !has_key(map_.field, entry, key)) {
    return refuse(key, leaf.index.value, "the entry has not the key: the index is not that of its log");
  }
  proofs_++;
  return host_.emit(prover_.record(leaf).text("key", key).text("entry", entry).line());
}

// The leaves are of one bundle.
bool LookupEntries::emit_bundle(const std::string& key, const TileId& tile, Result<StoredObject> object,
                                std::span<const ProvenLeaf> leaves) {
  const std::string name = tree_.log->name_of(tile);
  std::string fault;
  std::vector<ByteView> entries;
  if (!object) {
    fault = object_fault(object.error());
  } else if (auto parsed = parse_bundle(as_bytes(object->bytes), object->stored.width)) {
    entries = *std::move(parsed);
  } else {
    fault = parsed.error().message();
  }
  for (const ProvenLeaf& leaf : leaves) {
    const uint64_t place = leaf.index.value % kTileWidth;
    const bool reads_on = fault.empty() ? emit_entry(key, as_text(entries[place]), leaf)
                                        : refuse(key, leaf.index.value, name + ": " + fault);
    if (!reads_on) return false;
  }
  return true;
}

Result<bool> LookupEntries::emit_group(const std::string& key, std::span<const uint64_t> numbers) {
  std::vector<TileId> tiles;
  std::vector<LeafIndex> indexes;
  for (const uint64_t number : numbers) {
    const uint64_t bundle = number / kTileWidth;
    indexes.push_back(LeafIndex{number});
    if (!tiles.empty() && tiles.back().index == bundle) continue;
    tiles.push_back({kEntriesLevel, bundle, std::min(kTileWidth, tree_.published.value - bundle * kTileWidth)});
  }
  auto objects = tree_.log->objects(tiles);
  for (const auto& object : objects) {
    if (!object && !is_object_fault(object.error())) return object.error();
  }
  TRY(const auto leaves, prover_.prove(indexes));
  auto begin = leaves.begin();
  for (size_t i = 0; i < tiles.size(); i++) {
    const auto end = std::find_if(
        begin, leaves.end(), [&](const ProvenLeaf& leaf) { return leaf.index.value / kTileWidth != tiles[i].index; });
    if (!emit_bundle(key, tiles[i], std::move(objects[i]), {begin, end})) return false;
    begin = end;
  }
  return true;
}

Result<bool> LookupEntries::emit(const std::string& key, std::span<const uint64_t> numbers) {
  for (size_t begin = 0; begin < numbers.size(); begin += kGroup) {
    if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    TRY(const bool reads_on, emit_group(key, numbers.subspan(begin, std::min(kGroup, numbers.size() - begin))));
    if (!reads_on) return false;
    host_.progress({.items = proofs_, .unit = "entries", .done_bytes = 0, .total_bytes = std::nullopt});
  }
  return true;
}

}  // namespace tlog
