#pragma once
// Siglog's index and ours: its files are read, compared with a log's keys, and written.

#include <cstdint>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/store/siglog_snapshot_writer.h"
#include "libcore/store/siglog_state.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

struct SiglogIndexRequest {
  std::string state;                    // the write-ahead log; the snapshot beside it
  std::optional<uint64_t> tree_size;    // of siglog's log, where it is known
  std::optional<std::string> snapshot;  // where to write one
  bool replace = false;                 // of a snapshot that is there
  uint64_t memory = 0;                  // for sorting; at least kMinSortMemory
  std::string spill_root;               // for what does not fit into it
};

// Reads siglog's index without its log, and writes it as a snapshot where that is asked for. Emits a `siglog_index`
// record, a `siglog_snapshot` record, and the summary.
// Errors of read_siglog_state() and of make_swept_spill(). cannot_create: there is a snapshot already, or no place for
// one.
Result<Verdict> convert_siglog_index(const SiglogIndexRequest& request, Host& host);

// Tells of what is in siglog's files and counts for nothing.
void warn_of_siglog_rest(const std::string& path, const SiglogState& state, Host& host);
// A `siglog_index` record.
void tell_siglog_index(const SiglogState& state, uint64_t keys, const Hash& root, Host& host);

// Opens the place for a snapshot. cannot_create: there is a file, and it is not to be replaced.
Result<SiglogSnapshotWriter> open_siglog_snapshot(const std::string& path, bool replace);
// Writes all of an index, reading it with all checks, puts it in place, and emits a `siglog_snapshot` record.
// malformed: the index is damaged.
Status write_siglog_snapshot(const IndexView& index, SiglogSnapshotWriter writer, const std::string& path, Host& host);

// Goes along the keys of a log in their order, and sees whether siglog's state has the same.
class SiglogComparison {
 public:
  // `state` outlives it.
  explicit SiglogComparison(KeySource& state) : state_(state) {}
  Status take(const KeyOfEntry& item);
  // After the last one: where they differ first; empty: nowhere.
  Result<std::string> finish();

 private:
  struct Item {
    Hash hash;
    uint64_t entry = 0;
    auto operator<=>(const Item&) const = default;
  };
  Status step();

  KeySource& state_;
  bool begun_ = false;
  std::optional<Item> there_;  // the next one of the state, or its end
  std::optional<Item> last_;   // of the log: what is said twice counts once
  std::string difference_;
};

}  // namespace tlog
