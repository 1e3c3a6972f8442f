#include "libcore/ops/known_entries.h"

#include <bit>
#include <cstring>

#include "libcore/merkle/tree.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/store/tile_reader.h"
#include "libcore/tiles/tile_stack.h"

namespace tlog {

namespace {

constexpr size_t kFirstSlots = 1024;

struct Row {
  TileId tile;
  std::optional<std::vector<Hash>> leaves;
  Hash root;
  std::string fault;
  std::optional<Error> error;
};

Row read_row(LogReader& log, const TileId& tile) {
  Row row{tile, {}, {}, {}, {}};
  auto leaves = read_tile(log, tile, &row.fault);
  if (!leaves) {
    row.error = std::move(leaves).error();
  } else if (*leaves) {
    row.leaves = **leaves;
    row.root = hash_perfect(**leaves);
  }
  return row;
}

}  // namespace

Result<std::optional<KnownEntries>> KnownEntries::read(LogReader& log, const ProvenEdge& proven, unsigned jobs,
                                                       Host& host, std::vector<ObjectFault>& faults) {
  const TreeEdge& edge = proven.edge;
  const uint64_t tiles = edge.size.value / kTileWidth;
  KnownEntries known;
  known.make_room(edge.size.value);
  CompactRange tree;
  uint64_t next = 0;
  std::optional<std::vector<Hash>> above;  // the level-1 tile over the one that came last; for blame only
  const auto add = [&](const Row& row) -> Status {
    if (row.error) return *row.error;
    const uint64_t over = row.tile.index / kTileWidth, at = row.tile.index % kTileWidth;
    std::string ignored;
    if (at == 0) {
      TRY(above, read_tile(log, {1, over, std::min(kTileWidth, tiles - over * kTileWidth)}, &ignored));
    }
    if (!row.leaves) {
      faults.push_back({tile_path(row.tile), row.fault, std::nullopt});
    } else if (above && (*above)[at] != row.root) {
      faults.push_back({tile_path(row.tile), "its hashes do not give the one that the tile above has for it", {}});
    } else {
      tree.append_subtree(kTileHeight, row.root);
      for (size_t i = 0; i < row.leaves->size(); i++) {
        known.look_ahead(*row.leaves, i);
        known.add((*row.leaves)[i]);
      }
    }
    return {};
  };
  Status status;
  ordered_crew<TileId, Row>(
      jobs, 4 * size_t{jobs},
      [&]() -> std::optional<TileId> {
        if (next == tiles) return std::nullopt;
        return TileId{0, next++, kTileWidth};
      },
      [&](const TileId& tile) { return read_row(log, tile); },
      [&](const Row& row) {
        status = add(row);
        const uint64_t done = known.size();
        host.progress({.items = done, .unit = "old entries", .done_bytes = done, .total_bytes = edge.size.value});
        return status && faults.empty() && !host.cancelled();
      });
  CHECK(std::move(status));
  if (host.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  if (faults.empty() && tiles > 0 && tree.root() != edge.tree(1).root()) {
    faults.push_back({"tile/0", "its tiles do not give the root hash that was signed", std::nullopt});
  }
  if (!faults.empty()) return std::optional<KnownEntries>();
  if (!edge.rows.empty()) {
    for (const Hash& leaf : edge.rows[0]) known.add(leaf);
  }
  return std::optional(std::move(known));
}

size_t KnownEntries::first_slot_of(const Hash& leaf) const {
  size_t slot;  // a hash is as good as any other hash of itself
  std::memcpy(&slot, leaf.bytes.data(), sizeof slot);
  return slot & (slots_.size() - 1);
}

// Where the leaf is, or the free slot for it.
size_t KnownEntries::slot_of(const Hash& leaf) const {
  size_t slot = first_slot_of(leaf);
  for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    if (leaves_[slots_[slot] - 1] == leaf) break;
  }
  return slot;
}

void KnownEntries::look_ahead(std::span<const Hash> leaves, size_t at) const {
  constexpr size_t kSlot = 32, kLeaf = 16;  // so many leaves ahead
  if (slots_.empty()) return;
  if (at + kSlot < leaves.size()) __builtin_prefetch(&slots_[first_slot_of(leaves[at + kSlot])]);
  if (at + kLeaf < leaves.size()) {
    const uint64_t found = slots_[first_slot_of(leaves[at + kLeaf])];
    if (found != 0) __builtin_prefetch(&leaves_[found - 1]);
  }
}

std::optional<uint64_t> KnownEntries::find(const Hash& leaf) const {
  if (slots_.empty()) return std::nullopt;
  const uint64_t found = slots_[slot_of(leaf)];
  return found == 0 ? std::nullopt : std::optional(found - 1);
}

void KnownEntries::add(const Hash& leaf) {
  leaves_.push_back(leaf);
  if (leaves_.size() * 4 > slots_.size() * 3) return make_room(leaves_.size());
  uint64_t& slot = slots_[slot_of(leaf)];
  if (slot == 0) slot = leaves_.size();
}

void KnownEntries::make_room(uint64_t entries) {
  slots_ = {};  // what it held is not needed meanwhile
  slots_.resize(std::bit_ceil(std::max<size_t>(kFirstSlots, entries * 4 / 3 + 1)));
  for (uint64_t i = 0; i < leaves_.size(); i++) {
    uint64_t& slot = slots_[slot_of(leaves_[i])];
    if (slot == 0) slot = i + 1;
  }
}

}  // namespace tlog
