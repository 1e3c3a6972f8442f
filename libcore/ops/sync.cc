#include "libcore/ops/sync.h"

#include <fmt/core.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "libcore/base/text.h"
#include "libcore/ops/summary.h"
#include "libcore/ops/sync_plan.h"
#include "libcore/ops/sync_round.h"
#include "libcore/os/clock.h"

namespace tlog {

namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned kMaxDoublings = 4;      // of the pause after a round that failed
constexpr std::chrono::seconds kGrace{2};  // for requests that are under way when the time is up

class Sync {
 public:
  Sync(const SyncRequest& request, Host& host) : request_(request), host_(host), report_(host) {
    if (request.max_seconds) until_ = Clock::now() + std::chrono::seconds(*request.max_seconds);
  }

  Result<Verdict> run();

 private:
  bool time_is_up() const { return until_ && Clock::now() >= *until_; }
  bool is_too_late() const { return until_ && Clock::now() >= *until_ + kGrace; }
  uint64_t wait_seconds() const;
  Status open();
  Result<SyncEnd> plan();
  Result<SyncEnd> round();
  Result<SyncEnd> rounds();
  bool may_pass(const Result<SyncEnd>& end) const;
  bool sleep(unsigned failed);
  void summarize(std::string_view outcome, const std::string& reason) const;

  const SyncRequest& request_;
  Host& host_;
  SyncReport report_;
  std::optional<Clock::time_point> until_;
  std::atomic<bool> abandon_{false};
  std::optional<Trust> trust_;
  std::unique_ptr<SyncSources> sources_;
  std::optional<SyncRun> run_;
  uint64_t wanted_ = 0;  // of a dry run
  uint64_t start_ = 0, next_ = 0, missing_ = 0;
  std::optional<Checkpoint> pin_;
};

// For the lock: not longer than the run may last.
uint64_t Sync::wait_seconds() const {
  if (!until_) return request_.wait_seconds;
  const auto left = std::chrono::ceil<std::chrono::seconds>(*until_ - Clock::now()).count();
  return std::min(request_.wait_seconds, static_cast<uint64_t>(std::max<decltype(left)>(left, 0)));
}

Status Sync::open() {
  TRY(trust_, make_trust(request_.trust, host_));
  HttpOptions http = request_.http;
  http.connections = request_.jobs;
  http.cancelled = [this] { return abandon_ || host_.cancelled() || is_too_late(); };
  TRY(sources_, SyncSources::open(request_.sources, http, request_.per_second));
  for (const std::string& source : request_.sources) {
    std::error_code ignored;
    if (std::filesystem::equivalent(source, request_.log, ignored)) {
      return Error(Errc::kUsage, printable(source, 4096) + ": is the mirror itself");
    }
  }
  run_.emplace(SyncRun{.request = request_,
                       .host = host_,
                       .report = report_,
                       .sources = *sources_,
                       .log = LogDir{request_.log},
                       .time_is_up = [this] { return time_is_up(); },
                       .is_too_late = [this] { return is_too_late(); },
                       .abandon = abandon_});
  return {};
}

Result<SyncEnd> Sync::plan() {
  SyncRound round(*run_, *trust_);
  auto end = round.plan();
  wanted_ = round.wanted();
  return end;
}

Result<SyncEnd> Sync::round() {
  if (!request_.trust.now) trust_->now = unix_time();
  sources_->forget_failures();
  run_->wait_seconds = wait_seconds();
  run_->yielded_to.clear();
  run_->looked_again = false;
  run_->missed = SyncMissed();
  report_.refusal.clear();
  report_.lied = false;
  SyncRound round(*run_, *trust_);
  auto end = round.run();
  if (round.has_looked()) {
    start_ = round.state().start;
    next_ = round.state().edge.size.value;
    missing_ = round.state().missing.count();
  }
  if (round.pin()) pin_ = round.pin();
  if (end || end.error().code() != Errc::kBusy || !(host_.cancelled() || time_is_up())) return end;
  // It waited for the lock until it was time to end.
  host_.warn(end.error().message());
  run_->yielded_to = host_.cancelled() ? "signal" : "time";
  return SyncEnd::kYielded;
}

// May the next round end otherwise than this one, which failed?
bool Sync::may_pass(const Result<SyncEnd>& end) const {
  if (end) return *end != SyncEnd::kRefused || !report_.lied;
  return tlog::may_pass(end.error());
}

// The pause after so many rounds in a row that failed. False: it is time to end.
bool Sync::sleep(unsigned failed) {
  const uint64_t times = failed <= 1 ? 1 : uint64_t{1} << std::min(failed - 1, kMaxDoublings);
  const auto until = Clock::now() + std::chrono::seconds(request_.interval_seconds * times);
  while (Clock::now() < until && !host_.cancelled() && !time_is_up()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return !host_.cancelled() && !time_is_up();
}

// The lock is free between two rounds.
Result<SyncEnd> Sync::rounds() {
  unsigned failed = 0;
  while (true) {
    auto end = round();
    if (!request_.watch || !may_pass(end)) return end;
    const bool well = end && *end != SyncEnd::kRefused;
    failed = well ? 0 : failed + 1;
    if (!end) host_.warn(end.error().message());
    host_.flush();
    if (sleep(failed)) continue;
    if (well || !host_.cancelled()) return end;
    run_->yielded_to = "signal";  // which is no failure
    return SyncEnd::kYielded;
  }
}

void Sync::summarize(std::string_view outcome, const std::string& reason) const {
  Record record = summary("tlog-sync");
  record.text("outcome", outcome);
  if (!reason.empty()) record.text("reason", reason);
  if (request_.dry_run) {
    host_.emit(record.number("requests", wanted_).line());
    return;
  }
  if (pin_) {
    record.text("origin", pin_->origin).number("tree_size", pin_->size.value).hash("root_hash", pin_->root);
  }
  const SyncCounts& counts = report_.counts;
  record.number("start", start_)
      .number("next", next_)
      .number("entries", counts.entries)
      .number("objects_fetched", sources_ ? sources_->requests() : 0)
      .number("objects_written", counts.written)
      .number("objects_kept", counts.kept)
      .number("quarantined", counts.quarantined)
      .number("bad_objects", counts.bad)
      .number("unreadable_objects", counts.unreadable);
  if (missing_ > 0) record.number("missing", missing_);
  if (request_.prune_partials) record.number("pruned", counts.pruned);
  host_.emit(record.line());
}

Result<Verdict> Sync::run() {
  CHECK(open());
  if (!request_.dry_run) {
    make_readable_files();
    host_.say(fmt::format("{} {} at once (--jobs), a step every {} entries (--checkpoint-every)", request_.jobs,
                          request_.jobs == 1 ? "request" : "requests", std::min(request_.every, kMaxStep)));
  }
  auto end = request_.dry_run ? plan() : rounds();
  if (!end) {
    if (end.error().code() != Errc::kUsage) summarize("failed", end.error().message());
    return std::move(end).error();
  }
  switch (*end) {
    case SyncEnd::kComplete:
      summarize(request_.dry_run ? "planned" : "complete", "");
      return Verdict::kYes;
    case SyncEnd::kYielded:
      summarize("yielded", run_->yielded_to);
      host_.end_with({.status = static_cast<int>(request_.yield_status)});
      return Verdict::kYes;
    case SyncEnd::kRefused:
      summarize("refused", report_.refusal);
      return Verdict::kNo;
  }
  return Error(Errc::kInternal, "an end of no kind");
}

}  // namespace

Result<Verdict> sync_log(const SyncRequest& request, Host& host) { return Sync(request, host).run(); }

}  // namespace tlog
