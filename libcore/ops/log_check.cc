#include "libcore/ops/log_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "libcore/merkle/tree.h"
#include "libcore/store/tile_reader.h"
#include "libcore/tiles/bundle.h"

namespace tlog {

namespace {

ObjectFault unreadable(const TileId& tile, const Error& error) {
  return {tile_path(tile), error.message(), error.code()};
}

// The path of the bundle that belongs to a level-0 tile.
TileId bundle_of(const TileId& tile) { return {kEntriesLevel, tile.index, tile.width}; }

// What is wrong with a bundle, against leaf hashes that are right.
std::string wrong_entry(const std::vector<Hash>& entries, const std::vector<Hash>& right, const TileId& tile) {
  const auto at = std::mismatch(entries.begin(), entries.end(), right.begin()).first - entries.begin();
  return fmt::format("entry {} is not the one that {} has the hash of",
                     tile.index * kTileWidth + static_cast<uint64_t>(at), tile_path(tile));
}

}  // namespace

BundleFindings read_bundle_and_tile(LogReader& log, const TileId& tile) {
  BundleFindings findings{tile, {}, {}, {}, {}, {}};
  std::string fault;
  const TileId bundle = bundle_of(tile);
  auto objects = log.objects(std::array{bundle, tile});
  auto& object = objects[0];
  if (object) {
    auto entries = parse_bundle(as_bytes(object->bytes), object->stored.width);
    if (entries) {
      entries->resize(tile.width);  // where the full bundle stands in for a partial one
      findings.bundle_leaves.resize(tile.width);
      hash_leaves(*entries, findings.bundle_leaves.data());
    } else {
      findings.faults.push_back({tile_path(bundle), entries.error().message(), std::nullopt});
    }
  } else if (is_object_fault(object.error())) {
    findings.faults.push_back({tile_path(bundle), object_fault(object.error()), std::nullopt});
  } else {
    findings.faults.push_back(unreadable(bundle, object.error()));
  }
  auto hashes = tile_hashes(tile, std::move(objects[1]), &fault);
  if (!hashes) {
    findings.faults.push_back(unreadable(tile, hashes.error()));
  } else if (!*hashes) {
    findings.faults.push_back({tile_path(tile), fault, std::nullopt});
  } else {
    findings.tile_leaves = **std::move(hashes);
  }
  if (tile.width == kTileWidth) {
    if (!findings.bundle_leaves.empty()) {
      std::vector<Hash> leaves = findings.bundle_leaves;
      findings.bundle_root = hash_perfect(leaves);
    }
    if (findings.tile_leaves == findings.bundle_leaves) {
      findings.tile_root = findings.bundle_root;
    } else if (!findings.tile_leaves.empty()) {
      std::vector<Hash> leaves = findings.tile_leaves;
      findings.tile_root = hash_perfect(leaves);
    }
  }
  return findings;
}

LogCheck::LogCheck(LogReader& log, TreeSize size, const Hash& root, Report report)
    : log_(log), size_(size), root_(root), report_(std::move(report)) {
  int levels = 1;
  while (levels <= kMaxTileLevel && hashes_at_level(levels, size_) > 0) levels++;
  rows_.resize(static_cast<size_t>(levels) + 1);  // one above the highest, which stays empty
  edge_below_.resize(static_cast<size_t>(levels));
  read_edges();
}

void LogCheck::report(ObjectFault fault) {
  any_fault_ = true;
  report_(std::move(fault));
}

void LogCheck::bad(const TileId& tile, std::string reason) {
  report({tile_path(tile), std::move(reason), std::nullopt});
}

std::optional<std::vector<Hash>> LogCheck::read(const TileId& tile) {
  std::string fault;
  auto hashes = read_tile(log_, tile, &fault);
  if (!hashes) {
    report(unreadable(tile, hashes.error()));
    return std::nullopt;
  }
  if (!*hashes) bad(tile, fault);
  return *std::move(hashes);
}

// The partial tiles together give the root: when they do, all of them are right.
void LogCheck::read_edges() {
  std::vector<std::vector<Hash>> rows(edge_below_.size());
  bool whole = true;
  for (size_t level = 0; level < rows.size(); level++) {
    const uint64_t hashes = hashes_at_level(static_cast<int>(level), size_);
    if (hashes % kTileWidth == 0) continue;
    const TileId tile{static_cast<int>(level), hashes / kTileWidth, hashes % kTileWidth};
    std::string ignored;  // the level-0 tile is reported with its bundle
    std::optional<std::vector<Hash>> edge;
    if (level > 0) {
      edge = read(tile);
    } else if (auto leaves = read_tile(log_, tile, &ignored)) {
      edge = *std::move(leaves);
    }
    if (edge) rows[level] = *edge;
    whole = whole && edge;
    edges_[static_cast<int>(level)] = std::move(edge);
  }
  edges_hold_ = whole && root_of(rows) == root_;
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
  Row row{true, tile, std::nullopt, false, {}};
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
        bad(tile, "its hashes do not give the one that the tile above has for it");
        row.stored.reset();
      }
    }
  }
  rows_[static_cast<size_t>(level)] = std::move(row);
}

// Takes what the level below gives for the next hash of the tile at `level`.
void LogCheck::settle(int level, std::optional<Hash> hash) {
  Row& row = rows_[static_cast<size_t>(level)];
  row.below.push_back(hash);
  if (row.below.size() == kTileWidth) close(level);
}

void LogCheck::close(int level) {
  Row row = std::exchange(rows_[static_cast<size_t>(level)], Row());
  std::vector<Hash> hashes;
  for (size_t i = 0; i < row.below.size(); i++) {
    const bool known = row.below[i].has_value();
    if (known && row.stored && !row.trusted && *row.below[i] != (*row.stored)[i]) {
      bad(row.tile, fmt::format("hash {} is not that of the objects below it", i));
      row.stored.reset();
    }
    if (known) hashes.push_back(*row.below[i]);
  }
  if (row.trusted) {
    hashes = *row.stored;
  } else if (hashes.size() < row.below.size()) {
    hashes = row.stored.value_or(std::vector<Hash>());
  }
  if (row.tile.width < kTileWidth) {
    edge_below_[static_cast<size_t>(level)] = std::move(hashes);
  } else {
    expected(level + 1, row.tile.index);  // opens the tile above
    settle(level + 1, hashes.empty() ? std::nullopt : std::optional(hash_perfect(hashes)));
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
  const auto blame_tile = [&] { bad(tile, "its hashes do not give the one that the tile above has for it"); };
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
    last_ = std::move(findings);
  } else {
    const auto hash = judge(findings);
    settle(1, hash);
  }
}

// The partial bundle and its tile have no tile above them; the root decides.
void LogCheck::judge_last(const BundleFindings& findings) {
  const TileId& tile = findings.tile;
  const auto &entries = findings.bundle_leaves, &hashes = findings.tile_leaves;
  const auto holds = [&](const std::vector<Hash>& leaves) {
    edge_below_[0] = leaves;
    return root_of(edge_below_) == root_;
  };
  if (!entries.empty() && !hashes.empty() && entries != hashes) {
    const bool tile_holds = edges_hold_ || holds(hashes);
    if (tile_holds || !holds(entries)) bad(bundle_of(tile), wrong_entry(entries, hashes, tile));
    if (!tile_holds) bad(tile, "its hashes are not those of the entries in " + tile_path(bundle_of(tile)));
  }
  edge_below_[0] = edges_hold_ || entries.empty() ? hashes : entries;
}

void LogCheck::finish() {
  for (size_t level = 1; level < rows_.size(); level++) {
    if (rows_[level].open) close(static_cast<int>(level));
  }
  if (last_) judge_last(*last_);
  if (edges_hold_ || any_fault_) return;
  if (root_of(edge_below_) != root_) {
    report({"checkpoint", "its root hash is not that of the entries", std::nullopt});
  }
}

}  // namespace tlog
