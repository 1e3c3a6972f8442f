#pragma once
// Entry lines to the objects of a tree: what an import and an append do alike. Blocks of entries are checked, hashed
// and bundled in parallel; the builder takes what is left of them in order, checks the trailers, and makes the tiles
// above.

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libcore/merkle/tree.h"
#include "libcore/ops/entry_bundles.h"
#include "libcore/ops/host.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/tiles/tile_stack.h"
#include "libcore/tiles/tree_edge.h"

namespace tlog {

class TreeBuilder {
 public:
  // `start` is the edge of the tree that is there already. Its level-0 row comes again with the first block, whose
  // first entries are those of the partial bundle.
  TreeBuilder(std::vector<std::string> inputs, const TreeEdge& start, PutObject put);

  // In order. malformed: a trailer does not hold, or what the block says.
  Status add(BundledBlock block);
  // Writes what depends on the end of the input.
  Status finish();

  const PutObject& put() const { return put_; }
  TreeSize size() const { return {tree_.end()}; }
  Hash root() const { return tree_.root(); }

 private:
  Status check_trailer(size_t input, const Trailer& trailer) const;

  std::vector<std::string> inputs_;  // for messages
  PutObject put_;
  TileStack stack_;
  CompactRange tree_;        // of the log
  CompactRange input_tree_;  // of the input that is being read
  std::string tail_bundle_;
  std::vector<Hash> tail_leaves_;
};

// Reads everything. `work` makes of a block, and the number of its first entry in the log, what `consume` takes in
// order: it has `entries` and `read_bytes`. The first block begins at `first_index`. busy: interrupted.
template <typename Out>
Status read_blocks(const EntryInput& input, uint64_t first_index, Host& host,
                   const std::function<Out(EntryBlock, uint64_t)>& work, const std::function<Status(Out)>& consume) {
  std::atomic<bool> stop{false};
  EntryReader reader({.inputs = input.files,
                      .preface = input.preface,
                      .raw = input.raw,
                      .need_trailer = !input.no_trailer,
                      .drop_trailers = input.drop_trailers,
                      .stop = [&] { return stop || host.cancelled(); }});
  struct Work {
    EntryBlock block;
    uint64_t first_index;
  };
  const unsigned jobs = static_cast<unsigned>(input.jobs);
  const auto total = EntryReader::total_bytes(input.files);
  uint64_t entries = 0, preface = input.preface.size();
  Status status;
  ordered_crew<Work, Out>(
      jobs, jobs + 2,
      [&]() -> std::optional<Work> {
        auto block = reader.next();
        if (!block) return std::nullopt;
        const uint64_t first = first_index;
        first_index += block->lines.size();
        return Work{*std::move(block), first};
      },
      [&](Work next) { return work(std::move(next.block), next.first_index); },
      [&](Out out) {
        entries += out.entries - std::exchange(preface, 0);  // it is all in the first block
        host.progress({.items = entries, .unit = "entries", .done_bytes = out.read_bytes, .total_bytes = total});
        status = consume(std::move(out));
        stop = !status || host.cancelled();
        return !stop;
      });
  CHECK(std::move(status));
  if (host.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  return {};
}

// Reads everything, writes the whole bundles and the tiles above them, and leaves the end to builder.finish().
Status build_tree(const EntryInput& input, TreeBuilder& builder, Host& host);

}  // namespace tlog
