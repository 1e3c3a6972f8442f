#include "libcore/ops/log_findings.h"

#include <fmt/core.h>

#include "libcore/ops/verdict.h"

namespace tlog {

namespace {

constexpr uint64_t kShown = 100;  // bad objects that people are told of; the records have all

void add_scope(Record& verdict, const LogScope& scope) {
  if (scope.range_begin) verdict.number("range_begin", *scope.range_begin);
  if (scope.range_end) verdict.number("range_end", *scope.range_end);
  if (scope.since_size) verdict.number("since_size", *scope.since_size);
  if (scope.resumed_at) verdict.number("resumed_at", *scope.resumed_at);
}

}  // namespace

void LogFindings::add(const ObjectFault& fault) {
  const char* type = fault.unreadable ? "unreadable_object" : fault.tolerated ? "tolerated_object" : "bad_object";
  host_.emit(Record(type).text("path", fault.path).text("reason", fault.reason).line());
  if (fault.unreadable) {
    if (!first_unreadable_) first_unreadable_ = fault;
    unreadable_++;
  } else if (fault.tolerated) {
    tolerated_++;
  } else {
    bad_++;
    extra_rows_ = extra_rows_ || fault.extra_rows;
    if (bad_ <= kShown) host_.error(fmt::format("{}/{}: {}", log_.name(), fault.path, fault.reason));
    if (bad_ == kShown) host_.note("further bad objects are in the records alone");
  }
}

Result<Verdict> LogFindings::conclude(const LogScope& scope, const std::string& refusal, const std::string& gave_up,
                                      Status stopped) {
  if (!stopped && !owes_records(stopped.error(), host_)) return std::move(stopped).error();
  const bool refused = bad_ > 0 || !refusal.empty();
  const bool unknown = !refused && (!stopped || unreadable_ > 0 || !gave_up.empty());
  // Where a proof is not made, an object on the way is at fault, and that was told: this is for the case that it was
  // not.
  const bool owed = scope.since == Proof::kOwed || scope.state == Proof::kOwed;
  std::string reason = refusal;
  if (reason.empty() && bad_ > 0) reason = fmt::format("bad objects: {} of {}", bad_, scope.objects);
  if (!gave_up.empty()) reason += (reason.empty() ? "" : "; ") + gave_up;
  if (reason.empty() && !stopped) reason = stopped.error().message();
  if (reason.empty() && unknown) reason = fmt::format("unreadable objects: {} of {}", unreadable_, scope.objects);
  if (reason.empty() && owed) reason = "that it contains what was seen earlier is not proved";

  const Answered answer = refused ? Answered::kRefused : unknown || owed ? Answered::kUnknown : Answered::kVerified;
  Record verdict = verdict_on("log", answer);
  if (!reason.empty()) verdict.text("reason", reason);
  if (scope.checkpoint != nullptr) add_checkpoint(verdict, trust_, *scope.checkpoint);
  add_scope(verdict, scope);
  host_.emit(verdict.line());
  AnswerCounts counts;
  counts.add(answer);
  Record end = verdict_summary(counts);
  end.number("objects", scope.objects).number("bad_objects", bad_).number("unreadable_objects", unreadable_);
  if (tolerated_ > 0) end.number("tolerated_objects", tolerated_);
  host_.emit(end.line());

  if (tolerated_ > 0) host_.warn(fmt::format("{}: {} tiles have extra rows", log_.name(), tolerated_));
  if (bad_ == 0 && refused) host_.error(log_.name() + ": " + refusal);
  if (extra_rows_) host_.hint("tiles of this length have extra rows, as siglog writes them: see --tolerate-extra-rows");
  if (refused && !stopped) host_.error(stopped.error().message());
  if (refused) return Verdict::kNo;
  if (!stopped) return std::move(stopped).error();
  if (!unknown && owed) return Error(Errc::kInternal, log_.name() + ": " + reason);
  if (!unknown) return Verdict::kYes;
  const Errc code = first_unreadable_ ? *first_unreadable_->unreadable : Errc::kNetwork;
  if (!first_unreadable_) return Error(code, reason);
  return Error(code, fmt::format("{}, the first: {}", reason, first_unreadable_->reason));
}

}  // namespace tlog
