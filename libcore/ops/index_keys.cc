#include "libcore/ops/index_keys.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/text.h"
#include "libcore/crypto/sha256.h"
#include "libcore/merkle/tree.h"
#include "libcore/ops/key_filter.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/store/tile_reader.h"
#include "libcore/tiles/bundle.h"
#include "libcore/vindex/key_list.h"

namespace tlog {

namespace {

constexpr uint64_t kBundlesAtOnce = 8;  // 2,048 entries: few enough for memory, many for a server that is far away

// A run of entries, hashed, and their keys or, for a command, the bundles.
struct KeyBlock {
  CompactRange leaves;
  KeyList keys;
  struct Bundle {
    uint64_t begin;
    size_t width;
    std::string bytes;
  };
  std::vector<Bundle> bundles;
  std::string refused;  // why the log is not what it should be
  std::optional<Error> error;
};

class KeyCollector {
 public:
  KeyCollector(const ProvenTree& tree, uint64_t begin, const KeyMapRequest& map, KeySorter& sorter, Host& host)
      : tree_(tree), begin_(begin), map_(map), sorter_(sorter), host_(host) {}

  Answer<uint64_t> run(unsigned jobs);

 private:
  uint64_t end() const { return tree_.head.size.value; }
  Result<std::string> begin_with_prefix();
  KeyBlock read(uint64_t first_bundle) const;
  bool add_bundle(const TileId& tile, Result<StoredObject> object, KeyBlock& block) const;
  void add_keys(std::span<const ByteView> entries, uint64_t begin, KeyBlock& block) const;
  Status take(const KeyBlock& block);
  Status filter(const KeyBlock& block);

  const ProvenTree& tree_;
  const uint64_t begin_;
  const KeyMapRequest& map_;
  KeySorter& sorter_;
  Host& host_;
  CompactRange leaves_;
  std::optional<KeyFilter> filter_;
  uint64_t keys_ = 0;
};

// What is before the first bundle that is read comes from the tiles, which the root proves together with the entries.
// Returns why not.
Result<std::string> KeyCollector::begin_with_prefix() {
  const TreeSize before{begin_ / kTileWidth * kTileWidth};
  const auto parts = plan_root(before);
  SubtreeReader subtrees(*tree_.log, tree_.published);
  subtrees.plan(parts);
  TRY(const bool there, subtrees.fetch());
  if (!there) return subtrees.fault();
  for (const SubtreeId& part : parts) leaves_.append_subtree(part.level, subtrees.root_of(part));
  return std::string();
}

void KeyCollector::add_keys(std::span<const ByteView> entries, uint64_t begin, KeyBlock& block) const {
  for (size_t i = 0; i < entries.size(); i++) {
    if (begin + i >= begin_) block.keys.add_keys_of(as_text(entries[i]), begin + i, map_.field);
  }
}

// False: nothing more is to be read.
bool KeyCollector::add_bundle(const TileId& tile, Result<StoredObject> object, KeyBlock& block) const {
  const std::string name = tree_.log->name_of(tile);
  if (!object) {
    if (!is_object_fault(object.error())) {
      block.error = std::move(object).error();
    } else {
      block.refused = name + ": " + object_fault(object.error());
    }
    return false;
  }
  const auto entries = parse_bundle(as_bytes(object->bytes), object->stored.width);
  if (!entries) {
    block.refused = name + ": " + entries.error().message();
    return false;
  }
  const uint64_t begin = tile.index * kTileWidth;
  const size_t width = std::min<uint64_t>(entries->size(), end() - begin);
  const std::span<const ByteView> wanted = std::span(*entries).first(width);
  std::vector<Hash> leaves(width);
  hash_leaves(wanted, leaves.data());
  block.leaves.append(range_of(begin, leaves));
  if (map_.command) {
    block.bundles.push_back({begin, object->stored.width, std::move(object->bytes)});
  } else {
    add_keys(wanted, begin, block);
  }
  return true;
}

KeyBlock KeyCollector::read(uint64_t first_bundle) const {
  KeyBlock block;
  block.leaves = CompactRange(first_bundle * kTileWidth);
  std::vector<TileId> tiles;
  for (uint64_t at = first_bundle * kTileWidth; at < end() && tiles.size() < kBundlesAtOnce; at += kTileWidth) {
    tiles.push_back({kEntriesLevel, at / kTileWidth, std::min(kTileWidth, tree_.published.value - at)});
  }
  auto objects = tree_.log->objects(tiles);
  for (size_t i = 0; i < tiles.size(); i++) {
    if (!add_bundle(tiles[i], std::move(objects[i]), block)) break;
  }
  block.keys.hash();
  return block;
}

// To the user's command.
Status KeyCollector::filter(const KeyBlock& block) {
  for (const KeyBlock::Bundle& bundle : block.bundles) {
    TRY(const auto entries, parse_bundle(as_bytes(bundle.bytes), bundle.width));
    for (uint64_t i = 0; i < entries.size() && bundle.begin + i < end(); i++) {
      if (bundle.begin + i >= begin_) CHECK(filter_->add(as_text(entries[i])));
    }
  }
  return {};
}

Status KeyCollector::take(const KeyBlock& block) {
  leaves_.append(block.leaves);
  if (block.error) return *block.error;
  if (!block.refused.empty()) return {};
  CHECK(block.keys.for_each([this](const KeyOfEntry& item) { return sorter_.add(item); }));
  keys_ += block.keys.size();
  CHECK(filter(block));
  host_.progress({.items = leaves_.end() - std::min(begin_, leaves_.end()),
                  .unit = "entries",
                  .done_bytes = leaves_.end(),
                  .total_bytes = end()});
  return {};
}

Answer<uint64_t> KeyCollector::run(unsigned jobs) {
  TRY(std::string refused, begin_with_prefix());
  if (!refused.empty()) return say_no<uint64_t>(host_, refused);
  if (map_.command) {
    TRY(KeyFilter filter, KeyFilter::start(*map_.command, begin_, [this](uint64_t entry, std::string_view key) {
          keys_++;
          return sorter_.add({hash_index_key(key), entry, key});
        }));
    filter_.emplace(std::move(filter));
  }
  uint64_t next = leaves_.end() / kTileWidth;
  Status status;
  ordered_parallel<uint64_t, KeyBlock>(
      jobs, 4 * size_t{jobs},
      [&]() -> std::optional<uint64_t> {
        if (next * kTileWidth >= end()) return std::nullopt;
        const uint64_t first = next;
        next += kBundlesAtOnce;
        return first;
      },
      [&](uint64_t first) { return read(first); },
      [&](const KeyBlock& block) {
        status = take(block);
        refused = block.refused;
        return status.ok() && refused.empty() && !host_.cancelled();
      });
  if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  CHECK(std::move(status));
  if (refused.empty() && leaves_.root() != tree_.head.root) {
    auto no = say_no<uint64_t>(host_, tree_.log->name() + ": the entries do not give the root of the checkpoint");
    host_.hint("tlog-verify log says which object is wrong");
    return no;
  }
  if (!refused.empty()) return say_no<uint64_t>(host_, refused);
  if (filter_) CHECK(filter_->finish());
  return std::optional(keys_);
}

}  // namespace

IndexMap index_map(const KeyMapRequest& request) {
  IndexMap map;
  map.field = request.field;
  if (request.command) map.sha256 = sha256(as_bytes(*request.command));
  return map;
}

Answer<uint64_t> collect_keys(const ProvenTree& tree, uint64_t begin, const KeyMapRequest& map, unsigned jobs,
                              KeySorter& sorter, Host& host) {
  return KeyCollector(tree, begin, map, sorter, host).run(jobs);
}

}  // namespace tlog
