#pragma once
// The file in which an audit goes on from one run to the next (store/audit_state.h), while a run works on it.

#include <chrono>
#include <string>

#include "libcore/base/result.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/merkle/tree.h"
#include "libcore/store/audit_state.h"

namespace tlog {

class AuditFile {
 public:
  // A file that is not there yet stands for an audit that has not begun. malformed: it is no such state.
  static Result<AuditFile> open(const std::string& path);

  const std::string& name() const { return name_; }  // fit to be shown
  bool began() const { return began_; }
  const AuditState& state() const { return state_; }
  // Where this run begins to read: at a bundle, unless the tree is the one that was verified to its end.
  uint64_t resume_at(TreeSize size) const;

  // The tree of the checkpoint is a continuation of the one in the file, with the same entries; from here on this is
  // the one that is kept. `extra_rows`: they are tolerated from here on.
  void begin(const Checkpoint& checkpoint, bool extra_rows);
  // The next whole bundle is proved to be in the tree, or the leaves of the partial one.
  void add_bundle(const Hash& root);
  void add_leaves(const std::vector<Hash>& leaves);

  // Durable when they return; the first one at most every few seconds.
  Status save_sometimes();
  Status save();

 private:
  std::string path_, name_;
  bool began_ = false;
  AuditState state_;
  CompactRange verified_;
  std::chrono::steady_clock::time_point saved_;
};

}  // namespace tlog
