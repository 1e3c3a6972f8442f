#include "libcore/ops/sync_tree.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "libcore/base/assert.h"
#include "libcore/merkle/tree.h"
#include "libcore/ops/log_edge.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/tiles/bundle.h"
#include "libcore/tiles/tile_stack.h"

namespace tlog {

namespace {

constexpr const char* kNotAsAbove = "its hashes do not give the one that the tile above has for it";

std::vector<Hash> hashes_in(const std::string& bytes) {
  std::vector<Hash> hashes(bytes.size() / sizeof(Hash));
  std::memcpy(hashes.data(), bytes.data(), hashes.size() * sizeof(Hash));
  return hashes;
}

std::string wrong_length(const TileId& tile, const std::string& bytes) {
  const size_t expected = tile.width * sizeof(Hash);
  return bytes.size() == expected ? "" : fmt::format("is {} bytes long, not {}", bytes.size(), expected);
}

// The leaf hashes of a bundle, or what is wrong with its form.
std::string leaves_in(const std::string& bytes, uint64_t width, std::vector<Hash>& leaves) {
  const auto entries = parse_bundle(as_bytes(bytes), width);
  if (!entries) return entries.error().message();
  leaves.resize(width);
  hash_leaves(*entries, leaves.data());
  return "";
}

// What is wrong with the form of an object, whatever tree it is of.
std::string wrong_form(const TileId& tile, const std::string& bytes) {
  std::vector<Hash> ignored;
  return tile.level == kEntriesLevel ? leaves_in(bytes, tile.width, ignored) : wrong_length(tile, bytes);
}

}  // namespace

TileId PinnedTree::bundle_at(uint64_t index) const {
  return {kEntriesLevel, index, std::min(kTileWidth, size_.value - index * kTileWidth)};
}

// The hashes of a tile above level 0 that is proved; null where it is not.
const std::vector<Hash>* PinnedTree::known(int level, uint64_t index) const {
  if (index == hashes_at_level(level, size_) / kTileWidth) {
    const auto row = static_cast<size_t>(level);
    return row < edge_.rows.size() && !edge_.rows[row].empty() ? &edge_.rows[row] : nullptr;
  }
  const auto found = full_.find({level, index});
  return found == full_.end() ? nullptr : &found->second;
}

Hash PinnedTree::bundle_root(uint64_t index) const {
  const std::vector<Hash>* above = known(1, index / kTileWidth);
  ASSERT(above != nullptr && index % kTileWidth < above->size());
  return (*above)[index % kTileWidth];
}

std::vector<FetchedObject> PinnedTree::fetch_all(const std::vector<TileId>& tiles,
                                                 const std::function<FetchedObject(const TileId&)>& fetch) const {
  std::vector<FetchedObject> out;
  size_t next = 0;
  ordered_parallel<TileId, FetchedObject>(
      static_cast<unsigned>(std::min<size_t>(jobs_, std::max<size_t>(tiles.size(), 1))), 2 * size_t{jobs_},
      [&]() -> std::optional<TileId> { return next < tiles.size() ? std::optional(tiles[next++]) : std::nullopt; },
      [&](const TileId& tile) { return fetch(tile); },
      [&](FetchedObject object) {
        out.push_back(std::move(object));
        return true;
      });
  return out;
}

// What cannot be read is as good as bad: it is replaced.
Result<std::optional<std::string>> PinnedTree::read_local(const TileId& tile, const SyncSources::Wrong& wrong) {
  auto there = mirror_.read_in_place(tile);
  if (!there && there.error().code() == Errc::kBusy) return std::move(there).error();
  if (there && *there && wrong(**there).empty()) return there;
  if (!there || *there) {
    std::lock_guard lock(mutex_);
    spoiled_.push_back(tile);
  }
  TRY(auto staged, mirror_.read_staged(tile));
  if (staged && wrong(*staged).empty()) return staged;
  return std::optional<std::string>();
}

std::vector<TileId> PinnedTree::take_spoiled() {
  std::lock_guard lock(mutex_);
  return std::exchange(spoiled_, {});
}

// The objects that the right edge is made of: the bundle in place of the level-0 tile.
std::vector<TileId> PinnedTree::edge_objects() const {
  std::vector<TileId> tiles = TreeEdge::tiles(size_);
  for (TileId& tile : tiles) {
    if (tile.level == 0) tile.level = kEntriesLevel;
  }
  return tiles;
}

bool PinnedTree::accept_edge(Rows rows) {
  TreeEdge edge{size_, std::move(rows)};
  if (edge.tree(0).root() != root_) return false;
  edge_ = std::move(edge);
  return true;
}

namespace {

void add_row(std::vector<std::vector<Hash>>& rows, const TileId& tile, const std::string& bytes) {
  const auto level = static_cast<size_t>(std::max(tile.level, 0));
  if (rows.size() <= level) rows.resize(level + 1);
  if (tile.level == kEntriesLevel) {
    (void)leaves_in(bytes, tile.width, rows[level]);  // its form was looked at
  } else {
    rows[level] = hashes_in(bytes);
  }
}

}  // namespace

Result<bool> PinnedTree::find_local_edge() {
  Rows rows;
  for (const TileId& tile : edge_objects()) {
    TRY(const auto bytes, read_local(tile, [&](const std::string& found) { return wrong_form(tile, found); }));
    if (!bytes) return false;
    add_row(rows, tile, *bytes);
  }
  return accept_edge(std::move(rows));
}

// The objects of this source have the right form and do not give the root: which of them is at fault?
Result<std::vector<SourceFault>> PinnedTree::blame_edge(size_t source, bool* holds) {
  std::vector<SourceFault> out;
  std::vector<ObjectFault> faults;
  auto proven = tlog::prove_edge(sources_.reader(source), size_, root_, faults);
  if (!proven) {
    out.push_back({sources_.name(source), "checkpoint", proven.error().message(), proven.error().code(), false});
    return out;
  }
  for (const ObjectFault& fault : faults)
    out.push_back({sources_.name(source), fault.path, fault.reason, std::nullopt, false});
  if (!*proven) return out;
  const ProvenEdge& edge = **proven;  // what it gave the second time is right
  *holds = accept_edge(edge.edge.rows);
  for (const TileId& tile : edge_objects()) {
    std::string bundle;
    for (const std::string& entry : edge.entries) append_entry(bundle, as_bytes(entry));
    const bool is_bundle = tile.level == kEntriesLevel;
    CHECK(keep(tile, is_bundle ? bundle : std::string(hash_bytes(edge_.rows[static_cast<size_t>(tile.level)]))));
  }
  return out;
}

Result<SyncStep> PinnedTree::edge_from(size_t source) {
  SyncStep step;
  const std::vector<TileId> tiles = edge_objects();
  const std::vector<FetchedObject> objects = fetch_all(tiles, [&](const TileId& tile) {
    return sources_.fetch_from(source, tile, [&](const std::string& bytes) { return wrong_form(tile, bytes); });
  });
  Rows rows;
  for (size_t i = 0; i < tiles.size(); i++) {
    step.faults.insert(step.faults.end(), objects[i].faults.begin(), objects[i].faults.end());
    if (objects[i].bytes) add_row(rows, tiles[i], *objects[i].bytes);
  }
  if (!step.faults.empty()) return step;
  step.done = accept_edge(std::move(rows));
  if (!step.done) {
    TRY(step.faults, blame_edge(source, &step.done));
    return step;
  }
  for (size_t i = 0; i < tiles.size(); i++) CHECK(keep(tiles[i], *objects[i].bytes));
  return step;
}

Result<SyncStep> PinnedTree::prove_edge() {
  SyncStep step;
  TRY(step.done, find_local_edge());
  for (size_t source = 0; !step.done && source < sources_.size(); source++) {
    TRY(SyncStep one, edge_from(source));
    step.done = one.done;
    step.faults.insert(step.faults.end(), one.faults.begin(), one.faults.end());
  }
  return step;
}

Result<SyncStep> PinnedTree::prove_growth(const TreeEdge& held) {
  std::vector<TileId> bundles;
  for (uint64_t index = held.size.value / kTileWidth; index * kTileWidth < size_.value; index++) {
    bundles.push_back(bundle_at(index));
  }
  const std::vector<FetchedObject> objects = fetch_all(bundles, [&](const TileId& tile) {
    const auto wrong = [&](const std::string& bytes) { return wrong_form(tile, bytes); };
    auto local = read_local(tile, wrong);
    if (local && *local) return FetchedObject{std::move(*local), {}};
    return sources_.fetch(tile, wrong);
  });
  SyncStep step;
  std::map<std::pair<int, uint64_t>, std::vector<Hash>> full;
  TileStack stack(held, [&](const TileId& tile, std::span<const Hash> hashes) {
    full[{tile.level, tile.index}].assign(hashes.begin(), hashes.end());
    return Status();
  });
  std::vector<Hash> last;
  for (size_t i = 0; i < bundles.size(); i++) {
    if (!objects[i].bytes) {
      step.faults = objects[i].faults;
      return step;
    }
    std::vector<Hash> leaves;
    (void)leaves_in(*objects[i].bytes, bundles[i].width, leaves);
    if (bundles[i].width < kTileWidth) {
      last = std::move(leaves);
    } else {
      CHECK(stack.append(hash_perfect(leaves)));
    }
  }
  Rows rows = stack.rows();
  if (!last.empty() && rows.empty()) rows.resize(1);
  if (!last.empty()) rows[0] = std::move(last);
  step.done = accept_edge(std::move(rows));
  if (!step.done) return step;
  full_ = std::move(full);
  for (size_t i = 0; i < bundles.size(); i++) {
    step.faults.insert(step.faults.end(), objects[i].faults.begin(), objects[i].faults.end());
    CHECK(keep(bundles[i], *objects[i].bytes));
  }
  return step;
}

// Full tiles of one level; those above them are proved.
Result<SyncStep> PinnedTree::prove_tiles(const std::vector<TileId>& tiles) {
  const auto wrong = [this](const TileId& tile, const std::string& bytes) -> std::string {
    if (std::string why = wrong_length(tile, bytes); !why.empty()) return why;
    const std::vector<Hash>* above = known(tile.level + 1, tile.index / kTileWidth);
    ASSERT(above != nullptr);
    std::vector<Hash> hashes = hashes_in(bytes);
    return hash_perfect(hashes) == (*above)[tile.index % kTileWidth] ? "" : kNotAsAbove;
  };
  SyncStep step{true, {}};
  std::vector<TileId> missing;
  for (const TileId& tile : tiles) {
    if (known(tile.level + 1, tile.index / kTileWidth) == nullptr) {  // the one above it is missing, which was told
      step.done = false;
      continue;
    }
    TRY(const auto local, read_local(tile, [&](const std::string& bytes) { return wrong(tile, bytes); }));
    if (local) {
      full_[{tile.level, tile.index}] = hashes_in(*local);
    } else {
      missing.push_back(tile);
    }
  }
  const std::vector<FetchedObject> objects = fetch_all(missing, [&](const TileId& tile) {
    return sources_.fetch(tile, [&](const std::string& bytes) { return wrong(tile, bytes); });
  });
  for (size_t i = 0; i < missing.size(); i++) {
    step.faults.insert(step.faults.end(), objects[i].faults.begin(), objects[i].faults.end());
    if (!objects[i].bytes) {
      step.done = false;
      continue;
    }
    CHECK(keep(missing[i], *objects[i].bytes));
    full_[{missing[i].level, missing[i].index}] = hashes_in(*objects[i].bytes);
  }
  return step;
}

Result<SyncStep> PinnedTree::prove_above(uint64_t first_bundle, uint64_t end_bundle, Missing missing) {
  struct Level {
    int level;
    std::vector<TileId> unknown;
  };
  std::vector<Level> levels;
  uint64_t first = first_bundle, end = end_bundle;  // of the hashes of the level
  for (int level = 1; hashes_at_level(level, size_) >= kTileWidth && first < end; level++) {
    const uint64_t full = hashes_at_level(level, size_) / kTileWidth;
    first /= kTileWidth;
    end = std::min(full, (end + kTileWidth - 1) / kTileWidth);
    levels.push_back({level, {}});
    for (uint64_t index = first; index < end; index++) {
      if (known(level, index) == nullptr) levels.back().unknown.push_back({level, index, kTileWidth});
    }
    // What is further left is not needed again.
    full_.erase(full_.lower_bound({level, 0}), full_.lower_bound({level, first}));
  }
  SyncStep step{true, {}};
  for (auto at = levels.rbegin(); at != levels.rend(); ++at) {
    TRY(SyncStep one, prove_tiles(at->unknown));
    step.faults.insert(step.faults.end(), one.faults.begin(), one.faults.end());
    step.done = step.done && one.done;
    if (!step.done && missing == Missing::kIsTheEnd) break;
  }
  return step;
}

bool PinnedTree::knows_above(uint64_t bundle) const {
  return bundle == size_.value / kTileWidth || known(1, bundle / kTileWidth) != nullptr;
}

Result<std::vector<TileId>> PinnedTree::put_above(uint64_t first_bundle, uint64_t end_bundle) {
  std::vector<TileId> tiles;
  uint64_t first = first_bundle, end = end_bundle;  // of the hashes of the level
  for (int level = 1; hashes_at_level(level, size_) >= kTileWidth; level++) {
    first /= kTileWidth;
    end = std::min(end, hashes_at_level(level, size_)) / kTileWidth;
    for (uint64_t index = first; index < end; index++) {
      if (known(level, index) != nullptr) tiles.push_back({level, index, kTileWidth});
    }
  }
  if (end_bundle * kTileWidth >= size_.value) {
    for (const TileId& tile : TreeEdge::tiles(size_)) tiles.push_back(tile);
  }
  for (const TileId& tile : tiles) {
    const std::vector<Hash>& hashes =
        tile.width == kTileWidth ? *known(tile.level, tile.index) : edge_.rows[static_cast<size_t>(tile.level)];
    CHECK(to_status(mirror_.put(tile, hash_bytes(hashes))));
  }
  return tiles;
}

TreeEdge PinnedTree::edge_at(uint64_t size) const {
  TreeEdge edge{{size}, {}};
  for (const TileId& tile : TreeEdge::tiles({size})) {
    const std::vector<Hash>* hashes = known(tile.level, tile.index);
    ASSERT(tile.level > 0 && hashes != nullptr && hashes->size() >= tile.width);
    edge.rows.resize(static_cast<size_t>(tile.level) + 1);
    edge.rows.back().assign(hashes->begin(), hashes->begin() + static_cast<ptrdiff_t>(tile.width));
  }
  return edge;
}

bool PinnedTree::continues_above(const TreeEdge& held) const {
  for (const TileId& tile : TreeEdge::tiles(held.size)) {
    if (tile.level == 0) continue;
    const std::vector<Hash>* hashes = known(tile.level, tile.index);
    const std::vector<Hash>& row = held.rows[static_cast<size_t>(tile.level)];
    ASSERT(hashes != nullptr && hashes->size() >= row.size());
    if (!std::equal(row.begin(), row.end(), hashes->begin())) return false;
  }
  return true;
}

std::string PinnedTree::wrong_bundle(uint64_t index, const std::string& bytes, std::vector<Hash>* leaves) const {
  const TileId tile = bundle_at(index);
  if (std::string why = leaves_in(bytes, tile.width, *leaves); !why.empty()) return why;
  if (tile.width < kTileWidth) {
    return *leaves == edge_.rows[0] ? "" : "its entries are not those of the checkpoint's tree";
  }
  std::vector<Hash> folded = *leaves;
  return hash_perfect(folded) == bundle_root(index)
             ? ""
             : "its entries do not give the hash that the tile above has for them";
}

ProvenBundle PinnedTree::take_bundle(uint64_t index) {
  ProvenBundle out;
  out.index = index;
  const TileId tile = bundle_at(index);
  std::vector<Hash> leaves;
  const auto wrong = [&](const std::string& bytes) { return wrong_bundle(index, bytes, &leaves); };
  auto bytes = read_local(tile, wrong);
  if (!bytes) {
    out.error = std::move(bytes).error();
    return out;
  }
  if (!*bytes) {
    FetchedObject object = sources_.fetch(tile, wrong);
    out.faults = std::move(object.faults);
    *bytes = std::move(object.bytes);
  }
  const TileId hashes{0, index, tile.width};
  if (!*bytes) {
    // The tile of level 0 is known only as far as it is there; and where it is bad, that is to be found, too.
    auto local = read_local(hashes, [&](const std::string& found) -> std::string {
      if (std::string why = wrong_length(hashes, found); !why.empty()) return why;
      std::vector<Hash> row = hashes_in(found);
      if (tile.width < kTileWidth) return row == edge_.rows[0] ? "" : kNotAsAbove;
      return hash_perfect(row) == bundle_root(index) ? "" : kNotAsAbove;
    });
    if (!local) out.error = std::move(local).error();
    return out;
  }
  Status kept = keep(tile, **bytes);
  if (kept) kept = to_status(mirror_.put(hashes, hash_bytes(leaves)));
  if (!kept) {
    out.error = std::move(kept).error();
    return out;
  }
  out.leaves = std::move(leaves);
  return out;
}

}  // namespace tlog
