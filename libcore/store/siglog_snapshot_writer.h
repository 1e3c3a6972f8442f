#pragma once
// Writes a snapshot of siglog's index (vindex/siglog_snapshot.h), its keys sorted, and puts it in its place as a whole.

#include <cstdint>
#include <span>
#include <string>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/os/pending_file.h"

namespace tlog {

class SiglogSnapshotWriter {
 public:
  // Errors of PendingFile::open().
  static Result<SiglogSnapshotWriter> open(const std::string& path);

  // In the order of the hashes; the entries ascend. config: more entries than a snapshot can have of one key.
  Status add(const Hash& key, std::span<const uint64_t> entries);
  // After the last one: durable, but not in its place.
  Status finish(TreeSize size);
  Status publish() { return file_.publish(); }

 private:
  explicit SiglogSnapshotWriter(PendingFile file) : file_(std::move(file)) {}

  PendingFile file_;
  std::string item_;
  uint64_t keys_ = 0, key_bytes_ = 0;
  uint32_t key_sum_ = 0;  // of what is behind the header, which is known last
};

}  // namespace tlog
