#include "libcore/ops/log_edge.h"

#include "libcore/base/bytes.h"
#include "libcore/merkle/tree.h"
#include "libcore/store/tile_reader.h"
#include "libcore/tiles/bundle.h"

namespace tlog {

namespace {

// The entries of a bundle; nothing when it is missing or malformed.
Result<std::optional<std::vector<std::string>>> read_bundle(LogReader& log, const TileId& tile, std::string* fault) {
  auto object = std::move(log.objects({&tile, 1})[0]);
  if (!object) {
    if (!is_object_fault(object.error())) return std::move(object).error();
    *fault = object_fault(object.error());
    return std::optional<std::vector<std::string>>();
  }
  const auto entries = parse_bundle(as_bytes(object->bytes), object->stored.width);
  if (!entries) {
    *fault = entries.error().message();
    return std::optional<std::vector<std::string>>();
  }
  std::vector<std::string> out;
  for (size_t i = 0; i < tile.width; i++) out.emplace_back(as_text((*entries)[i]));  // the full one may stand in
  return std::optional(std::move(out));
}

std::vector<Hash> leaves_of(const std::vector<std::string>& entries) {
  std::vector<ByteView> views;
  for (const std::string& entry : entries) views.push_back(as_bytes(entry));
  std::vector<Hash> leaves(views.size());
  hash_leaves(views, leaves.data());
  return leaves;
}

// The row of a partial tile of a level above 0, as the whole tiles below it give it; empty where they are not there.
Result<std::vector<Hash>> row_from_below(LogReader& log, const TileId& tile) {
  std::vector<Hash> row;
  for (uint64_t i = 0; i < tile.width; i++) {
    std::string fault;
    TRY(auto hashes, read_tile(log, {tile.level - 1, tile.index * kTileWidth + i, kTileWidth}, &fault));
    if (!hashes) return std::vector<Hash>();
    row.push_back(hash_perfect(*hashes));
  }
  return row;
}

// The partial tiles do not give the root. Where one of them alone is wrong, what is below it gives the right one.
Status blame(LogReader& log, const TreeEdge& edge, const std::vector<TileId>& tiles, const std::vector<Hash>& leaves,
             const Hash& root, std::vector<ObjectFault>& faults) {
  for (const TileId& tile : tiles) {
    TreeEdge other = edge;
    std::vector<Hash>& row = other.rows[static_cast<size_t>(tile.level)];
    row = leaves;
    if (tile.level > 0) {
      TRY(row, row_from_below(log, tile));
    }
    if (row.size() != tile.width || other.tree(0).root() != root) continue;
    faults.push_back({tile_path(tile), "its hashes are not those of the objects below it", std::nullopt});
    return {};
  }
  for (const TileId& tile : tiles) {
    faults.push_back({tile_path(tile), "the partial tiles do not give the root hash that was signed", std::nullopt});
  }
  if (tiles.empty()) faults.push_back({"checkpoint", "its root hash is not that of an empty tree", std::nullopt});
  return {};
}

}  // namespace

Result<std::optional<ProvenEdge>> prove_edge(LogReader& log, TreeSize size, const Hash& root,
                                             std::vector<ObjectFault>& faults) {
  ProvenEdge out;
  out.edge.size = size;
  const std::vector<TileId> tiles = TreeEdge::tiles(size);
  std::string fault;
  for (const TileId& tile : tiles) {
    out.edge.rows.resize(static_cast<size_t>(tile.level) + 1);
    TRY(auto row, read_tile(log, tile, &fault));
    if (row) {
      out.edge.rows.back() = *std::move(row);
    } else {
      faults.push_back({tile_path(tile), fault, std::nullopt});
    }
  }
  std::vector<Hash> leaves;
  if (!tiles.empty() && tiles[0].level == 0) {
    const TileId bundle{kEntriesLevel, tiles[0].index, tiles[0].width};
    TRY(auto entries, read_bundle(log, bundle, &fault));
    if (entries) {
      out.entries = *std::move(entries);
      leaves = leaves_of(out.entries);
    } else {
      faults.push_back({tile_path(bundle), fault, std::nullopt});
    }
  }
  if (!faults.empty()) return std::optional<ProvenEdge>();
  if (out.edge.tree(0).root() != root) {
    CHECK(blame(log, out.edge, tiles, leaves, root, faults));
  } else if (!leaves.empty() && leaves != out.edge.rows[0]) {
    faults.push_back({tile_path({kEntriesLevel, tiles[0].index, tiles[0].width}),
                      "its entries do not have the hashes in " + tile_path(tiles[0]), std::nullopt});
  }
  if (!faults.empty()) return std::optional<ProvenEdge>();
  return std::optional(std::move(out));
}

}  // namespace tlog
