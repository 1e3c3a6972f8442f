#include "libcore/ops/sync_report.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/text/record.h"

namespace tlog {

namespace {

constexpr unsigned kMaxTold = 50;  // lines on standard error

std::string sentence(const SourceFault& fault) {
  // What could not be read says where by itself.
  return fault.unreadable ? fault.reason : fmt::format("{}/{}: {}", fault.source, fault.path, fault.reason);
}

}  // namespace

void SyncReport::emit(const SourceFault& fault) {
  const bool unreadable = fault.unreadable.has_value();
  (unreadable ? counts.unreadable : counts.bad)++;
  host_.emit(Record(unreadable ? "unreadable_object" : "bad_object")
                 .text("path", fault.path)
                 .text("reason", fault.reason)
                 .text("source", fault.source)
                 .line());
}

void SyncReport::passed_over(const std::vector<SourceFault>& faults) {
  for (const SourceFault& fault : faults) {
    emit(fault);
    host_.warn(sentence(fault));
  }
}

Result<bool> SyncReport::missed(const std::vector<SourceFault>& faults) {
  const auto interrupted = [](const SourceFault& fault) { return fault.unreadable == Errc::kBusy; };
  if (std::any_of(faults.begin(), faults.end(), interrupted)) return Error(Errc::kBusy, "interrupted before the end");
  const SourceFault* unreadable = nullptr;
  bool lies = false;
  for (const SourceFault& fault : faults) {
    emit(fault);
    if (fault.unreadable) {
      if (unreadable == nullptr) unreadable = &fault;
    } else {
      if (refusal.empty()) refusal = sentence(fault);
      lies = true;
      lied = lied || !fault.is_lacking;
      tell(sentence(fault));
    }
  }
  if (lies) return false;
  ASSERT(unreadable != nullptr);
  return Error(*unreadable->unreadable, unreadable->reason);
}

void SyncReport::tell(std::string_view error) {
  told_++;
  if (told_ <= kMaxTold) host_.error(error);
  if (told_ == kMaxTold) host_.warn("what else is missing or wrong is in the records alone");
}

bool SyncReport::refuse(std::string why) {
  host_.error(why);
  refusal = std::move(why);
  lied = true;
  return false;
}

void SyncReport::quarantined(const std::string& path, InItsPlace now) {
  counts.quarantined++;
  host_.emit(Record("quarantined").text("path", path).line());
  host_.warn(path + (now == InItsPlace::kNothing
                         ? ": is bad: moved to .tlog/quarantine"
                         : ": was not that of the tree: replaced, and kept in .tlog/quarantine"));
}

}  // namespace tlog
