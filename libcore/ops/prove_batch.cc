// Many inclusion proofs in one run. Lines are read in blocks; entries that are named by their hash alone are looked for
// once a block; proofs are made in groups, each with one fetch. So neither the length of the batch nor the size of the
// log decides about the memory.

#include <fmt/core.h>

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
  std::optional<Error> unknown;  // the line names no entry
};

// The lines of the batch.
class BatchLines {
 public:
  explicit BatchLines(RecordStream stream) : stream_(std::move(stream)) {}

  std::vector<Wanted> next_block();
  bool at_end() const { return at_end_; }
  // What went wrong behind the lines that were read: reading failed, or the stream was cut off.
  Status check_end(bool partial) const;
  const RecordStream& stream() const { return stream_; }

 private:
  std::optional<Wanted> read_line(std::string_view line);

  RecordStream stream_;
  StreamEnd end_;
  std::optional<Error> error_;
  bool at_end_ = false, typed_ = false;
};

// Nothing for a record that names no entry to prove.
std::optional<Wanted> BatchLines::read_line(std::string_view line) {
  Wanted wanted{stream_.line_number(), std::nullopt, std::nullopt, "", std::nullopt};
  auto record = RecordIn::parse_untyped(line);
  end_.add(record ? mark_of(*record, stream_.has_line_end()) : StreamMark());
  const auto read = [&]() -> Status {
    TRY(wanted.index, record->number("index"));
    TRY(wanted.leaf, record->hash("leaf_hash"));
    if (!wanted.index && !wanted.leaf) return Error(Errc::kMalformed, "names no entry: neither index nor leaf_hash");
    return {};
  };
  if (record) {
    typed_ = typed_ || !record->type().empty();
    if (!record->type().empty() && record->type() != "entry" && record->type() != "proof") return std::nullopt;
  }
  Status named = record ? read() : Status(std::move(record).error());
  if (!named) wanted.unknown = std::move(named).error();
  return wanted;
}

std::vector<Wanted> BatchLines::next_block() {
  std::vector<Wanted> block;
  while (block.size() < kBlockLines && !at_end_) {
    const auto line = stream_.next_line();
    if (!line) error_ = line.error();
    at_end_ = !line || !*line;
    if (at_end_) break;
    auto wanted = read_line(**line);
    if (wanted) block.push_back(*std::move(wanted));
  }
  return block;
}

// A list without any record of another tool needs no summary; but one with nothing in it may be what a tool that failed
// has left.
Status BatchLines::check_end(bool partial) const {
  if (error_) return *error_;
  if (partial || (!typed_ && !end_.empty())) return {};
  return end_.check(stream_.name());
}

class Batch {
 public:
  Batch(const BatchLines& lines, const ProvenTree& tree, Host& host)
      : lines_(lines), tree_(tree), prover_(tree), host_(host) {}

  // False when nobody reads on.
  Result<bool> run(std::vector<Wanted> block);
  void end() const;
  uint64_t refused() const { return refused_; }
  const std::optional<Error>& first_unknown() const { return first_unknown_; }

 private:
  Status look_up(std::vector<Wanted>& block);
  Result<bool> prove(std::span<Wanted> group);
  bool tell(Wanted wanted, const ProvenLeaf* proven);
  void refuse(const Wanted& wanted);

  const BatchLines& lines_;
  const ProvenTree& tree_;
  InclusionProver prover_;
  Host& host_;
  bool told_unpublished_ = false;
  std::optional<Error> first_unknown_;
  uint64_t proofs_ = 0, refused_ = 0, unknown_ = 0;
};

void emit_end(uint64_t proofs, uint64_t refused, uint64_t unknown, Host& host) {
  host.emit(
      summary("tlog-prove").number("proofs", proofs).number("refused", refused).number("unknown", unknown).line());
}

void Batch::end() const { emit_end(proofs_, refused_, unknown_, host_); }

// Finds the numbers of entries that are named by their leaf hash alone.
Status Batch::look_up(std::vector<Wanted>& block) {
  const auto by_hash = [](const Wanted& wanted) { return !wanted.index && wanted.leaf && !wanted.unknown; };
  std::vector<Hash> hashes;
  for (const Wanted& wanted : block) {
    if (by_hash(wanted)) hashes.push_back(*wanted.leaf);
  }
  if (hashes.empty()) return {};
  TRY(const FoundLeaves found, find_leaves(tree_, hashes, host_));
  size_t next = 0;
  for (Wanted& wanted : block) {
    if (!by_hash(wanted)) continue;
    if (!found.fault.empty()) {
      wanted.refused = "its number cannot be told: " + found.fault;
    } else if (found.first[next]) {
      wanted.index = found.first[next]->value;
    } else {
      wanted.refused = fmt::format("none of the {} entries has this leaf hash", tree_.head.size.value);
    }
    next++;
  }
  return {};
}

void Batch::refuse(const Wanted& wanted) {
  refused_++;
  if (refused_ > kShown) return;
  host_.error(fmt::format("{}:{}: {}", lines_.stream().name(), wanted.line, wanted.refused));
  if (wanted.index && *wanted.index >= tree_.head.size.value && !told_unpublished_) {
    host_.hint("what is signed and not published yet is proved with --checkpoint=DIR/.tlog/signed");
    told_unpublished_ = true;
  }
  if (refused_ == kShown) host_.hint("further ones are in the refused records alone");
}

bool Batch::tell(Wanted wanted, const ProvenLeaf* proven) {
  if (proven != nullptr && wanted.refused.empty()) {
    proofs_++;
    return host_.emit(prover_.record(*proven).line());
  }
  if (!wanted.unknown) refuse(wanted);
  Record record(wanted.unknown ? "unknown" : "refused");
  record.number("line", wanted.line).text("reason", wanted.unknown ? wanted.unknown->message() : wanted.refused);
  if (wanted.index) record.number("index", *wanted.index);
  if (wanted.leaf) record.hash("leaf_hash", *wanted.leaf);
  if (wanted.unknown) {
    unknown_++;
    if (!first_unknown_) {
      first_unknown_ = std::move(*wanted.unknown).context(fmt::format("{}:{}", lines_.stream().name(), wanted.line));
    }
  }
  return host_.emit(record.line());
}

Result<bool> Batch::prove(std::span<Wanted> group) {
  std::vector<LeafIndex> indexes;
  for (Wanted& wanted : group) {
    if (!wanted.refused.empty() || wanted.unknown) continue;
    if (*wanted.index < tree_.head.size.value) {
      indexes.push_back(LeafIndex{*wanted.index});
    } else {
      wanted.refused = fmt::format("{} has only {} entries, numbered from 0; there is no entry {}", tree_.what,
                                   tree_.head.size.value, *wanted.index);
    }
  }
  TRY(const auto proven, prover_.prove(indexes));
  auto next = proven.begin();
  for (Wanted& wanted : group) {
    const ProvenLeaf* leaf = wanted.refused.empty() && !wanted.unknown ? &*next++ : nullptr;
    if (leaf != nullptr) wanted.refused = leaf->refused;
    if (leaf != nullptr && wanted.refused.empty() && wanted.leaf && *wanted.leaf != leaf->leaf) {
      wanted.refused = fmt::format("entry {} has another leaf hash: {}", *wanted.index, base64_encode(leaf->leaf));
    }
    if (!tell(std::move(wanted), leaf)) return false;
  }
  return true;
}

Result<bool> Batch::run(std::vector<Wanted> block) {
  CHECK(look_up(block));
  for (size_t begin = 0; begin < block.size(); begin += kGroup) {
    if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    TRY(const bool read_on, prove(std::span(block).subspan(begin, std::min(kGroup, block.size() - begin))));
    if (!read_on) return false;
    host_.progress({.items = proofs_ + refused_ + unknown_,
                    .unit = "proofs",
                    .done_bytes = lines_.stream().read_bytes(),
                    .total_bytes = std::nullopt});
  }
  return true;
}

// What the run found when it could not come to its end: a definite no is more than not being able to tell.
Result<Verdict> stopped(const Batch& batch, const Error& error, Host& host) {
  if (batch.refused() == 0) return error;
  host.error(error.message());
  return Verdict::kNo;
}

}  // namespace

Result<Verdict> prove_batch(const ProveBatchRequest& request, Host& host) {
  TRY(RecordStream stream, RecordStream::open(request.batch));
  BatchLines lines(std::move(stream));
  // Lines may come from who appends to the log: before they come, it has not published their entries.
  std::vector<Wanted> block = lines.next_block();
  TRY(const auto tree, open_tree(request.tree, host));
  if (!tree) {
    emit_end(0, 0, 0, host);
    return Verdict::kNo;
  }
  Batch batch(lines, *tree, host);
  while (!block.empty()) {
    const auto read_on = batch.run(std::move(block));
    if (!read_on) return stopped(batch, read_on.error(), host);
    if (!*read_on) return batch.refused() > 0 ? Verdict::kNo : Verdict::kYes;
    block = lines.next_block();
  }
  // Who reads the proofs sees by the missing summary that some may be missing.
  if (const Status whole = lines.check_end(request.partial); !whole) return stopped(batch, whole.error(), host);
  batch.end();
  if (!batch.first_unknown()) return batch.refused() > 0 ? Verdict::kNo : Verdict::kYes;
  return stopped(batch, *batch.first_unknown(), host);
}

}  // namespace tlog
