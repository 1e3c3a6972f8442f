#pragma once
// The parallel part of an import or an append: checks the lines of a block, hashes them, and writes the whole bundles
// and their level-0 tiles. What the rest of the tree needs of it is small, and goes to the tree builder in order.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libcore/merkle/tree.h"
#include "libcore/ops/entry_input.h"
#include "libcore/ops/entry_reader.h"
#include "libcore/tiles/tile.h"

namespace tlog {

// Where objects go. Called from several threads.
using PutObject = std::function<Status(const TileId&, std::string_view)>;

// A run of entries of one input, with their part of the input's own tree.
struct BundledSegment {
  size_t input = 0;
  CompactRange range;  // of this input's own tree, whose leaves are numbered from 0
  bool ends = false;
  std::optional<Trailer> trailer;
};

struct BundledBlock {
  uint64_t entries = 0;
  uint64_t read_bytes = 0;
  std::vector<Hash> tile_roots;  // of the whole bundles, in order
  // The entries behind the last whole bundle: only in the last block of all.
  std::string tail_bundle;
  std::vector<Hash> tail_leaves;
  std::vector<BundledSegment> segments;
  std::optional<Error> error;  // the first thing that is wrong, which is behind the segments
};

// Checks and hashes the lines of a block, and writes nothing.
struct HashedBlock {
  EntryBlock block;
  uint64_t entries = 0;
  uint64_t read_bytes = 0;
  std::vector<Hash> leaves;  // of the lines before the first bad one
  std::vector<BundledSegment> segments;
  std::optional<Error> error;  // the first thing that is wrong, which is behind the leaves
};
HashedBlock hash_block(EntryBlock block, const EntryInput& input);

// `first_index` is the number in the log of the block's first line; a multiple of the bundle width.
BundledBlock bundle_block(const EntryBlock& block, uint64_t first_index, const EntryInput& input, const PutObject& put);

}  // namespace tlog
