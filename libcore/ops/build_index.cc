#include "libcore/ops/build_index.h"

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/ops/index_record.h"
#include "libcore/ops/siglog_index.h"
#include "libcore/ops/spill_clean.h"
#include "libcore/ops/summary.h"
#include "libcore/store/index_parts.h"
#include "libcore/store/index_store.h"
#include "libcore/store/index_writer.h"

namespace tlog {

namespace {

constexpr std::string_view kTool = "vindex-build";
constexpr size_t kMaxShown = 1024;

// The keys of the index in their order, of each entry.
class OldKeys : public KeySource {
 public:
  explicit OldKeys(const IndexView& index) : scan_(index) {}
  Result<const KeyOfEntry*> next() override {
    if (!item_ || at_ == item_->entries.size()) {
      TRY(item_, scan_.next());
      at_ = 0;
    }
    if (!item_) return static_cast<const KeyOfEntry*>(nullptr);
    current_ = {item_->hash, item_->entries[at_++], item_->key};
    return static_cast<const KeyOfEntry*>(&current_);
  }

 private:
  IndexScan scan_;
  std::optional<IndexScan::Item> item_;
  size_t at_ = 0;
  KeyOfEntry current_;
};

// Gives the items of both to `take`, in order. `damaged` says whether an error is one of the old index.
Status merge_keys(KeySource* old, KeySource& fresh, const std::function<Status(const KeyOfEntry&)>& take,
                  bool& damaged) {
  const auto next_old = [&]() -> Result<const KeyOfEntry*> {
    if (old == nullptr) return static_cast<const KeyOfEntry*>(nullptr);
    auto item = old->next();
    damaged = !item;
    return item;
  };
  TRY(const KeyOfEntry* a, next_old());
  TRY(const KeyOfEntry* b, fresh.next());
  while (a != nullptr || b != nullptr) {
    const bool takes_old = b == nullptr || (a != nullptr && *a < *b);
    CHECK(take(takes_old ? *a : *b));
    if (takes_old) {
      TRY(a, next_old());
    } else {
      TRY(b, fresh.next());
    }
  }
  return {};
}

// Are they the same? `fresh` may say an item more than once.
Result<bool> compare(KeySource& old, KeySource& fresh, Host& host) {
  std::optional<std::pair<Hash, uint64_t>> last;
  while (true) {
    if (host.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    TRY(const KeyOfEntry* there, old.next());
    const KeyOfEntry* wanted = nullptr;
    do {
      TRY(wanted, fresh.next());
    } while (wanted != nullptr && last == std::pair(wanted->hash, wanted->entry));
    if (there == nullptr || wanted == nullptr) return there == nullptr && wanted == nullptr;
    if (there->hash != wanted->hash || there->entry != wanted->entry || there->key != wanted->key) return false;
    last = {wanted->hash, wanted->entry};
  }
}

// A slip of the pen in --out must not cost a file that is something else, as a checkpoint.
Status check_was_index(const std::string& path) {
  const auto was = was_index(path);
  if (!was && was.error().code() != Errc::kNotFound) return was.error();
  if (!was || *was) return {};
  return Error(Errc::kCannotCreate, printable(path, kMaxShown) + ": is not an index, and is not written over")
      .hint("choose another file, or remove this one");
}

class IndexBuild {
 public:
  IndexBuild(const BuildIndexRequest& request, const ProvenTree& tree, Host& host)
      : request_(request), tree_(tree), host_(host) {}

  Result<Verdict> run();
  Result<Verdict> check(const OpenIndex& index);

 private:
  enum class Outcome { kDone, kRefused, kDamaged };
  Result<std::unique_ptr<OpenIndex>> open_old();
  Result<bool> continues(const IndexHeader& old);
  Result<bool> is_whole(const OpenIndex& old);
  Result<Outcome> build(const OpenIndex* old);
  Result<Outcome> merge(const OpenIndex* old, const SiglogState* siglog, KeySorter& fresh, IndexWriter& writer);
  void rebuilt(const std::string& reason);
  IndexHeader header() const;
  Result<SpillFolder> make_scratch(uint64_t fresh, uint64_t written);
  Result<std::optional<SiglogState>> open_siglog(const SpillFolder& scratch);
  void tell(const IndexHeader& header, std::optional<uint64_t> from);

  const BuildIndexRequest& request_;
  const ProvenTree& tree_;
  Host& host_;
  std::string damage_;
};

IndexHeader IndexBuild::header() const {
  IndexHeader header;
  header.origin = tree_.origin;
  header.size = tree_.head.size;
  header.root = tree_.head.root;
  header.map = index_map(request_.map);
  return header;
}

void IndexBuild::tell(const IndexHeader& header, std::optional<uint64_t> from) {
  Record record = index_record(header);
  if (from) record.number("updated_from", *from);
  host_.emit(record.line());
}

void IndexBuild::rebuilt(const std::string& reason) {
  host_.warn(reason + "; the index is built anew from the log");
  host_.emit(Record("index_rebuilt").text("reason", reason).line());
}

// The old index where it can be gone on with. Null: there is none, which is told.
Result<std::unique_ptr<OpenIndex>> IndexBuild::open_old() {
  auto old = open_index(request_.out);
  if (!old) {
    if (old.error().code() != Errc::kNotFound && old.error().code() != Errc::kMalformed) return old;
    CHECK(check_was_index(request_.out));
    rebuilt(old.error().message());
    return std::unique_ptr<OpenIndex>();
  }
  const IndexHeader& header = (*old)->header();
  const std::string name = printable(request_.out, kMaxShown);
  if (header.origin != tree_.origin) {
    return Error(Errc::kConfig, fmt::format("{}: is of another log: {}", name, printable(header.origin, kMaxShown)));
  }
  if (header.map != index_map(request_.map)) {
    return Error(Errc::kConfig, name + ": its keys were made in another way").hint("name another file for these keys");
  }
  return old;
}

// Does the log go on from what the index covers? No: which is told.
Result<bool> IndexBuild::continues(const IndexHeader& old) {
  const std::string name = printable(request_.out, kMaxShown);
  const TreeHead& head = tree_.head;
  if (old.size > head.size) {
    host_.error(fmt::format("rollback: {} has {} entries, and the index {} covers {}", tree_.log->name(),
                            head.size.value, name, old.size.value));
    return false;
  }
  return continues_tree(tree_, {old.size, old.root}, "the index " + name, host_);
}

// An index that has nothing to be merged with is read all the same: what is damaged is built anew, which is told.
Result<bool> IndexBuild::is_whole(const OpenIndex& old) {
  if (old.header().size != tree_.head.size) return true;
  OldKeys keys(old.view);
  while (true) {
    if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    const auto item = keys.next();
    if (!item) rebuilt(printable(request_.out, kMaxShown) + ": " + item.error().message());
    if (!item || *item == nullptr) return item.has_value();
  }
}

// For the keys of `fresh` entries, and an index with `written` keys.
Result<SpillFolder> IndexBuild::make_scratch(uint64_t fresh, uint64_t written) {
  uint64_t memory = request_.memory, bytes = 0;
  if (request_.from_siglog) {
    memory /= 2;
    bytes = siglog_scratch_bytes(*request_.from_siglog, memory);
  }
  bytes += index_scratch_bytes({.sorted = fresh, .written = written, .memory = memory});
  return make_swept_spill(request_.spill_root, bytes, host_);
}

// Siglog's index, where it is asked for and whole; where it is not, that is told.
Result<std::optional<SiglogState>> IndexBuild::open_siglog(const SpillFolder& scratch) {
  if (!request_.from_siglog) return std::optional<SiglogState>();
  auto state = read_siglog_state(*request_.from_siglog, tree_.head.size.value, scratch.path(), request_.memory / 2);
  if (state) {
    warn_of_siglog_rest(*request_.from_siglog, *state, host_);
    return std::optional(*std::move(state));
  }
  if (state.error().code() != Errc::kNotFound && state.error().code() != Errc::kMalformed) {
    return std::move(state).error();
  }
  rebuilt(state.error().message());
  return std::optional<SiglogState>();
}

// Together with the keys of an old index; siglog's state has to have the same ones. Both may be null.
Result<IndexBuild::Outcome> IndexBuild::merge(const OpenIndex* old, const SiglogState* siglog, KeySorter& fresh,
                                              IndexWriter& writer) {
  const auto sorted = fresh.sorted();
  std::optional<OldKeys> old_keys;
  if (old != nullptr) old_keys.emplace(old->view);
  std::unique_ptr<KeySource> siglog_keys;
  std::optional<SiglogComparison> comparison;
  if (siglog != nullptr) {
    CHECK(siglog->keys->close());
    siglog_keys = siglog->keys->sorted();
    comparison.emplace(*siglog_keys);
  }
  bool damaged = false;
  const auto take = [&](const KeyOfEntry& item) -> Status {
    if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    if (comparison) CHECK(comparison->take(item));
    return writer.add(item);
  };
  Status merged = merge_keys(old_keys ? &*old_keys : nullptr, *sorted, take, damaged);
  if (damaged) {
    damage_ = printable(request_.out, kMaxShown) + ": " + merged.error().message();
    return Outcome::kDamaged;
  }
  CHECK(std::move(merged));
  if (comparison) {
    TRY(const std::string difference, comparison->finish());
    if (!difference.empty()) {
      host_.error(
          fmt::format("{}: is not the index of the log: {}", printable(*request_.from_siglog, kMaxShown), difference));
      return Outcome::kRefused;
    }
  }
  return Outcome::kDone;
}

Result<IndexBuild::Outcome> IndexBuild::build(const OpenIndex* old) {
  const uint64_t begin = old != nullptr ? old->header().size.value : 0;
  const uint64_t fresh = tree_.head.size.value - begin;
  TRY(const SpillFolder scratch, make_scratch(fresh, fresh + (old != nullptr ? old->header().keys : 0)));
  TRY(const auto writer, IndexWriter::open(request_.out, scratch.path()));
  TRY(const auto siglog, open_siglog(scratch));
  KeySorter sorter(scratch.path(), siglog ? request_.memory / 2 : request_.memory, request_.jobs);
  TRY(const auto keys, collect_keys(tree_, begin, request_.map, request_.jobs, sorter, host_));
  if (!keys) return Outcome::kRefused;
  CHECK(sorter.close());
  if (old == nullptr && !siglog) {
    CHECK(write_parts(sorter, *writer, [this] { return host_.cancelled(); }));
  } else {
    TRY(const Outcome outcome, merge(old, siglog ? &*siglog : nullptr, sorter, *writer));
    if (outcome != Outcome::kDone) return outcome;
  }
  TRY(const IndexHeader whole, writer->finish(header()));
  CHECK(writer->publish());
  host_.committed(fmt::format("{} is the index of {} entries", printable(request_.out, kMaxShown), whole.size.value));
  tell(whole, old != nullptr ? std::optional(begin) : std::nullopt);
  if (siglog) tell_siglog_index(*siglog, whole.keys, whole.index_root, host_);
  return Outcome::kDone;
}

Result<Verdict> IndexBuild::run() {
  std::unique_ptr<OpenIndex> old;
  if (request_.update) {
    TRY(old, open_old());
  }
  if (old) {
    TRY(const bool goes_on, continues(old->header()));
    if (!goes_on) return Verdict::kNo;
    TRY(const bool whole, is_whole(*old));
    if (whole && old->header().size == tree_.head.size) {
      tell(old->header(), old->header().size.value);
      return Verdict::kYes;
    }
    if (!whole) old.reset();
  }
  TRY(Outcome outcome, build(old.get()));
  if (outcome == Outcome::kDamaged) {
    rebuilt(damage_);
    TRY(outcome, build(nullptr));
  }
  return outcome == Outcome::kDone ? Verdict::kYes : Verdict::kNo;
}

// The tree is the one that the index says it covers.
Result<Verdict> IndexBuild::check(const OpenIndex& index) {
  const std::string name = printable(request_.out, kMaxShown);
  TRY(const bool goes_on, continues(index.header()));
  if (!goes_on) return Verdict::kNo;
  TRY(const SpillFolder scratch, make_scratch(tree_.head.size.value, 0));
  KeySorter sorter(scratch.path(), request_.memory, request_.jobs);
  TRY(const auto keys, collect_keys(tree_, 0, request_.map, request_.jobs, sorter, host_));
  if (!keys) return Verdict::kNo;
  CHECK(sorter.close());
  const auto sorted = sorter.sorted();
  OldKeys old(index.view);
  const auto same = compare(old, *sorted, host_);
  if (!same) return Error(same.error()).context(name);
  if (!*same) {
    host_.error(name + ": is not the index of its log");
    return Verdict::kNo;
  }
  tell(index.header(), std::nullopt);
  return Verdict::kYes;
}

Status check_place(const BuildIndexRequest& request) {
  if (request.check) return {};
  TRY(const FileKind kind, kind_of(request.out));
  if (kind == FileKind::kDirectory || kind == FileKind::kOther) {
    return Error(Errc::kCannotCreate, printable(request.out, kMaxShown) + ": is not a file");
  }
  if (request.update) return {};
  if (kind == FileKind::kNothing) return {};
  return Error(Errc::kCannotCreate, printable(request.out, kMaxShown) + ": exists already")
      .hint("--update brings it up to date");
}

Result<Verdict> make_index(const BuildIndexRequest& request, Host& host) {
  TRY(const auto tree, open_tree(request.tree, host));
  if (!tree) return Verdict::kNo;
  return IndexBuild(request, *tree, host).run();
}

Result<Verdict> check_index(const BuildIndexRequest& request, Host& host) {
  TRY(const auto index, open_index(request.out));
  if (index->header().map != index_map(request.map)) {
    return Error(Errc::kConfig, printable(request.out, kMaxShown) + ": its keys were made in another way");
  }
  TRY(auto tree, open_tree(request.tree, host));
  if (!tree) return Verdict::kNo;
  if (index->header().origin != tree->origin) {
    return Error(Errc::kConfig, fmt::format("{}: is of another log: {}", printable(request.out, kMaxShown),
                                            printable(index->header().origin, kMaxShown)));
  }
  if (index->header().size < tree->head.size) {
    TRY(const auto older, prove_older(*tree, index->header().size, host));
    if (!older) return Verdict::kNo;
    host.note(fmt::format("the log has {} entries more than the index covers",
                          tree->head.size.value - index->header().size.value));
    tree->head = older->head;
  }
  return IndexBuild(request, *tree, host).check(*index);
}

}  // namespace

Result<Verdict> build_index(const BuildIndexRequest& request, Host& host) {
  CHECK(check_place(request));
  std::optional<SiglogSnapshotWriter> snapshot;
  if (request.to_siglog) {
    TRY(SiglogSnapshotWriter writer, open_siglog_snapshot(*request.to_siglog, request.update));
    snapshot.emplace(std::move(writer));
  }
  TRY(const Verdict verdict, request.check ? check_index(request, host) : make_index(request, host));
  if (verdict == Verdict::kYes && snapshot) {
    TRY(const auto index, open_index(request.out));
    CHECK(write_siglog_snapshot(index->view, *std::move(snapshot), *request.to_siglog, host));
  }
  host.emit(summary(kTool).number("indexes", verdict == Verdict::kYes ? 1 : 0).line());
  return verdict;
}

}  // namespace tlog
