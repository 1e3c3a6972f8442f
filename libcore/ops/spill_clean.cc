#include "libcore/ops/spill_clean.h"

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/ops/summary.h"
#include "libcore/os/clock.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

constexpr uint64_t kMaxNumber = (uint64_t{1} << 53) - 1;  // of a record

std::string_view word_of(SpillAction action) {
  switch (action) {
    case SpillAction::kRemoved:
      return "removed";
    case SpillAction::kWouldRemove:
      return "would_remove";
    case SpillAction::kKept:
      return "kept";
    case SpillAction::kGone:
      return "gone";
    case SpillAction::kFailed:
      return "failed";
  }
  return "";
}

std::string record_of(const std::string& root, const SpillFinding& finding) {
  Record record("spill_folder");
  record.text("path", root + "/" + finding.name).text("action", word_of(finding.action)).text("reason", finding.reason);
  if (finding.age_s) record.number("age_s", std::min(*finding.age_s, kMaxNumber));
  if (finding.bytes) record.number("size_bytes", std::min(*finding.bytes, kMaxNumber));
  if (!finding.error.empty()) record.text("error", finding.error);
  return record.line();
}

struct Counts {
  uint64_t removed = 0, would_remove = 0, kept = 0, failed = 0, freed_bytes = 0;

  void add(const SpillFinding& finding) {
    switch (finding.action) {
      case SpillAction::kRemoved:
        removed++;
        freed_bytes += finding.bytes.value_or(0);
        break;
      case SpillAction::kWouldRemove:
        would_remove++;
        break;
      case SpillAction::kKept:
        kept++;
        break;
      case SpillAction::kGone:
        break;
      case SpillAction::kFailed:
        failed++;
        break;
    }
  }
};

}  // namespace

Result<Verdict> spill_clean(const SpillCleanRequest& request, Host& host) {
  const SweepOptions options{.now = request.now.value_or(unix_time()),
                             .max_age_s = request.max_age_s,
                             .grace_s = request.grace_s,
                             .dry_run = request.dry_run,
                             .cancelled = [&] { return host.cancelled(); }};
  Counts counts;
  const Status swept = sweep_spill(request.root, options, [&](const SpillFinding& finding) {
    counts.add(finding);
    if (finding.action == SpillAction::kFailed) host.error(finding.error);
    if (!host.quiet() || finding.action == SpillAction::kFailed) host.emit(record_of(request.root, finding));
  });
  const bool nothing = !swept && swept.error().code() == Errc::kNotFound && !request.root_is_named;
  if (!swept && !nothing) return swept.error();
  if (options.now == 0) host.warn("the clock is before 1970: no age can be told, and nothing is removed");
  Record end = summary("spill-clean");
  end.number("removed", counts.removed);
  if (request.dry_run) end.number("would_remove", counts.would_remove);
  end.number("kept", counts.kept).number("failed", counts.failed);
  end.number("freed_bytes", std::min(counts.freed_bytes, kMaxNumber));
  host.emit(end.line());
  return counts.failed > 0 ? Verdict::kNo : Verdict::kYes;
}

void sweep_before_work(const std::string& root, Host& host) {
  const SweepOptions options{.now = unix_time(), .cancelled = [&] { return host.cancelled(); }};
  const Status swept = sweep_spill(root, options, [&](const SpillFinding& finding) {
    if (finding.action == SpillAction::kFailed) host.warn(finding.error);
    if (finding.action == SpillAction::kRemoved) {
      host.note(fmt::format("removed {}/{}, which a killed program left", printable(root, 4096), finding.name));
    }
  });
  if (!swept && swept.error().code() != Errc::kNotFound) host.warn(swept.error().message());
}

Result<SpillFolder> make_swept_spill(const std::string& root, uint64_t bytes, Host& host) {
  const auto open = open_spill_root(root);  // what is no root is told once
  if (!open && open.error().code() != Errc::kNotFound) return open.error();
  if (open) sweep_before_work(root, host);
  return SpillFolder::make(root, bytes, unix_time());
}

}  // namespace tlog
