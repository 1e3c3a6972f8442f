#include "libcore/ops/tree_builder.h"

#include <fmt/core.h>

namespace tlog {

TreeBuilder::TreeBuilder(std::vector<std::string> inputs, const TreeEdge& start, PutObject put)
    : inputs_(std::move(inputs)),
      put_(std::move(put)),
      stack_(start,
             [this](const TileId& tile, std::span<const Hash> hashes) { return put_(tile, hash_bytes(hashes)); }),
      tree_(start.tree(1)) {}

Status TreeBuilder::add(BundledBlock block) {
  for (const Hash& root : block.tile_roots) {
    tree_.append_subtree(kTileHeight, root);
    CHECK(stack_.append(root));
  }
  for (const Hash& leaf : block.tail_leaves) tree_.append_leaf(leaf);
  tail_bundle_ = std::move(block.tail_bundle);
  tail_leaves_ = std::move(block.tail_leaves);
  for (BundledSegment& segment : block.segments) {
    if (segment.range.begin() == 0) input_tree_ = CompactRange();
    input_tree_.append(segment.range);
    if (segment.ends && segment.trailer) CHECK(check_trailer(segment.input, *segment.trailer));
  }
  if (block.error) return *std::move(block.error);
  return {};
}

Status TreeBuilder::finish() {
  if (!tail_leaves_.empty()) {
    const uint64_t index = tree_.end() / kTileWidth;
    CHECK(put_({kEntriesLevel, index, tail_leaves_.size()}, tail_bundle_));
    CHECK(put_({0, index, tail_leaves_.size()}, hash_bytes(tail_leaves_)));
  }
  return stack_.finish();
}

Status TreeBuilder::check_trailer(size_t input, const Trailer& trailer) const {
  const std::string place = fmt::format("{}:{}", EntryReader::input_name(inputs_[input]), input_tree_.end() + 1);
  if (trailer.entries != input_tree_.end()) {
    return Error(Errc::kMalformed, fmt::format("{}: the trailer counts {} entries, but {} came", place, trailer.entries,
                                               input_tree_.end()))
        .hint("entries were lost or added on the way");
  }
  if (trailer.root_hash != input_tree_.root()) {
    return Error(Errc::kMalformed, place + ": the root hash in the trailer is not that of the entries before it")
        .hint("an entry was changed on the way");
  }
  return {};
}

Status build_tree(const EntryInput& input, TreeBuilder& builder, Host& host) {
  return read_blocks<BundledBlock>(
      input, builder.size().value, host,
      [&](EntryBlock block, uint64_t first_index) { return bundle_block(block, first_index, input, builder.put()); },
      [&](BundledBlock block) { return builder.add(std::move(block)); });
}

}  // namespace tlog
