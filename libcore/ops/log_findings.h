#pragma once
// What a check of a log found, told as it is found; and the answer that comes of it.

#include <optional>
#include <string>

#include "libcore/checkpoint/checkpoint.h"
#include "libcore/ops/host.h"
#include "libcore/ops/log_objects.h"
#include "libcore/ops/trust.h"

namespace tlog {

// Whether what was asked for beside the objects is shown. Nothing but kMade lets the answer be yes.
enum class Proof { kNotAsked, kOwed, kMade };

// What was checked, for the verdict record.
struct LogScope {
  const Checkpoint* checkpoint = nullptr;          // verified
  std::optional<uint64_t> range_begin, range_end;  // where not all entries were to be checked
  std::optional<uint64_t> since_size;              // of the older checkpoint
  std::optional<uint64_t> resumed_at;              // the entries before were verified by an earlier run
  Proof since = Proof::kNotAsked;                  // that the log contains the older checkpoint
  Proof state = Proof::kNotAsked;                  // and what earlier runs verified, so that the file may go on with it
  uint64_t objects = 0;
};

class LogFindings {
 public:
  LogFindings(const LogReader& log, const TrustRequest& trust, Host& host) : log_(log), trust_(trust), host_(host) {}

  void add(const ObjectFault& fault);
  uint64_t faults() const { return bad_ + unreadable_; }  // up to now

  // The verdict record and the summary. `refusal`: why the answer is no, whatever the objects are. `gave_up`: why not
  // all of them were looked at; `stopped`: the error that ended the check before its end. An error when the answer is
  // neither yes nor no.
  Result<Verdict> conclude(const LogScope& scope, const std::string& refusal, const std::string& gave_up,
                           Status stopped);

 private:
  const LogReader& log_;
  const TrustRequest& trust_;
  Host& host_;
  uint64_t bad_ = 0, unreadable_ = 0, tolerated_ = 0;
  bool extra_rows_ = false;
  std::optional<ObjectFault> first_unreadable_;
};

}  // namespace tlog
