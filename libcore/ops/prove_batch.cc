// Many inclusion proofs in one run. Lines are read in blocks; entries that are named by their hash alone are looked for
// once a block; proofs are made in groups, each with one fetch. So neither the length of the batch nor the size of the
// log decides about the memory.

#include <fmt/format.h>

#include <algorithm>

#include "libcore/base/encode.h"
#include "libcore/ops/find_leaves.h"
#include "libcore/ops/inclusion_prover.h"
#include "libcore/ops/prove.h"
#include "libcore/ops/record_stream.h"
#include "libcore/ops/summary.h"

namespace tlog {

namespace {

constexpr size_t kBlockLines = 65'536;  // a few megabytes; each block may cost one walk over all leaf hashes
constexpr size_t kGroup = 1024;         // proofs of one fetch: some thousand tiles at the most
constexpr uint64_t kShown = 100;        // refused ones that people are told of; the records have all

struct Wanted {
  uint64_t line = 0;
  std::optional<uint64_t> index;
  std::optional<Hash> leaf;  // where there is an index too, what its leaf hash has to be
  std::string refused;
};

class Batch {
 public:
  Batch(RecordStream stream, const ProvenTree& tree, Host& host)
      : stream_(std::move(stream)), tree_(tree), prover_(tree), host_(host) {}

  // False when nobody reads on.
  Answer<bool> run();
  uint64_t proofs() const { return proofs_; }
  uint64_t refused() const { return refused_; }
  // The records came from another tool, which ends them with a summary.
  bool is_stream() const { return typed_; }
  Status check_end() const { return stream_.check_end(); }

 private:
  Result<std::vector<Wanted>> read_block();
  Result<std::optional<Wanted>> read_line(std::string_view line);
  Answer<bool> look_up(std::vector<Wanted>& block);
  Result<bool> prove(std::span<Wanted> group);
  bool tell(const Wanted& wanted, const ProvenLeaf* proven);

  RecordStream stream_;
  const ProvenTree& tree_;
  InclusionProver prover_;
  Host& host_;
  std::optional<Error> error_;  // behind the lines that were read
  bool at_end_ = false, typed_ = false;
  uint64_t proofs_ = 0, refused_ = 0;
};

// Nothing for a record that names no entry to prove.
Result<std::optional<Wanted>> Batch::read_line(std::string_view line) {
  TRY(const RecordIn record, RecordIn::parse_untyped(line));
  typed_ = typed_ || !record.type().empty();
  if (!record.type().empty() && record.type() != "entry" && record.type() != "proof") return std::optional<Wanted>();
  Wanted wanted{stream_.line_number(), std::nullopt, std::nullopt, ""};
  TRY(wanted.index, record.number("index"));
  TRY(wanted.leaf, record.hash("leaf_hash"));
  if (!wanted.index && !wanted.leaf) return Error(Errc::kMalformed, "names no entry: neither index nor leaf_hash");
  return std::optional(std::move(wanted));
}

Result<std::vector<Wanted>> Batch::read_block() {
  std::vector<Wanted> block;
  while (block.size() < kBlockLines) {
    const auto line = stream_.next_line();
    if (line && !*line) {
      at_end_ = true;
      break;
    }
    auto wanted = line ? read_line(**line) : Result<std::optional<Wanted>>(line.error());
    if (!wanted) {
      error_ = line ? std::move(wanted).error().context(fmt::format("{}:{}", stream_.name(), stream_.line_number()))
                    : std::move(wanted).error();
      at_end_ = true;
      break;
    }
    if (*wanted) block.push_back(**std::move(wanted));
  }
  return block;
}

// Finds the numbers of entries that are named by their leaf hash alone.
Answer<bool> Batch::look_up(std::vector<Wanted>& block) {
  std::vector<Hash> hashes;
  for (const Wanted& wanted : block) {
    if (!wanted.index) hashes.push_back(*wanted.leaf);
  }
  if (hashes.empty()) return std::optional(true);
  TRY(const auto found, find_leaves(tree_, hashes, host_));
  if (!found) return std::optional<bool>();
  auto next = found->begin();
  for (Wanted& wanted : block) {
    if (wanted.index) continue;
    if (*next) {
      wanted.index = (*next)->value;
    } else {
      wanted.refused = fmt::format("none of the {} entries has this leaf hash", tree_.head.size.value);
    }
    next++;
  }
  return std::optional(true);
}

bool Batch::tell(const Wanted& wanted, const ProvenLeaf* proven) {
  if (wanted.refused.empty()) {
    proofs_++;
    return host_.emit(prover_.record(*proven).line());
  }
  refused_++;
  if (refused_ <= kShown) {
    host_.error(fmt::format("{}:{}: {}", stream_.name(), wanted.line, wanted.refused));
    if (refused_ == kShown) host_.hint("further ones are in the refused records alone");
  }
  Record record("refused");
  record.number("line", wanted.line).text("reason", wanted.refused);
  if (wanted.index) record.number("index", *wanted.index);
  if (wanted.leaf) record.hash("leaf_hash", *wanted.leaf);
  return host_.emit(record.line());
}

Result<bool> Batch::prove(std::span<Wanted> group) {
  std::vector<LeafIndex> indexes;
  for (Wanted& wanted : group) {
    if (!wanted.refused.empty()) continue;
    if (*wanted.index < tree_.head.size.value) {
      indexes.push_back(LeafIndex{*wanted.index});
    } else {
      wanted.refused = fmt::format("the log has only {} entries, numbered from 0; there is no entry {}",
                                   tree_.head.size.value, *wanted.index);
    }
  }
  TRY(const auto proven, prover_.prove(indexes));
  auto next = proven.begin();
  for (Wanted& wanted : group) {
    const ProvenLeaf* leaf = wanted.refused.empty() ? &*next++ : nullptr;
    if (leaf != nullptr) wanted.refused = leaf->refused;
    if (wanted.refused.empty() && wanted.leaf && *wanted.leaf != leaf->leaf) {
      wanted.refused = fmt::format("entry {} has another leaf hash: {}", *wanted.index, base64_encode(leaf->leaf));
    }
    if (!tell(wanted, leaf)) return false;
  }
  return true;
}

Answer<bool> Batch::run() {
  while (!at_end_) {
    TRY(std::vector<Wanted> block, read_block());
    TRY(const auto looked_up, look_up(block));
    if (!looked_up) return std::optional<bool>();
    for (size_t begin = 0; begin < block.size(); begin += kGroup) {
      if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
      TRY(const bool read_on, prove(std::span(block).subspan(begin, std::min(kGroup, block.size() - begin))));
      if (!read_on) return std::optional(false);
      host_.progress({.items = proofs_ + refused_,
                      .unit = "proofs",
                      .done_bytes = stream_.read_bytes(),
                      .total_bytes = std::nullopt});
    }
  }
  if (error_) return *std::move(error_);
  return std::optional(true);
}

}  // namespace

Result<Verdict> prove_batch(const ProveBatchRequest& request, Host& host) {
  const auto end = [&](uint64_t proofs, uint64_t refused) {
    host.emit(summary("tlog-prove").number("proofs", proofs).number("refused", refused).line());
  };
  TRY(RecordStream stream, RecordStream::open(request.batch));
  TRY(const auto tree, open_tree(request.tree, host));
  if (!tree) {
    end(0, 0);
    return Verdict::kNo;
  }
  Batch batch(std::move(stream), *tree, host);
  const auto run = batch.run();
  if (!run) {
    if (batch.refused() == 0) return run.error();
    host.error(run.error().message());  // a definite no is more than not being able to tell
    return Verdict::kNo;
  }
  const auto& ran = *run;
  if (ran && !*ran) return batch.refused() > 0 ? Verdict::kNo : Verdict::kYes;
  if (ran && batch.is_stream() && !request.partial) {
    if (Status whole = batch.check_end(); !whole) {
      if (batch.refused() == 0) return std::move(whole).error();
      host.error(whole.error().message());
    }
  }
  end(batch.proofs(), batch.refused());
  return ran && batch.refused() == 0 ? Verdict::kYes : Verdict::kNo;
}

}  // namespace tlog
