#include "libcore/ops/prove.h"

#include <fmt/format.h>

#include <algorithm>

#include "libcore/base/text.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/merkle/tree.h"
#include "libcore/ops/summary.h"
#include "libcore/os/file.h"
#include "libcore/proof/tlog_proof.h"
#include "libcore/store/tile_reader.h"

namespace tlog {

namespace {

// A definite no, which has been told to the user, or a value.
template <typename T>
using Answer = Result<std::optional<T>>;

template <typename T>
Answer<T> say_no(Host& host, const std::string& why) {
  host.error(why);
  return std::optional<T>();
}

// The number of the first entry with one of these leaf hashes. All of the level-0 tiles are read, and have to give the
// root: a tile that was tampered with must not hide an entry.
Answer<LeafIndex> find_leaf(LogReader& log, const Checkpoint& checkpoint, const ChosenLeaf& leaf, Host& host) {
  CompactRange tree;
  std::optional<LeafIndex> found, found_without_line_end;
  const uint64_t size = checkpoint.size.value;
  for (uint64_t begin = 0; begin < size; begin += kTileWidth) {
    if (host.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    const TileId tile{0, begin / kTileWidth, std::min(kTileWidth, size - begin)};
    std::string fault;
    TRY(const auto hashes, read_tile(log, tile, &fault));
    if (!hashes) return say_no<LeafIndex>(host, fmt::format("{}: {}", log.name_of(tile), fault));
    for (size_t i = 0; i < hashes->size(); i++) {
      if (!found && (*hashes)[i] == leaf.hash) found = LeafIndex{begin + i};
      if (!found_without_line_end && (*hashes)[i] == leaf.without_line_end)
        found_without_line_end = LeafIndex{begin + i};
    }
    tree.append(range_of(begin, *hashes));
    host.progress({.items = tree.end(), .unit = "entries", .done_bytes = tree.end(), .total_bytes = size});
  }
  if (tree.root() != checkpoint.root) {
    return say_no<LeafIndex>(host, log.name() + ": the level-0 tiles do not give the root of the checkpoint");
  }
  if (!found) {
    host.error(fmt::format("{}: none of the {} entries has this leaf hash", log.name(), size));
    if (found_without_line_end) host.hint(line_end_hint(leaf));
  }
  return found;
}

Answer<TlogProof> make_proof(LogReader& log, const std::string& note, const Checkpoint& checkpoint, LeafIndex index,
                             Host& host) {
  TlogProof proof{std::nullopt, index, {}, note};
  const auto parts = plan_inclusion(index, checkpoint.size);
  SubtreeReader subtrees(log, checkpoint.size);
  const SubtreeId leaf{0, index.value};
  subtrees.plan(leaf);
  for (const auto& part : parts) {
    for (const SubtreeId& subtree : part) subtrees.plan(subtree);
  }
  TRY(const bool there, subtrees.fetch());
  if (!there) return say_no<TlogProof>(host, subtrees.fault());
  for (const auto& part : parts) proof.hashes.push_back(subtrees.root_of(part));
  if (inclusion_root(index, checkpoint.size, subtrees.root_of(leaf), proof.hashes) != checkpoint.root) {
    return say_no<TlogProof>(host, log.name() + ": the tiles do not give the root of the checkpoint");
  }
  return std::optional(std::move(proof));
}

}  // namespace

Result<Verdict> prove_inclusion(const ProveInclusionRequest& request, Host& host) {
  TRY(const auto leaf, choose_leaf(request.leaf));
  HttpOptions http = request.http;
  http.cancelled = [&host] { return host.cancelled(); };
  TRY(const std::unique_ptr<LogReader> opened, open_log(request.log, http));
  LogReader& log = *opened;
  TRY(const std::string note, log.checkpoint());
  auto parsed = parse_unverified_checkpoint(note);
  if (!parsed) return std::move(parsed).error().context(log.checkpoint_name());
  const Checkpoint& checkpoint = *parsed;

  std::optional<LeafIndex> index;
  if (request.index) {
    if (*request.index >= checkpoint.size.value) {
      host.error(fmt::format("{}: has {} entries, numbered from 0; there is no entry {}", log.name(),
                             checkpoint.size.value, *request.index));
      return Verdict::kNo;
    }
    index = LeafIndex{*request.index};
  } else {
    ASSERT(leaf.has_value());
    TRY(index, find_leaf(log, checkpoint, *leaf, host));
    if (!index) return Verdict::kNo;
  }
  TRY(const auto proof, make_proof(log, note, checkpoint, *index, host));
  if (!proof) return Verdict::kNo;

  std::string out = format_tlog_proof(*proof);
  if (request.record) {
    out = Record("proof")
              .text("origin", checkpoint.origin)
              .number("index", index->value)
              .number("tree_size", checkpoint.size.value)
              .text("proof", out)
              .line() +
          "\n" + summary("tlog-prove").number("proofs", 1).line() + "\n";
  }
  if (!request.output || *request.output == "-") {
    host.emit_raw(out);
  } else {
    CHECK(write_output(*request.output, out));
  }
  host.note("the signatures of the checkpoint were not looked at: that is for whoever verifies the proof");
  return Verdict::kYes;
}

}  // namespace tlog
