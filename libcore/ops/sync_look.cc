// The part of a mirror that looks once more at what is held: all of it with --check, and what was missing then in every
// run. It goes on where an object cannot be had.

#include <fmt/core.h>

#include <algorithm>

#include "libcore/ops/sync_copy.h"
#include "libcore/ops/sync_plan.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

// So many bundles one after the other that nobody answers for are enough to say that nobody will answer for the next.
constexpr unsigned kMaxUnanswered = 8;

uint64_t bundles_of(uint64_t entries) { return (entries + kTileWidth - 1) / kTileWidth; }

}  // namespace

Status SyncMissed::add(Result<bool> missed, SyncReport& report) {
  if (missed) {
    lies = lies || !*missed;
    return {};
  }
  if (missed.error().code() == Errc::kBusy) return std::move(missed).error();
  if (unreadable) {
    report.tell(missed.error().message());
  } else {
    unreadable = std::move(missed).error();
  }
  return {};
}

struct SyncCopy::Look {
  uint64_t next, end;  // the bundles that are looked at
  std::vector<TileId> tiles{};
};

// --check asks for each all the same.
bool SyncCopy::nobody_answers() const { return !run_.request.check && unanswered_ >= kMaxUnanswered; }

Status SyncCopy::look_taken(ProvenBundle bundle, Look& look) {
  if (bundle.error) return *std::move(bundle.error);
  const uint64_t width = bundle.leaves.size();
  const bool unanswered = std::any_of(bundle.faults.begin(), bundle.faults.end(),
                                      [](const SourceFault& fault) { return fault.unreadable == Errc::kNetwork; });
  if (width == 0 && !bundle.faults.empty()) {
    CHECK(run_.missed.add(run_.report.missed(bundle.faults), run_.report));
  } else {
    run_.report.passed_over(bundle.faults);
  }
  unanswered_ = width == 0 && unanswered ? unanswered_ + 1 : 0;
  if (width == 0) {
    state_.missing.add({bundle.index, bundle.index + 1});
  } else {
    state_.missing.remove({bundle.index, bundle.index + 1});
    for (const int level : {kEntriesLevel, 0}) look.tiles.push_back({level, bundle.index, width});
  }
  look.next = bundle.index + 1;
  run_.moved = true;
  return {};
}

// Takes them in order, as far as it goes.
Status SyncCopy::look_at_bundles(Look& look) {
  uint64_t produced = look.next;
  Status status;
  // Every run looks at one bundle.
  std::atomic<bool> moved{run_.moved}, in_vain{false};
  const auto stops = [&] { return in_vain || run_.is_stopped() || (moved && run_.time_is_up()); };
  ordered_parallel<uint64_t, std::optional<ProvenBundle>>(
      static_cast<unsigned>(std::min<uint64_t>(run_.request.jobs, look.end - look.next)), 4 * size_t{run_.request.jobs},
      [&]() -> std::optional<uint64_t> {
        if (produced == look.end || stops()) return std::nullopt;
        return produced++;
      },
      [&](uint64_t index) -> std::optional<ProvenBundle> {
        if (stops()) return std::nullopt;
        // What cannot be checked is not fetched: it is missing with what is above it, which was told.
        if (!tree_.knows_above(index)) return ProvenBundle{.index = index, .leaves = {}, .faults = {}, .error = {}};
        return tree_.take_bundle(index);
      },
      [&](std::optional<ProvenBundle> bundle) {
        if (!bundle) return false;
        status = look_taken(*std::move(bundle), look);
        moved = true;
        if (nobody_answers()) in_vain = true;
        if (!status) run_.abandon = true;  // what is under way comes too late
        return status && !in_vain;
      });
  run_.abandon = false;
  return status;
}

// What was bad and is not to be had is not served any more. (What is above a step may be replaced by a later one.)
Status SyncCopy::set_spoiled_aside(std::span<const TileId> mended) {
  for (const TileId& tile : tree_.take_spoiled()) {
    if (tile.level > 0 ? tree_.has_proved(tile) : !state_.missing.contains(tile.index)) continue;
    // The set of what is missing may hold more than that.
    if (std::binary_search(mended.begin(), mended.end(), tile)) continue;
    // Where the bundle is missing the hashes at the end of the tree are known all the same.
    if (tile.level == 0 && tile.width < kTileWidth) continue;
    TRY(const bool was_there, mirror_.set_aside(tile));
    if (was_there) run_.report.quarantined(tile_path(tile), SyncReport::InItsPlace::kNothing);
  }
  return {};
}

// Looks at these bundles and at what is complete with them above, and mends what can be mended. Returns up to where it
// has looked; what could not be had before is missing, in state_, which is not written yet.
Result<uint64_t> SyncCopy::look_at(uint64_t first, uint64_t end) {
  TRY(SyncStep above, tree_.prove_what_is_above(first, end));
  if (above.done) {
    run_.report.passed_over(above.faults);
  } else if (!above.faults.empty()) {
    CHECK(run_.missed.add(run_.report.missed(above.faults), run_.report));
  }
  Look look{.next = first, .end = end};
  Status status = look_at_bundles(look);
  TRY(const std::vector<TileId> tiles, tree_.put_above(first, look.next));
  look.tiles.insert(look.tiles.end(), tiles.begin(), tiles.end());
  std::sort(look.tiles.begin(), look.tiles.end());
  look.tiles.erase(std::unique(look.tiles.begin(), look.tiles.end()), look.tiles.end());
  MirrorDir::Committed done;
  if (!look.tiles.empty()) {
    TRY(done, mirror_.commit(look.tiles));
  }
  for (const TileId& tile : done.quarantined)
    run_.report.quarantined(tile_path(tile), SyncReport::InItsPlace::kTheRightOne);
  run_.report.counts.written += done.written;
  run_.report.counts.kept += done.kept;
  if (!status && !(status.error().code() == Errc::kBusy && run_.is_stopped())) return std::move(status).error();
  CHECK(set_spoiled_aside(look.tiles));
  return look.next;
}

// What was missing when it was looked for last. Returns to what it yields; empty: it goes on with other work. That is a
// step of its own where something was found; a run that looked in vain has another one to do.
Result<std::string> SyncCopy::look_for_missing() {
  // What is still to be checked is not looked at twice.
  const uint64_t last = bundles_of(state_.check ? *state_.check : state_.edge.size.value);
  const std::vector<BundleRange> ranges(state_.missing.ranges().begin(), state_.missing.ranges().end());
  for (const BundleRange& range : ranges) {
    const uint64_t range_end = std::min(range.end, last);
    for (uint64_t next = range.first; next < range_end;) {
      const uint64_t end =
          std::min(range_end, bundles_of(end_of_step(next * kTileWidth, run_.request.every, state_.edge.size)));
      const uint64_t before = state_.missing.count();
      TRY(const uint64_t looked, look_at(next, end));
      CHECK(write_sync_state(run_.log, state_));
      TRY(const std::string why, why_yield(run_));
      const bool in_vain = looked > next && state_.missing.count() >= before && !run_.is_stopped();
      if (!why.empty()) return in_vain ? std::string() : why;
      if (looked < end || nobody_answers()) return std::string();
      next = end;
    }
  }
  return std::string();
}

// All that is held, from where an earlier run stopped.
Result<std::string> SyncCopy::check() {
  // Where the copy is not at its end, what it has last is looked at when it goes on.
  const uint64_t held = state_.edge.size.value;
  const uint64_t last = held == pin_.size.value ? bundles_of(held) : held / kTileWidth;
  while (*state_.check / kTileWidth < last && *state_.check < held) {
    const uint64_t begin = *state_.check;
    const uint64_t end = std::min(last, bundles_of(end_of_step(begin, run_.request.every, {held})));
    const SyncCounts before = run_.report.counts;
    TRY(const uint64_t looked, look_at(begin / kTileWidth, end));
    state_.check = std::min(looked * kTileWidth, held);
    CHECK(write_sync_state(run_.log, state_));
    SyncCounts& counts = run_.report.counts;
    counts.entries += *state_.check - begin;
    if (!run_.host.quiet() && *state_.check > begin) {
      run_.host.emit(Record("batch")
                         .number("begin", begin)
                         .number("next", *state_.check)
                         .number("tree_size", pin_.size.value)
                         .number("objects_written", counts.written - before.written)
                         .number("objects_kept", counts.kept - before.kept)
                         .line());
      run_.host.flush();
    }
    if (*state_.check > begin) CHECK(run_after_step(*state_.check));
    if (looked == last) break;
    TRY(const std::string why, why_yield(run_));
    if (!why.empty()) return why;
    if (looked < end || nobody_answers()) return std::string();
  }
  state_.check.reset();
  CHECK(write_sync_state(run_.log, state_));
  return std::string();
}

Result<SyncEnd> SyncCopy::look_again() {
  if (run_.looked_again) return SyncEnd::kComplete;
  run_.looked_again = true;
  TRY(std::string why, look_for_missing());
  if (why.empty() && state_.check) {
    TRY(why, check());
  }
  if (why.empty()) return SyncEnd::kComplete;
  run_.yielded_to = why;
  return SyncEnd::kYielded;
}

}  // namespace tlog
