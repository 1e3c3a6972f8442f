#include "libcore/ops/find_leaves.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "libcore/merkle/tree.h"
#include "libcore/store/tile_reader.h"

namespace tlog {

namespace {

constexpr size_t kTilesAtOnce = 64;  // half a megabyte, and enough for a server that is asked for many at once

struct HashOfHash {
  size_t operator()(const Hash& hash) const {
    size_t value;  // a hash is as good as random
    std::memcpy(&value, hash.bytes.data(), sizeof value);
    return value;
  }
};

// Why the tree has not the root that it is said to have. A few tiles tell that, where all of them could be more than
// anybody can read: the size is the log's word.
Result<std::string> check_edge(const ProvenTree& tree) {
  if (tree.head.size.value == 0) return std::string();
  const auto edge = plan_root(tree.head.size);
  SubtreeReader subtrees(*tree.log, tree.published);
  subtrees.plan(edge);
  TRY(const bool there, subtrees.fetch());
  if (!there) return subtrees.fault();
  if (subtrees.root_of(edge) == tree.head.root) return std::string();
  return tree.log->name() + ": the tiles do not give the root of the checkpoint";
}

}  // namespace

Result<FoundLeaves> find_leaves(const ProvenTree& tree, std::span<const Hash> wanted, Host& host) {
  TRY(std::string edge_fault, check_edge(tree));
  if (!edge_fault.empty()) return FoundLeaves{{}, std::move(edge_fault)};
  std::unordered_map<Hash, std::optional<LeafIndex>, HashOfHash> first;
  for (const Hash& hash : wanted) first.try_emplace(hash);
  const uint64_t size = tree.head.size.value;
  CompactRange leaves;
  while (leaves.end() < size) {
    if (host.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    std::vector<TileId> tiles;
    for (uint64_t at = leaves.end(); at < size && tiles.size() < kTilesAtOnce; at += kTileWidth) {
      tiles.push_back({0, at / kTileWidth, std::min(kTileWidth, tree.published.value - at)});
    }
    std::vector<Result<StoredObject>> objects = tree.log->objects(tiles);
    for (size_t i = 0; i < tiles.size(); i++) {
      std::string fault;
      TRY(auto hashes, tile_hashes(tiles[i], std::move(objects[i]), &fault));
      if (!hashes) return FoundLeaves{{}, fmt::format("{}: {}", tree.log->name_of(tiles[i]), fault)};
      const uint64_t begin = leaves.end();
      hashes->resize(std::min<uint64_t>(hashes->size(), size - begin));  // a larger tree may fill the tile
      for (size_t j = 0; j < hashes->size(); j++) {
        const auto known = first.find((*hashes)[j]);
        if (known != first.end() && !known->second) known->second = LeafIndex{begin + j};
      }
      leaves.append(range_of(begin, *hashes));
    }
    host.progress({.items = leaves.end(), .unit = "entries", .done_bytes = leaves.end(), .total_bytes = size});
  }
  if (leaves.root() != tree.head.root) {
    return FoundLeaves{{}, tree.log->name() + ": the level-0 tiles do not give the root of the checkpoint"};
  }
  FoundLeaves found;
  for (const Hash& hash : wanted) found.first.push_back(first.at(hash));
  return found;
}

}  // namespace tlog
