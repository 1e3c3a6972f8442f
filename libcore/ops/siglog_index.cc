#include "libcore/ops/siglog_index.h"

#include <fmt/core.h>

#include <vector>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/ops/spill_clean.h"
#include "libcore/ops/summary.h"
#include "libcore/vindex/prefix_tree.h"

namespace tlog {

namespace {

constexpr size_t kMaxShown = 1024;

// A key's hash, and all of its entries.
struct KeyGroup {
  Hash hash;
  std::vector<uint64_t> entries;
};

// Puts together what items that come sorted say of one key.
class KeyGroups {
 public:
  explicit KeyGroups(KeySource& items) : items_(items) {}

  // Nothing at the end.
  Result<std::optional<KeyGroup>> next() {
    if (!begun_) CHECK(step());
    begun_ = true;
    if (item_ == nullptr) return std::optional<KeyGroup>();
    KeyGroup group{item_->hash, {}};
    while (item_ != nullptr && item_->hash == group.hash) {
      if (group.entries.empty() || group.entries.back() != item_->entry) group.entries.push_back(item_->entry);
      CHECK(step());
    }
    return std::optional(std::move(group));
  }

 private:
  Status step() {
    TRY(item_, items_.next());
    return {};
  }

  KeySource& items_;
  bool begun_ = false;
  const KeyOfEntry* item_ = nullptr;
};

void tell_snapshot(const std::string& path, uint64_t tree_size, uint64_t keys, Host& host) {
  host.committed(fmt::format("{} is a snapshot of {} entries", printable(path, kMaxShown), tree_size));
  host.emit(Record("siglog_snapshot").text("path", path).number("tree_size", tree_size).number("keys", keys).line());
}

}  // namespace

Result<SiglogSnapshotWriter> open_siglog_snapshot(const std::string& path, bool replace) {
  TRY(const FileKind kind, kind_of(path));
  if (kind == FileKind::kFile && !replace) {
    return Error(Errc::kCannotCreate, printable(path, kMaxShown) + ": exists already").hint("--update replaces it");
  }
  return SiglogSnapshotWriter::open(path);
}

void warn_of_siglog_rest(const std::string& path, const SiglogState& state, Host& host) {
  const std::string name = printable(path, kMaxShown);
  if (!state.snapshot_fault.empty()) {
    host.warn(fmt::format("{}.snapshot: {}; it counts for none", name, state.snapshot_fault));
  }
  if (!state.rest_fault.empty()) {
    host.warn(fmt::format("{}: {}; the last {} bytes are left out", name, state.rest_fault, state.rest_bytes));
  }
}

void tell_siglog_index(const SiglogState& state, uint64_t keys, const Hash& root, Host& host) {
  host.emit(Record("siglog_index")
                .number("tree_size", state.tree_size)
                .number("keys", keys)
                .text("root_hex", hex_encode(root.bytes))
                .number("snapshot_size", state.snapshot_size)
                .number("left_out_bytes", state.rest_bytes)
                .line());
}

Status write_siglog_snapshot(const IndexView& index, SiglogSnapshotWriter writer, const std::string& path, Host& host) {
  IndexScan scan(index);
  while (true) {
    if (host.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    TRY(const auto item, scan.next());
    if (!item) break;
    CHECK(writer.add(item->hash, item->entries));
  }
  CHECK(writer.finish(index.header().size));
  CHECK(writer.publish());
  tell_snapshot(path, index.header().size.value, index.header().keys, host);
  return {};
}

Result<Verdict> convert_siglog_index(const SiglogIndexRequest& request, Host& host) {
  TRY(const SpillFolder scratch,
      make_swept_spill(request.spill_root, siglog_scratch_bytes(request.state, request.memory), host));
  std::optional<SiglogSnapshotWriter> writer;
  if (request.snapshot) {
    TRY(SiglogSnapshotWriter open, open_siglog_snapshot(*request.snapshot, request.replace));
    writer.emplace(std::move(open));
  }
  auto state = read_siglog_state(request.state, request.tree_size, scratch.path(), request.memory);
  if (!state && state.error().code() == Errc::kMalformed) {
    return std::move(state).error().hint("siglog builds its index anew from its log then; so does vindex-build --log");
  }
  if (!state) return std::move(state).error();
  warn_of_siglog_rest(request.state, *state, host);
  CHECK(state->keys->close());
  const auto sorted = state->keys->sorted();
  KeyGroups groups(*sorted);
  PrefixTreeFolder tree;
  std::vector<Hash> done;
  uint64_t keys = 0;
  while (true) {
    if (host.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
    TRY(const auto group, groups.next());
    if (!group) break;
    keys++;
    tree.add(group->hash, hash_index_value(group->entries), done);
    done.clear();
    if (writer) CHECK(writer->add(group->hash, group->entries));
  }
  tell_siglog_index(*state, keys, tree.finish(done), host);
  if (writer) {
    CHECK(writer->finish({state->tree_size}));
    CHECK(writer->publish());
    tell_snapshot(*request.snapshot, state->tree_size, keys, host);
  }
  host.emit(summary("vindex-build").number("indexes", 1).line());
  return Verdict::kYes;
}

Status SiglogComparison::step() {
  const std::optional<Item> before = there_;
  do {
    TRY(const KeyOfEntry* next, state_.next());
    there_ = next == nullptr ? std::nullopt : std::optional(Item{next->hash, next->entry});
  } while (there_ && there_ == before);
  return {};
}

Status SiglogComparison::take(const KeyOfEntry& item) {
  const Item wanted{item.hash, item.entry};
  if (!difference_.empty() || last_ == wanted) return {};
  last_ = wanted;
  if (!begun_) CHECK(step());
  begun_ = true;
  if (there_ == wanted) return step();
  const bool missing = !there_ || wanted < *there_;
  const Item& odd = missing ? wanted : *there_;
  difference_ = fmt::format("entry {} has the key {} {}", odd.entry, hex_encode(odd.hash.bytes),
                            missing ? "in the log, and not there" : "there, and not in the log");
  return {};
}

Result<std::string> SiglogComparison::finish() {
  if (!begun_) CHECK(step());
  begun_ = true;
  if (difference_.empty() && there_) {
    difference_ =
        fmt::format("entry {} has the key {} there, and not in the log", there_->entry, hex_encode(there_->hash.bytes));
  }
  return difference_;
}

}  // namespace tlog
