#include "libcore/ops/log_objects.h"

#include <algorithm>

#include "libcore/merkle/tree.h"
#include "libcore/store/extra_rows.h"
#include "libcore/store/tile_reader.h"
#include "libcore/tiles/bundle.h"

namespace tlog {

namespace {

TileId bundle_of(const TileId& tile) { return {kEntriesLevel, tile.index, tile.width}; }

// How many bundles lie below a full tile of this level: 256^level.
uint64_t bundles_below(int level) { return uint64_t{1} << (static_cast<unsigned>(level) * kTileHeight); }

// Calls `visit(level, first, last)` for the full tiles of each level above 0 that stand above some of these bundles.
template <typename Visit>
void for_tiles_above(TreeSize size, const BundleRange& bundles, const Visit& visit) {
  for (int level = 1; level <= kMaxTileLevel; level++) {
    const uint64_t full = hashes_at_level(level, size) / kTileWidth;
    const uint64_t first = bundles.begin / bundles_below(level);
    if (full == 0) break;
    const uint64_t end = std::min(full, (bundles.end + bundles_below(level) - 1) / bundles_below(level));
    if (bundles.begin < bundles.end && first < end) visit(level, first, end);
  }
}

Hash root_of_leaves(std::vector<Hash> leaves) { return hash_perfect(leaves); }

BundleFindings look_at_bundle(const TileId& tile, const Result<StoredObject>& bundle) {
  BundleFindings findings{tile, {}, {}, {}, {}, {}};
  findings.bundle_leaves = leaves_of(bundle_of(tile), bundle, findings.faults);
  return findings;
}

BundleFindings look_at(const TileId& tile, const Result<StoredObject>& bundle, Result<StoredObject> hashes) {
  BundleFindings findings = look_at_bundle(tile, bundle);
  if (auto leaves = hashes_of(tile, std::move(hashes), findings.faults)) findings.tile_leaves = *std::move(leaves);
  if (!findings.bundle_leaves.empty()) findings.bundle_root = root_of_leaves(findings.bundle_leaves);
  if (findings.tile_leaves == findings.bundle_leaves) {
    findings.tile_root = findings.bundle_root;
  } else if (!findings.tile_leaves.empty()) {
    findings.tile_root = root_of_leaves(findings.tile_leaves);
  }
  return findings;
}

}  // namespace

BundleRange all_bundles(TreeSize size) { return {0, (size.value + kTileWidth - 1) / kTileWidth}; }

TileId level0_tile(TreeSize size, uint64_t index) {
  return {0, index, std::min(kTileWidth, size.value - index * kTileWidth)};
}

std::optional<std::vector<Hash>> hashes_of(const TileId& tile, Result<StoredObject> object,
                                           std::vector<ObjectFault>& faults) {
  const bool extra_rows = object && looks_like_extra_rows(*object);
  if (object && object->had_extra_rows) {
    faults.push_back(
        {.path = tile_path(tile), .reason = "has rows behind the bottom row, which are ignored", .tolerated = true});
  }
  std::string fault;
  auto hashes = tile_hashes(tile, std::move(object), &fault);
  if (!hashes) {
    faults.push_back({tile_path(tile), hashes.error().message(), hashes.error().code()});
    return std::nullopt;
  }
  if (!*hashes) faults.push_back({.path = tile_path(tile), .reason = fault, .extra_rows = extra_rows});
  return *std::move(hashes);
}

std::vector<Hash> leaves_of(const TileId& bundle, const Result<StoredObject>& object,
                            std::vector<ObjectFault>& faults) {
  std::vector<Hash> leaves;
  if (object) {
    auto entries = parse_bundle(as_bytes(object->bytes), object->stored.width);
    if (entries) {
      entries->resize(bundle.width);  // where the full bundle stands in for a partial one
      leaves.resize(bundle.width);
      hash_leaves(*entries, leaves.data());
    } else {
      faults.push_back({tile_path(bundle), entries.error().message()});
    }
  } else if (is_object_fault(object.error())) {
    faults.push_back({tile_path(bundle), object_fault(object.error())});
  } else {
    faults.push_back({tile_path(bundle), object.error().message(), object.error().code()});
  }
  return leaves;
}

LogPart read_part(LogReader& log, TreeSize size, const BundleRange& range, const BundleRange& part) {
  std::vector<TileId> wanted;
  for (uint64_t index = part.begin; index < part.end; index++) {
    const TileId tile = level0_tile(size, index);
    wanted.push_back(bundle_of(tile));
    if (tile.width == kTileWidth) wanted.push_back(tile);
  }
  const size_t of_bundles = wanted.size();
  for_tiles_above(size, part, [&](int level, uint64_t first, uint64_t end) {
    for (uint64_t index = first; index < end; index++) {
      if (std::max(index * bundles_below(level), range.begin) >= part.begin)
        wanted.push_back({level, index, kTileWidth});
    }
  });
  std::vector<Result<StoredObject>> objects = log.objects(wanted);
  LogPart read{part, {}, {}};
  for (size_t i = 0; i < of_bundles; i += 2) {
    const TileId tile{0, wanted[i].index, wanted[i].width};
    read.findings.push_back(tile.width < kTileWidth ? look_at_bundle(tile, objects[i])
                                                    : look_at(tile, objects[i], std::move(objects[i + 1])));
  }
  for (size_t i = of_bundles; i < wanted.size(); i++) read.above.emplace_back(wanted[i], std::move(objects[i]));
  return read;
}

uint64_t count_objects_of(TreeSize size, const BundleRange& range) {
  uint64_t objects = 2 * (range.end - range.begin);
  for_tiles_above(size, range, [&](int, uint64_t first, uint64_t end) { objects += end - first; });
  for (int level = 0; level <= kMaxTileLevel; level++) {
    const uint64_t hashes = hashes_at_level(level, size);
    if (hashes == 0) break;
    const bool counted = level == 0 && range.begin < range.end && range.end == all_bundles(size).end;
    if (hashes % kTileWidth != 0 && !counted) objects++;
  }
  return objects;
}

}  // namespace tlog
