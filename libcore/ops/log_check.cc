#include "libcore/ops/log_check.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "libcore/merkle/proof.h"
#include "libcore/merkle/tree.h"

namespace tlog {

namespace {

constexpr const char* kNotAsAbove = "its hashes do not give the one that the tile above has for it";

// The path of the bundle that belongs to a level-0 tile.
TileId bundle_of(const TileId& tile) { return {kEntriesLevel, tile.index, tile.width}; }

// What is wrong with a bundle, against leaf hashes that are right.
std::string wrong_entry(const std::vector<Hash>& entries, const std::vector<Hash>& right, const TileId& tile) {
  const auto at = std::mismatch(entries.begin(), entries.end(), right.begin()).first - entries.begin();
  return fmt::format("entry {} is not the one that {} has the hash of",
                     tile.index * kTileWidth + static_cast<uint64_t>(at), tile_path(tile));
}

}  // namespace

LogCheck::LogCheck(LogReader& log, const Checkpoint& checkpoint, BundleRange range, Report report)
    : log_(log),
      size_(checkpoint.size),
      root_(checkpoint.root),
      range_(range),
      whole_(range.begin == 0 && range.end == all_bundles(size_).end),
      report_(std::move(report)) {
  int levels = 1;
  while (levels <= kMaxTileLevel && hashes_at_level(levels, size_) > 0) levels++;
  rows_.resize(static_cast<size_t>(levels) + 1);  // one above the highest, which stays empty
  edge_below_.resize(static_cast<size_t>(levels));
  read_edges();
}

void LogCheck::report(ObjectFault fault) {
  any_fault_ = any_fault_ || !fault.tolerated;
  if (told_.contains(fault.path)) return;
  if (in_prefix_) told_.insert(fault.path);
  report_(std::move(fault));
}

void LogCheck::bad(const TileId& tile, std::string reason) { report({tile_path(tile), std::move(reason)}); }

void LogCheck::give(std::vector<std::pair<TileId, Result<StoredObject>>> tiles) {
  for (auto& tile : tiles) given_.insert_or_assign(tile.first, std::move(tile.second));
}

// A tile that was given, or is read here.
std::optional<std::vector<Hash>> LogCheck::read(const TileId& tile) {
  auto given = given_.extract(tile);
  std::vector<ObjectFault> faults;
  auto hashes = hashes_of(tile, given ? std::move(given.mapped()) : std::move(log_.objects({&tile, 1})[0]), faults);
  for (ObjectFault& fault : faults) report(std::move(fault));
  return hashes;
}

// The partial tiles together give the root: when they do, all of them are right.
void LogCheck::read_edges() {
  std::vector<TileId> tiles;
  for (size_t level = 0; level < edge_below_.size(); level++) {
    const uint64_t hashes = hashes_at_level(static_cast<int>(level), size_);
    if (hashes % kTileWidth == 0) continue;
    tiles.push_back({static_cast<int>(level), hashes / kTileWidth, hashes % kTileWidth});
  }
  std::vector<Result<StoredObject>> objects = log_.objects(tiles);
  // Then the level-0 tile is reported with its bundle, and not read again: it could be another one then.
  const bool with_bundle = range_.begin < range_.end && range_.end == all_bundles(size_).end;
  bool whole = true;
  for (size_t i = 0; i < tiles.size(); i++) {
    std::vector<ObjectFault> faults;
    std::optional<std::vector<Hash>> edge = hashes_of(tiles[i], std::move(objects[i]), faults);
    if (tiles[i].level == 0 && with_bundle) {
      last_tile_ = edge.value_or(std::vector<Hash>());
      last_tile_faults_ = std::move(faults);
    } else {
      for (ObjectFault& fault : faults) report(std::move(fault));
    }
    whole = whole && edge;
    if (edge) edge_below_[static_cast<size_t>(tiles[i].level)] = *edge;
    edges_[tiles[i].level] = std::move(edge);
  }
  edges_hold_ = whole && root_of(edge_below_) == root_;
  if (!edges_hold_ && !whole_) mend_edges(with_bundle);
}

// What the objects right below the partial tiles give for these: by level; empty where one of those objects is bad.
std::vector<std::vector<Hash>> LogCheck::rows_from_below() {
  std::vector<TileId> wanted;
  for (const auto& edge : edges_) {
    const uint64_t hashes = hashes_at_level(edge.first, size_);
    const TileId tile{edge.first, hashes / kTileWidth, hashes % kTileWidth};
    if (tile.level == 0) wanted.push_back(bundle_of(tile));
    for (uint64_t i = 0; tile.level > 0 && i < tile.width; i++) {
      wanted.push_back({tile.level - 1, tile.index * kTileWidth + i, kTileWidth});
    }
  }
  std::vector<Result<StoredObject>> objects = log_.objects(wanted);
  std::vector<std::vector<Hash>> rows(edge_below_.size());
  std::vector<bool> whole(rows.size(), true);
  std::vector<ObjectFault> ignored;  // they are no part of what is checked
  for (size_t i = 0; i < wanted.size(); i++) {
    const size_t level = static_cast<size_t>(wanted[i].level + 1);
    if (wanted[i].level == kEntriesLevel) {
      rows[level] = leaves_of(wanted[i], objects[i], ignored);
    } else if (auto hashes = hashes_of(wanted[i], std::move(objects[i]), ignored)) {
      rows[level].push_back(hash_perfect(*hashes));
    } else {
      whole[level] = false;
    }
  }
  for (size_t level = 0; level < rows.size(); level++) {
    if (!whole[level]) rows[level].clear();
  }
  return rows;
}

// Where not all of the log is read, which of the partial tiles are wrong is told by the objects right below them: those
// that have to be exchanged for what these give, so that together they give the root.
void LogCheck::mend_edges(bool with_bundle) {
  const std::vector<std::vector<Hash>> stored = edge_below_, below = rows_from_below();
  std::vector<size_t> doubtful;  // levels, for which either may be right
  for (size_t level = 0; level < stored.size(); level++) {
    if (stored[level].empty()) {
      edge_below_[level] = below[level];
    } else if (!below[level].empty() && below[level] != stored[level]) {
      doubtful.push_back(level);
    }
  }
  for (uint64_t choice = 0; choice < uint64_t{1} << doubtful.size(); choice++) {
    for (size_t i = 0; i < doubtful.size(); i++) {
      edge_below_[doubtful[i]] = (choice >> i & 1) != 0 ? below[doubtful[i]] : stored[doubtful[i]];
    }
    edges_hold_ = root_of(edge_below_) == root_;
    if (edges_hold_) break;
  }
  if (!edges_hold_) {
    edge_below_ = stored;
    return;
  }
  for (auto& edge : edges_) {
    const std::vector<Hash>& right = edge_below_[static_cast<size_t>(edge.first)];
    const uint64_t hashes = hashes_at_level(edge.first, size_);
    const TileId tile{edge.first, hashes / kTileWidth, hashes % kTileWidth};
    if (edge.second && *edge.second != right && !(tile.level == 0 && with_bundle)) {
      bad(tile, "its hashes are not those of the objects below it");
    }
    edge.second = right;
  }
}

// The hashes of a tile, by the chain from the root; nothing when the chain is broken.
std::optional<std::vector<Hash>> LogCheck::proved(int level, uint64_t index) {
  if (level > 0) {
    const Expected any = expected(level, index * kTileWidth);  // opens the tile
    if (!any.trusted) return std::nullopt;
    return rows_[static_cast<size_t>(level)].stored;
  }
  const TileId tile = level0_tile(size_, index);
  if (tile.width < kTileWidth) return edges_[0];
  const Expected above = expected(1, index);
  auto stored = read(tile);
  if (!stored || !above.trusted) return std::nullopt;
  std::vector<Hash> folded = *stored;
  if (hash_perfect(folded) == *above.hash) return stored;
  bad(tile, kNotAsAbove);
  return std::nullopt;
}

std::optional<std::vector<Hash>> LogCheck::prefix(TreeSize old) {
  if (!edges_hold_) return std::nullopt;
  std::vector<TileId> path;  // the full tiles that have these hashes, and those above them
  for (int level = 0; level <= kMaxTileLevel && hashes_at_level(level, size_) > 0; level++) {
    const TileId tile{level, hashes_at_level(level, old) / kTileWidth, kTileWidth};
    if (has_object(size_, tile)) path.push_back(tile);
  }
  std::vector<Result<StoredObject>> objects = log_.objects(path);
  for (size_t i = 0; i < path.size(); i++) given_.insert_or_assign(path[i], std::move(objects[i]));

  in_prefix_ = true;
  std::optional<std::vector<Hash>> roots(std::in_place);
  for (const SubtreeId& subtree : plan_root(old)) {
    const unsigned rows = subtree.level % kTileHeight;
    const uint64_t first = subtree.index << rows;
    const auto hashes = proved(static_cast<int>(subtree.level / kTileHeight), first / kTileWidth);
    if (!hashes) {
      roots.reset();
      break;
    }
    const auto begin = hashes->begin() + static_cast<ptrdiff_t>(first % kTileWidth);
    std::vector<Hash> part(begin, begin + (ptrdiff_t{1} << rows));
    roots->push_back(hash_perfect(part));
  }
  in_prefix_ = false;
  given_.clear();
  for (Row& row : rows_) row = Row();
  return roots;
}

Hash LogCheck::root_of(const std::vector<std::vector<Hash>>& rows) const {
  CompactRange tree;
  for (size_t level = rows.size(); level-- > 0;) {
    for (const Hash& hash : rows[level]) tree.append_subtree(static_cast<unsigned>(level) * kTileHeight, hash);
  }
  return tree.root();
}

// What the tile at `level` has for its hash number `index` in the level.
LogCheck::Expected LogCheck::expected(int level, uint64_t index) {
  Row& row = rows_[static_cast<size_t>(level)];
  if (!row.open || row.tile.index != index / kTileWidth) open(level, index / kTileWidth);
  if (!row.stored) return {};
  return {(*row.stored)[index % kTileWidth], row.trusted};
}

void LogCheck::open(int level, uint64_t index) {
  const uint64_t hashes = hashes_at_level(level, size_);
  const TileId tile{level, index, std::min(kTileWidth, hashes - index * kTileWidth)};
  Row row{true, tile, std::nullopt, false, 0, {}};
  if (tile.width < kTileWidth) {
    row.stored = edges_[level];
    row.trusted = edges_hold_ && row.stored;
  } else {
    const Expected above = expected(level + 1, index);
    row.stored = read(tile);
    if (row.stored && above.trusted) {
      std::vector<Hash> folded = *row.stored;
      row.trusted = hash_perfect(folded) == *above.hash;
      if (!row.trusted) {
        bad(tile, kNotAsAbove);
        row.stored.reset();
      }
    }
  }
  rows_[static_cast<size_t>(level)] = std::move(row);
}

// Takes what the level below gives for hash number `index` of the level: the one after the last that was taken.
void LogCheck::settle(int level, uint64_t index, std::optional<Hash> hash) {
  Row& row = rows_[static_cast<size_t>(level)];
  if (row.below.empty()) row.first_below = index % kTileWidth;
  row.below.push_back(hash);
  if (row.first_below + row.below.size() == kTileWidth) close(level);
}

void LogCheck::close(int level) {
  Row row = std::exchange(rows_[static_cast<size_t>(level)], Row());
  std::vector<Hash> hashes;
  for (size_t i = 0; i < row.below.size(); i++) {
    const size_t at = row.first_below + i;
    const bool known = row.below[i].has_value();
    if (known && row.stored && !row.trusted && *row.below[i] != (*row.stored)[at]) {
      bad(row.tile, fmt::format("hash {} is not that of the objects below it", at));
      row.stored.reset();
    }
    if (known) hashes.push_back(*row.below[i]);
  }
  if (row.trusted) {
    hashes = *row.stored;
  } else if (hashes.size() < row.tile.width) {
    hashes = row.stored.value_or(std::vector<Hash>());
  }
  if (row.tile.width < kTileWidth) {
    edge_below_[static_cast<size_t>(level)] = std::move(hashes);
  } else {
    expected(level + 1, row.tile.index);  // opens the tile above
    settle(level + 1, row.tile.index, hashes.empty() ? std::nullopt : std::optional(hash_perfect(hashes)));
  }
}

// Judges a whole bundle and its tile; returns the hash that stands for both in the tile above.
std::optional<Hash> LogCheck::judge(const BundleFindings& findings) {
  const TileId& tile = findings.tile;
  const Expected above = expected(1, tile.index);
  const auto &bundle = findings.bundle_root, &hashes = findings.tile_root;
  const auto blame_bundle = [&] {
    bad(bundle_of(tile), hashes == above.hash ? wrong_entry(findings.bundle_leaves, findings.tile_leaves, tile)
                                              : "its entries do not give the hash that the tile above has for them");
  };
  const auto blame_tile = [&] { bad(tile, kNotAsAbove); };
  if (above.trusted) {
    if (bundle && *bundle != *above.hash) blame_bundle();
    if (hashes && *hashes != *above.hash) blame_tile();
    return above.hash;
  }
  if (!bundle || !hashes) return bundle ? bundle : hashes ? hashes : above.hash;
  if (*bundle == *hashes) return bundle;
  if (bundle != above.hash) blame_bundle();
  if (hashes != above.hash) blame_tile();
  return above.hash;
}

void LogCheck::add(BundleFindings findings) {
  for (ObjectFault& fault : findings.faults) report(std::move(fault));
  if (findings.tile.width < kTileWidth) {
    for (ObjectFault& fault : last_tile_faults_) report(std::move(fault));
    findings.tile_leaves = last_tile_;
    last_ = std::move(findings);
  } else {
    const auto hash = judge(findings);
    settle(1, findings.tile.index, hash);
  }
}

// The partial bundle and its tile have no tile above them; the root decides.
void LogCheck::judge_last(const BundleFindings& findings) {
  const TileId& tile = findings.tile;
  const auto &entries = findings.bundle_leaves, &hashes = findings.tile_leaves;
  const auto blame_tile = [&] {
    bad(tile, "its hashes are not those of the entries in " + tile_path(bundle_of(tile)));
  };
  if (edges_hold_) {
    const std::vector<Hash>& right = *edges_[0];
    if (!entries.empty() && entries != right) bad(bundle_of(tile), wrong_entry(entries, right, tile));
    if (!hashes.empty() && hashes != right) blame_tile();
    return;
  }
  const auto holds = [&](const std::vector<Hash>& leaves) {
    edge_below_[0] = leaves;
    return root_of(edge_below_) == root_;
  };
  if (!entries.empty() && !hashes.empty() && entries != hashes) {
    const bool tile_holds = holds(hashes);
    if (tile_holds || !holds(entries)) bad(bundle_of(tile), wrong_entry(entries, hashes, tile));
    if (!tile_holds) blame_tile();
  }
  edge_below_[0] = entries.empty() ? hashes : entries;
}

std::string LogCheck::finish() {
  for (size_t level = 1; level < rows_.size(); level++) {
    if (rows_[level].open) close(static_cast<int>(level));
  }
  if (last_) judge_last(*last_);
  if (edges_hold_ || any_fault_) return "";
  any_fault_ = true;
  if (!whole_) return "its root hash is not what the partial tiles give";
  return root_of(edge_below_) == root_ ? "" : "its root hash is not that of the entries";
}

}  // namespace tlog
