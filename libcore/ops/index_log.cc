#include "libcore/ops/index_log.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/text.h"
#include "libcore/merkle/tree.h"
#include "libcore/tiles/bundle.h"
#include "libcore/vindex/index_anchor.h"

namespace tlog {

namespace {

constexpr size_t kMaxShown = 1024;
constexpr size_t kMostBundlesAtOnce = 64;  // from one on, doubled each time: mostly the anchor is in the first

class Search {
 public:
  Search(const ProvenTree& tree, const IndexView& index, Host& host) : tree_(tree), index_(index), host_(host) {}

  Result<AnchorSearch> run(uint64_t begin);

 private:
  Status look(uint64_t begin, std::span<const TileId> tiles);
  Status look_in(const TileId& tile, Result<StoredObject> object, uint64_t begin);
  bool anchors_index(std::string_view entry, uint64_t number, uint64_t begin) const;
  Status prove(LeafIndex number, std::string_view entry);

  const ProvenTree& tree_;
  const IndexView& index_;
  Host& host_;
  AnchorSearch search_;
};

// Whoever may add entries may add anchors: one that says to cover less than the entries that have keys, those before
// `begin`, would make every answer false.
bool Search::anchors_index(std::string_view entry, uint64_t number, uint64_t begin) const {
  const auto anchor = parse_index_anchor(entry);
  const IndexHeader& header = index_.header();
  return anchor && anchor->map == header.map && anchor->root == header.index_root && anchor->tree_size >= begin &&
         anchor->tree_size <= number;
}

Status Search::prove(LeafIndex number, std::string_view entry) {
  InclusionProver prover(tree_);
  const LeafIndex numbers[] = {number};
  TRY(auto leaves, prover.prove(numbers));
  ProvenLeaf& leaf = leaves.front();
  if (leaf.refused.empty() && leaf.leaf != hash_leaf(as_bytes(entry))) {
    leaf.refused = fmt::format("{}: entry {} is not the one of the tree", tree_.log->name(), number.value);
  }
  search_.fault = leaf.refused;
  if (search_.fault.empty()) search_.found = FoundAnchor{std::string(entry), std::move(leaf)};
  return {};
}

Status Search::look_in(const TileId& tile, Result<StoredObject> object, uint64_t begin) {
  const std::string name = tree_.log->name_of(tile);
  if (!object) {
    if (!is_object_fault(object.error())) return std::move(object).error();
    search_.fault = name + ": " + object_fault(object.error());
    return {};
  }
  const auto entries = parse_bundle(as_bytes(object->bytes), object->stored.width);
  if (!entries) {
    search_.fault = name + ": " + entries.error().message();
    return {};
  }
  const uint64_t first = tile.index * kTileWidth;
  const uint64_t end = std::min<uint64_t>(first + entries->size(), tree_.head.size.value);
  for (uint64_t number = std::max(first, begin); number < end; number++) {
    const std::string_view entry = as_text((*entries)[number - first]);
    if (anchors_index(entry, number, begin)) return prove(LeafIndex{number}, entry);
  }
  return {};
}

Status Search::look(uint64_t begin, std::span<const TileId> tiles) {
  auto objects = tree_.log->objects(tiles);
  for (size_t i = 0; i < tiles.size() && !search_.found && search_.fault.empty(); i++) {
    CHECK(look_in(tiles[i], std::move(objects[i]), begin));
  }
  return {};
}

Result<AnchorSearch> Search::run(uint64_t begin) {
  const uint64_t end = tree_.head.size.value;
  uint64_t at = begin / kTileWidth * kTileWidth;
  for (size_t at_once = 1; at < end && !search_.found && search_.fault.empty();
       at_once = std::min(2 * at_once, kMostBundlesAtOnce)) {
    if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    std::vector<TileId> tiles;
    for (; at < end && tiles.size() < at_once; at += kTileWidth) {
      tiles.push_back({kEntriesLevel, at / kTileWidth, std::min(kTileWidth, tree_.published.value - at)});
    }
    CHECK(look(begin, tiles));
    host_.progress({.items = at - begin, .unit = "entries", .done_bytes = at - begin, .total_bytes = end - begin});
  }
  return std::move(search_);
}

}  // namespace

Answer<ProvenTree> open_index_log(const TreeRequest& request, const IndexHeader& index, const std::string& name,
                                  Host& host) {
  TRY(auto tree, open_tree(request, host));
  if (!tree) return std::optional<ProvenTree>();
  const std::string shown = printable(name, kMaxShown);
  if (index.origin != tree->origin) {
    return Error(Errc::kConfig, fmt::format("{}: is of another log: {}", shown, printable(index.origin, kMaxShown)));
  }
  const uint64_t covered = index.size.value, size = tree->head.size.value;
  if (covered > size) {
    host.warn(
        fmt::format("{} is ahead of the checkpoint: it covers {} entries, and the tree has {}", shown, covered, size));
    return tree;
  }
  if (covered < size) {
    host.note(
        fmt::format("{} is behind the checkpoint: it covers {} entries, and the tree has {}", shown, covered, size));
  }
  TRY(const bool continues, continues_tree(*tree, {index.size, index.root}, "the index " + shown, host));
  if (!continues) return std::optional<ProvenTree>();
  return tree;
}

Result<AnchorSearch> find_anchor(const ProvenTree& tree, const IndexView& index, Host& host) {
  TRY(const uint64_t begin, index.end_of_entries());
  return Search(tree, index, host).run(begin);
}

}  // namespace tlog
