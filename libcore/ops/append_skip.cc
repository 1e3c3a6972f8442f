#include "libcore/ops/append_skip.h"

#include "libcore/merkle/tree.h"
#include "libcore/tiles/bundle.h"

namespace tlog {

EntrySkipper::EntrySkipper(KnownEntries known, const ProvenEdge& edge, PutObject put)
    : known_(std::move(known)), put_(std::move(put)), tile_(known_.size() / kTileWidth) {
  for (const std::string& entry : edge.entries) append_entry(bundle_, as_bytes(entry));
  if (!edge.edge.rows.empty()) leaves_ = edge.edge.rows[0];
}

BundledBlock EntrySkipper::take(HashedBlock block) {
  BundledBlock out;
  out.entries = block.entries;
  out.read_bytes = block.read_bytes;
  for (size_t i = 0; i < block.leaves.size(); i++) {
    known_.look_ahead(block.leaves, i);
    if (const auto index = known_.find(block.leaves[i])) {
      indexes_.push_back(*index);
      continue;
    }
    indexes_.push_back(known_.size());
    known_.add(block.leaves[i]);
    append_entry(bundle_, as_bytes(block.block.line(i)));
    leaves_.push_back(block.leaves[i]);
    if (leaves_.size() < kTileWidth) continue;
    if (auto status = put_bundle(out); !status) {
      out.error = std::move(status).error();
      return out;
    }
  }
  out.segments = std::move(block.segments);
  out.error = std::move(block.error);
  return out;
}

Status EntrySkipper::put_bundle(BundledBlock& out) {
  CHECK(put_({kEntriesLevel, tile_, kTileWidth}, bundle_));
  CHECK(put_({0, tile_, kTileWidth}, hash_bytes(leaves_)));
  out.tile_roots.push_back(hash_perfect(leaves_));
  bundle_.clear();
  leaves_.clear();
  tile_++;
  return {};
}

BundledBlock EntrySkipper::rest() {
  BundledBlock out;
  out.tail_bundle = std::move(bundle_);
  out.tail_leaves = std::move(leaves_);
  return out;
}

}  // namespace tlog
