#include "libcore/ops/sync_round.h"

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/ops/log_signing.h"
#include "libcore/ops/published_note.h"
#include "libcore/ops/sync_plan.h"
#include "libcore/store/log_intent.h"
#include "libcore/store/log_lock.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

std::string shown(const std::string& path) { return printable(path, 4096); }

Error another_log(const std::string& name, const std::string& origin) {
  return Error(Errc::kConfig, fmt::format("{}: is of another log: {}", name, printable(origin, 1024)))
      .hint("keep a directory for each log");
}

}  // namespace

// Verifies a note, and says where it is not believed which cosignatures do not count, and why. `ahead`: one of them is
// by a clock that is ahead of ours.
Result<CheckpointVerdict> SyncRound::judge(const std::string& note, bool* ahead) const {
  std::vector<CosignatureFinding> said;
  auto verdict = verify_checkpoint(note, trust_, &said);
  if (verdict && verdict->checkpoint) return verdict;
  for (const CosignatureFinding& found : said) {
    if (found.counted) continue;
    if (found.time && *found.time > trust_.now) *ahead = true;
    run_.host.warn(fmt::format("the cosignature by witness \"{}\" does not count: {}",
                               printable(trust_.policy.witnesses.at(found.witness).name), found.reason));
  }
  return verdict;
}

bool SyncRound::is_complete() const { return pin_ && state_.edge.size == pin_->size; }

// A checkpoint that this directory has already.
Result<Checkpoint> SyncRound::believe(const std::string& note, const std::string& name) const {
  bool ahead = false;
  auto verdict = judge(note, &ahead);
  if (!verdict) return std::move(verdict).error().context(name);
  if (verdict->checkpoint) return **verdict->checkpoint;
  Error error(Errc::kConfig, name + ": " + verdict->reason);
  if (ahead) return std::move(error).hint("the clock is behind: set it, or give --max-future SECONDS");
  return std::move(error).hint(
      "the directory is a mirror of a log that is believed now no more, or of another one, or the file is damaged");
}

// The checkpoint that is published, once it is believed. Where it is not but `.tlog/sync` is, that one is at least as
// large, and --check puts it in its place.
Result<std::optional<Checkpoint>> SyncRound::look_at_published(bool has_state) {
  const std::string name = shown(run_.log.checkpoint());
  auto note = read_note_if_there(run_.log.checkpoint());
  if (note && !*note) return std::optional<Checkpoint>();
  auto believed = note ? believe(**note, name) : Result<Checkpoint>(std::move(note).error());
  if (believed) {
    published_ = **std::move(note);
    return std::optional(*std::move(believed));
  }
  Error error = std::move(believed).error();
  if (error.code() == Errc::kBusy) return error;
  if (!has_state) {
    if (error.code() != Errc::kMalformed) return error;
    return std::move(error).hint(
        "restore it: nothing else tells how large the log was; or remove it, to begin anew with whatever the log has "
        "now");
  }
  if (!run_.request.check) {
    return Error(Errc::kMalformed, error.message())
        .hint("run once with --check, which puts that of .tlog/sync in its place");
  }
  run_.host.warn(error.message());
  published_is_bad_ = true;
  return std::optional<Checkpoint>();
}

// May it be published where the pin is being copied?
Status SyncRound::check_published(const Checkpoint& published) const {
  const std::string name = shown(run_.log.checkpoint());
  if (pin_ && pin_->origin != published.origin) return another_log(name, published.origin);
  if (!pin_ || pin_->size != published.size || pin_->root == published.root) return {};
  return Error(Errc::kMalformed, name + ": is of another tree than .tlog/sync, of one size")
      .hint("both are signed: keep both, they are the evidence of a fork; then remove the one that is not the log's");
}

// What the directory has: the larger of what is published and what is being copied is never gone back behind.
Status SyncRound::look() {
  TRY(const FileKind own, kind_of(run_.log.signed_checkpoint()));
  TRY(const FileKind imported, kind_of(run_.log.manifest()));
  if (own != FileKind::kNothing || imported != FileKind::kNothing) {
    return Error(Errc::kCannotCreate, shown(run_.log.path) + ": is a log of its own, and no mirror")
        .hint("name another directory");
  }
  TRY(auto state, read_sync_state(run_.log));
  has_looked_ = true;
  std::optional<Error> disbelief;  // of the state's
  if (state) {
    state_ = *std::move(state);
    auto pin = believe(state_.pin, shown(sync_state_path(run_.log)));
    if (pin) {
      pin_ = *std::move(pin);
    } else {
      disbelief = std::move(pin).error();
    }
  }
  const auto published_note = look_at_published(pin_.has_value());
  if (disbelief && (published_note || published_note.error().code() != Errc::kConfig)) return *std::move(disbelief);
  if (!published_note) return published_note.error();
  const std::optional<Checkpoint>& published = *published_note;
  if (!published) return {};
  CHECK(check_published(*published));
  if (pin_ && pin_->size == published->size) state_.pin = *published_;  // what is in its place is believed: it stays
  if (!pin_ ||
      pin_->size < published->size) {  // the state is gone, or of an older day: what is there is looked at anew
    const uint64_t start = state_.start;
    state_ = SyncState{};
    state_.start = start;
    state_.pin = *published_;
    pin_ = published;
  }
  return {};
}

Status SyncRound::check_start(TreeSize size) const {
  if (run_.request.start_at.value_or(0) <= size.value) return {};
  return Error(Errc::kUsage, fmt::format("--start-at: the log has only {} entries", size.value));
}

Error SyncRound::nothing_to_check() const {
  return Error(Errc::kNotFound, shown(run_.log.path) + ": there is nothing to check");
}

Status SyncRound::choose_start() {
  if (run_.request.start_at) {
    const uint64_t start = *run_.request.start_at / kTileWidth * kTileWidth;
    // Where nothing is known to be held, as when the state was removed, the mirror is begun once more.
    const bool is_begun = pin_ && state_.edge.size.value > 0;
    if (is_begun && start != state_.start) {
      return Error(Errc::kConfig, fmt::format("{}: the mirror begins with entry {}, not {}", shown(run_.log.path),
                                              state_.start, start))
          .hint("--start-at is said once, when a mirror is begun");
    }
    if (pin_) CHECK(check_start(pin_->size));
    state_.start = start;
  }
  // One that was interrupted goes on; but where it had nothing left to look at, this is another one.
  if (!run_.request.check || (state_.check && *state_.check < state_.edge.size.value)) return {};
  if (!pin_) return nothing_to_check();
  state_.check = state_.start;
  return {};
}

Result<SyncEnd> SyncRound::copy(MirrorDir& mirror, const Checkpoint& pin, const std::string& note) {
  SyncCopy work(run_, mirror, state_, pin, note);
  auto end = work.go_on();
  if (state_.pin == note) pin_ = pin;
  return end;
}

Result<SyncEnd> SyncRound::finish_begun(MirrorDir& mirror) {
  const bool published = published_ && *published_ == state_.pin;
  const bool looks_again = state_.check || !state_.missing.empty();
  if (!pin_ || (is_complete() && published && !looks_again)) return SyncEnd::kComplete;
  const Checkpoint pin = *pin_;
  const std::string note = state_.pin;
  return copy(mirror, pin, note);
}

// The checkpoint that one source publishes. Nothing: `refusal` says why it is refused.
Result<std::optional<SyncRound::Candidate>> SyncRound::fetch_checkpoint_of(size_t source, Refusal& refusal) {
  LogReader& reader = run_.sources.reader(source);
  const std::string name = reader.checkpoint_name();
  const auto refuse = [&](std::string why) {
    refusal.reason = name + ": " + std::move(why);
    return std::optional<Candidate>();
  };
  TRY(std::string note, reader.checkpoint(not_believed(trust_)));
  bool ahead = false;
  auto verdict = judge(note, &ahead);
  if (!verdict) return std::move(verdict).error().context(name);
  if (!verdict->checkpoint) return refuse(verdict->reason);
  const Checkpoint& theirs = **verdict->checkpoint;
  if (pin_) {
    if (theirs.origin != pin_->origin) return another_log(name, theirs.origin);
    if (theirs.size < pin_->size) {
      refusal.smaller.push_back(std::move(note));
      return refuse(fmt::format("rollback: the log has {} entries, and had {}", theirs.size.value, pin_->size.value));
    }
    if (theirs.size == pin_->size && theirs.root != pin_->root) {
      if (!run_.request.dry_run) CHECK(keep_evidence(run_.log, "fork", note, state_.pin));
      refusal.is_fork = true;
      return refuse(fmt::format("fork: another tree of the same {} entries{}", theirs.size.value,
                                run_.request.dry_run ? "" : "; both checkpoints are in .tlog/evidence"));
    }
  }
  Candidate candidate{std::move(note), theirs};
  return std::optional(std::move(candidate));
}

// Of the first source that has one which can be followed. A fork that is met on the way is no fault of a copy alone:
// the log has signed both.
Result<std::optional<SyncRound::Candidate>> SyncRound::fetch_checkpoint() {
  std::string first_refusal;
  Refusal refusal;
  std::optional<Error> first_error;
  size_t refusals = 0;
  for (size_t source = 0; source < run_.sources.size(); source++) {
    auto candidate = fetch_checkpoint_of(source, refusal);
    if (candidate && refusal.is_fork) {
      run_.report.refuse(std::move(refusal.reason));
      return std::optional<Candidate>();
    }
    if (candidate && *candidate) {
      if (!first_refusal.empty()) run_.host.warn(first_refusal);
      if (first_error) run_.host.warn(first_error->message());
      return candidate;
    }
    if (candidate) refusals++;
    if (candidate && first_refusal.empty()) first_refusal = refusal.reason;
    // Nobody knows what those would have said that were not asked to the end.
    if (!candidate && run_.is_stopped()) return std::move(candidate).error();
    if (!candidate && !first_error) first_error = std::move(candidate).error();
  }
  // Where another source goes on, one that has less lags behind, as copies do; or may have gone on, had it answered.
  if (first_error && may_pass(*first_error) && refusals > 0 && refusals == refusal.smaller.size()) {
    run_.host.warn(first_refusal);
    return *std::move(first_error);
  }
  for (const std::string& note : refusal.smaller) {
    if (!run_.request.dry_run) CHECK(keep_evidence(run_.log, "rollback", note, state_.pin));
  }
  if (first_refusal.empty()) return *std::move(first_error);
  run_.report.refuse(std::move(first_refusal));
  return std::optional<Candidate>();
}

Result<SyncEnd> SyncRound::follow(MirrorDir& mirror) {
  TRY(const auto candidate, fetch_checkpoint());
  if (!candidate) return SyncEnd::kRefused;
  const Checkpoint& newest = candidate->checkpoint;
  CHECK(check_start(newest.size));
  if (pin_ && newest.size == pin_->size) {
    if (candidate->note == state_.pin) return SyncEnd::kComplete;
    state_.pin = candidate->note;  // the same tree with other signatures
    CHECK(write_sync_state(run_.log, state_));
  }
  return copy(mirror, newest, candidate->note);
}

// An earlier run has seen a checkpoint, and got nothing of its tree. It is held to all the same, or whoever answers
// first could make a mirror forget it; but the user may have reasons.
void SyncRound::hint_at_empty_pin(const Result<SyncEnd>& end) const {
  const bool refused = end ? *end == SyncEnd::kRefused : end.error().code() == Errc::kConfig;
  const bool is_empty = state_.edge.size.value <= state_.start && !published_ && !published_is_bad_;
  if (!had_pin_ || !refused || !is_empty) return;
  run_.host.hint(
      fmt::format("nothing is held yet of the {} entries that an earlier run saw signed: if they are not to come "
                  "back, remove {} and begin anew",
                  pin_->size.value, shown(sync_state_path(run_.log))));
}

bool may_pass(const Error& error) {
  switch (error.code()) {
    case Errc::kNetwork:
    case Errc::kBusy:
    case Errc::kNotFound:
    case Errc::kDenied:
    case Errc::kIo:
      return true;
    default:
      return false;
  }
}

// What was given up because it is time to end is no failure.
Result<SyncEnd> SyncRound::stopped_or(Result<SyncEnd> end) {
  if (end || end.error().code() != Errc::kBusy || !run_.is_stopped()) return end;
  run_.yielded_to = run_.host.cancelled() ? "signal" : "time";
  return SyncEnd::kYielded;
}

// What the round comes to where something that was to be held is missing.
Result<SyncEnd> SyncRound::conclude(Result<SyncEnd> end) {
  SyncMissed& missed = run_.missed;
  const uint64_t missing = state_.missing.count();
  const bool complete = end && *end == SyncEnd::kComplete;
  if (complete && missing > 0 && !missed.lies && !missed.unreadable) {
    return Error(Errc::kInternal, "what is missing was not looked for");
  }
  if ((complete && missing == 0) || (!missed.lies && !missed.unreadable)) return end;
  run_.host.warn(fmt::format("{} {} missing: the mirror publishes no newer checkpoint until they are there", missing,
                             missing == 1 ? "bundle is" : "bundles are"));
  if (end && *end == SyncEnd::kYielded) run_.host.warn("what follows is not looked at: it is time to yield");
  // What may come yet does not hide what does not pass by itself.
  if (!end && !may_pass(end.error()) && !run_.report.lied) return end;
  const bool refused = missed.lies || (end && *end == SyncEnd::kRefused);
  if (refused && !end) run_.host.error(end.error().message());
  if (missed.unreadable && (refused || !end)) run_.host.error(missed.unreadable->message());
  if (refused) return SyncEnd::kRefused;
  if (!end) return end;
  return *std::move(missed.unreadable);
}

Result<SyncEnd> SyncRound::run() {
  TRY(const FileKind kind, kind_of(run_.log.path));
  if (run_.request.check && kind == FileKind::kNothing) return nothing_to_check();
  CHECK(make_directories(run_.log.path));
  CHECK(make_own_directory(run_.log.state()));
  TRY(const MirrorLocks locks,
      take_mirror_locks(run_.log, run_.wait_seconds, [this] { return run_.host.cancelled(); }));
  auto end = conclude(stopped_or(work()));
  hint_at_empty_pin(end);
  return end;
}

Result<SyncEnd> SyncRound::work() {
  CHECK(look());
  had_pin_ = pin_.has_value();
  CHECK(choose_start());
  TRY(const auto mirror, MirrorDir::open(run_.log, run_.request.sync_each));
  if (published_is_bad_) {
    TRY(const bool was_there, mirror->set_aside("checkpoint"));
    if (was_there) run_.report.quarantined("checkpoint", SyncReport::InItsPlace::kNothing);
  }
  const uint64_t before = state_.edge.size.value;
  TRY(SyncEnd end, finish_begun(*mirror));
  if (end == SyncEnd::kComplete && state_.edge.size.value != before) {  // that was a step
    TRY(run_.yielded_to, why_yield(run_));
    if (!run_.yielded_to.empty() && !run_.request.check) return SyncEnd::kYielded;
  }
  if (end == SyncEnd::kComplete && !run_.request.check) {
    TRY(end, follow(*mirror));
  }
  if (end != SyncEnd::kComplete) return end;
  // The checkpoint that is published needs its own partial objects.
  if (run_.request.prune_partials && pin_ && state_.missing.empty()) {
    TRY(const uint64_t pruned, prune_replaced_partials(run_.log, pin_->size));
    run_.report.counts.pruned += pruned;
  }
  mirror->discard_stage();
  return end;
}

// What is missing of what is held, then the tree of the newest checkpoint, which comes after that of the pin.
Result<SyncEnd> SyncRound::list_wanted() {
  CHECK(look());
  CHECK(choose_start());
  TRY(const auto candidate, fetch_checkpoint());
  if (!candidate) return SyncEnd::kRefused;
  const TreeSize size = candidate->checkpoint.size;
  CHECK(check_start(size));
  Status status;
  const auto visit = [&](const TileId& tile) {
    if (run_.host.cancelled()) run_.yielded_to = "signal";
    if (run_.time_is_up()) run_.yielded_to = "time";
    if (!status || !run_.yielded_to.empty()) return false;
    auto kind = kind_of(run_.log.object(tile));
    if (!kind) status = std::move(kind).error();
    if (!kind) return false;
    if (*kind != FileKind::kNothing) return true;
    wanted_++;
    return run_.host.emit(Record("wanted_object").text("path", tile_path(tile)).line());
  };
  const uint64_t held = state_.edge.size.value, next = std::max(held, state_.start);
  for (const BundleRange& range : state_.missing.ranges()) {
    for (uint64_t index = range.first; index < range.end; index++) {
      if (!visit({kEntriesLevel, index, std::min(kTileWidth, held - index * kTileWidth)})) break;
    }
  }
  if (pin_ && next < pin_->size.value) for_each_needed(next, run_.request.every, pin_->size, visit);
  for_each_needed(pin_ ? pin_->size.value : next, run_.request.every, size, visit);
  CHECK(status);
  return run_.yielded_to.empty() ? SyncEnd::kComplete : SyncEnd::kYielded;
}

Result<SyncEnd> SyncRound::plan() { return stopped_or(list_wanted()); }

}  // namespace tlog
