#include "libcore/ops/sync_copy.h"

#include <fmt/core.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <vector>

#include "libcore/base/encode.h"
#include "libcore/base/text.h"
#include "libcore/crypto/sha256.h"
#include "libcore/merkle/tree.h"
#include "libcore/ops/first_failure.h"
#include "libcore/ops/log_signing.h"
#include "libcore/ops/sync_plan.h"
#include "libcore/os/file.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/os/shell_command.h"
#include "libcore/store/log_intent.h"
#include "libcore/store/yield_sentinel.h"
#include "libcore/tiles/tile_stack.h"

namespace tlog {

namespace {

// "70000-1f0a88c2": tells checkpoints apart in file names.
std::string evidence_name(const std::string& note) {
  const auto checkpoint = parse_unverified_checkpoint(note);
  const uint64_t size = checkpoint ? checkpoint->size.value : 0;
  const Hash sum = sha256(as_bytes(note));
  return fmt::format("{}-{}", size, hex_encode(ByteView(sum.bytes).first(4)));
}

// Whole, or not there at all.
Status keep_file(const std::string& path, const std::string& content) {
  auto there = read_regular_file(path, kMaxNoteBytes);
  if (there && *there == content) return {};  // it was seen before
  return replace_file(path, content, {.temporary = path + ".new", .mode = 0600});
}

}  // namespace

Status keep_evidence(const LogDir& log, std::string_view kind, const std::string& theirs, const std::string& ours) {
  CHECK(make_own_directory(evidence_path(log)));
  CHECK(keep_file(fmt::format("{}/{}-{}", evidence_path(log), kind, evidence_name(theirs)), theirs));
  CHECK(keep_file(fmt::format("{}/ours-{}", evidence_path(log), evidence_name(ours)), ours));
  return sync_directory(evidence_path(log));
}

Result<std::string> why_yield(const SyncRun& run) {
  if (run.host.cancelled()) return std::string("signal");
  if (run.time_is_up()) return std::string("time");
  TRY(const bool wanted, somebody_wants(run.log));
  if (wanted) return std::string("wanted");
  TRY(const SentinelState sentinel, check_sentinel(run.log, [&run](std::string_view text) { run.host.warn(text); }));
  return std::string(sentinel == SentinelState::kLive ? "sentinel" : "");
}

Result<bool> SyncCopy::settle(SyncStep step) {
  if (!step.done) return run_.report.missed(step.faults);
  run_.report.passed_over(step.faults);
  return true;
}

// The tree that is held is not the beginning of the pin's, which is signed all the same.
Result<bool> SyncCopy::is_another_tree() {
  if (note_ == state_.pin) {
    return Error(Errc::kMalformed, printable(sync_state_path(run_.log), 4096) + ": is not of the tree that it names")
        .hint(
            "remove it, and say --start-at again where it was said: what is in the directory is verified anew then, "
            "and not fetched again");
  }
  CHECK(keep_evidence(run_.log, "fork", note_, state_.pin));
  // What was fetched is proved to be of their tree: it shows where the two differ.
  const std::string tree = fmt::format("{}/fork-{}.tree", evidence_path(run_.log), evidence_name(note_));
  if (::rename(run_.log.stage().c_str(), tree.c_str()) == 0) CHECK(sync_directory(evidence_path(run_.log)));
  return run_.report.refuse(
      fmt::format("fork: the first {} entries of the checkpoint of {} are not those that are held; it is kept in "
                  ".tlog/evidence",
                  state_.edge.size.value, pin_.size.value));
}

// Where the entries that are held end within a bundle, the pin's bundle there must begin with them.
Result<bool> SyncCopy::compare_last_bundle() {
  if (state_.edge.size.value % kTileWidth == 0) return true;
  ProvenBundle bundle = tree_.take_bundle(state_.edge.size.value / kTileWidth);
  if (bundle.error) return *std::move(bundle.error);
  TRY(const bool had, settle({!bundle.leaves.empty(), std::move(bundle.faults)}));
  if (!had) return false;
  const std::vector<Hash>& held = state_.edge.rows[0];
  return std::equal(held.begin(), held.end(), bundle.leaves.begin()) ? Result<bool>(true) : is_another_tree();
}

// Shows that the pin's tree begins with what is held, and proves what the steps need.
Result<bool> SyncCopy::prove_beginning() {
  const TreeEdge& held = state_.edge;
  if (grows_by_few(held.size.value, run_.request.every, pin_.size)) {
    TRY(SyncStep step, tree_.prove_growth(held));
    const bool unreadable = std::any_of(step.faults.begin(), step.faults.end(),
                                        [](const SourceFault& fault) { return fault.unreadable.has_value(); });
    if (step.done || unreadable) {
      TRY(const bool proved, settle(std::move(step)));
      return proved ? compare_last_bundle() : Result<bool>(false);
    }
  }
  TRY(SyncStep edge, tree_.prove_edge());
  TRY(const bool proved, settle(std::move(edge)));
  if (!proved) return false;
  if (held.size.value == 0) return true;
  const uint64_t last = held.size.value / kTileWidth;
  TRY(SyncStep above, tree_.prove_above(last, last + 1));
  TRY(const bool proved_above, settle(std::move(above)));
  if (!proved_above) return false;
  return tree_.continues_above(held) ? compare_last_bundle() : is_another_tree();
}

// A mirror that begins with --start-at: its edge there is that of the pin.
Result<bool> SyncCopy::choose_start() {
  TRY(SyncStep edge, tree_.prove_edge());
  TRY(const bool proved, settle(std::move(edge)));
  if (!proved) return false;
  const uint64_t first = state_.start / kTileWidth;
  TRY(SyncStep above, tree_.prove_above(first, first + 1));
  TRY(const bool proved_above, settle(std::move(above)));
  if (proved_above) state_.edge = tree_.edge_at(state_.start);
  return proved_above;
}

// The state is gone, and everything is to be looked at: the published checkpoint says what is held, which then is found
// there, or found to be missing.
Result<bool> SyncCopy::hold_what_is_published() {
  TRY(SyncStep edge, tree_.prove_edge());
  TRY(const bool proved, settle(std::move(edge)));
  if (proved) state_.edge = tree_.edge();
  return proved;
}

Result<bool> SyncCopy::begin() {
  const bool is_new = note_ != state_.pin;
  if (state_.edge.size.value == 0 && is_new) {
    // There is nothing that it could contradict: this is the checkpoint from now on.
    SyncState first = state_;
    first.pin = note_;
    if (state_.start == 0) CHECK(write_sync_state(run_.log, first));
    state_ = std::move(first);
  }
  TRY(const auto published, read_note_if_there(run_.log.checkpoint()));
  if (state_.edge.size.value == 0 && state_.check && published == note_) {
    TRY(const bool held, hold_what_is_published());
    if (!held) return false;
  } else if (state_.edge.size.value < state_.start) {
    TRY(const bool chosen, choose_start());
    if (!chosen) return false;
  } else if (state_.edge.size < pin_.size) {
    TRY(const bool proved, prove_beginning());
    if (!proved) return false;
  } else if (!tree_.know_edge(state_.edge)) {
    return Error(Errc::kInternal, "what is held does not give the root of the checkpoint");
  }
  state_.pin = note_;
  CHECK(write_sync_state(run_.log, state_));
  run_.host.emit(Record("pin")
                     .text("origin", pin_.origin)
                     .number("tree_size", pin_.size.value)
                     .hash("root_hash", pin_.root)
                     .number("start", state_.start)
                     .number("next", state_.edge.size.value)
                     .line());
  return true;
}

// What came of a step, in the order of its bundles.
struct SyncCopy::Harvest {
  uint64_t next = 0;
  std::vector<TileId> tiles;  // to be put into place
  TileStack stack;
  std::vector<Hash> tail;  // the leaves of the partial bundle
};

Result<SyncCopy::Step> SyncCopy::take(ProvenBundle bundle, Harvest& harvest) {
  if (bundle.error) return *std::move(bundle.error);
  if (bundle.leaves.empty() && bundle.faults.empty()) return Step::kStopped;  // it was not begun
  TRY(const bool had, settle({!bundle.leaves.empty(), std::move(bundle.faults)}));
  if (!had) return Step::kRefused;
  const uint64_t width = bundle.leaves.size();
  for (const int level : {kEntriesLevel, 0}) harvest.tiles.push_back({level, bundle.index, width});
  harvest.next = bundle.index * kTileWidth + width;
  if (width == kTileWidth) {
    CHECK(harvest.stack.append(hash_perfect(bundle.leaves)));
  } else {
    harvest.tail = std::move(bundle.leaves);
  }
  run_.moved = true;
  run_.host.progress({.items = harvest.next,
                      .unit = "entries",
                      .done_bytes = harvest.next - state_.start,
                      .total_bytes = pin_.size.value - state_.start});
  return Step::kDone;
}

// Fetches, verifies and stages bundles, many at once, and takes them in order up to the first that could not be had.
Result<SyncCopy::Step> SyncCopy::reap(uint64_t first, uint64_t end, Harvest& harvest) {
  uint64_t produced = first;
  FirstFailure failure;
  std::atomic<bool> moved{run_.moved};
  // Nothing further is begun: it is time to end. Every run takes one bundle.
  const auto stops = [&] { return run_.is_stopped() || (moved && run_.time_is_up()); };
  Result<Step> result = Step::kDone;
  ordered_parallel<uint64_t, ProvenBundle>(
      static_cast<unsigned>(std::min<uint64_t>(run_.request.jobs, end - first)), 4 * size_t{run_.request.jobs},
      [&]() -> std::optional<uint64_t> {
        if (produced == end || failure.any() || stops()) return std::nullopt;
        return produced++;
      },
      [&](uint64_t index) {
        if (failure.is_before(index) || stops()) return ProvenBundle{};
        ProvenBundle bundle = tree_.take_bundle(index);
        if (bundle.leaves.empty()) failure.note(index);
        return bundle;
      },
      [&](ProvenBundle bundle) {
        result = take(std::move(bundle), harvest);
        const bool goes_on = result && *result == Step::kDone;
        if (goes_on) moved = true;
        if (!goes_on) run_.abandon = true;  // what is under way comes too late
        return goes_on;
      });
  run_.abandon = false;
  if (!result && result.error().code() == Errc::kBusy && run_.is_stopped()) return Step::kStopped;
  return result;
}

// Puts it into place, durably, and then says that it is there.
Status SyncCopy::store(Harvest& harvest) {
  const uint64_t begin = state_.edge.size.value;
  if (harvest.next == pin_.size.value) CHECK(harvest.stack.finish());
  TRY(const MirrorDir::Committed done, mirror_.commit(harvest.tiles));
  state_.edge = {{harvest.next}, harvest.stack.rows()};
  state_.edge.rows[0] = std::move(harvest.tail);
  state_.missing.remove({begin / kTileWidth, (harvest.next + kTileWidth - 1) / kTileWidth});
  CHECK(write_sync_state(run_.log, state_));
  for (const TileId& tile : done.quarantined)
    run_.report.quarantined(tile_path(tile), SyncReport::InItsPlace::kTheRightOne);
  SyncCounts& counts = run_.report.counts;
  counts.entries += harvest.next - begin;
  counts.written += done.written;
  counts.kept += done.kept;
  if (run_.host.quiet()) return {};
  run_.host.emit(Record("batch")
                     .number("begin", begin)
                     .number("next", harvest.next)
                     .number("tree_size", pin_.size.value)
                     .number("objects_written", done.written)
                     .number("objects_kept", done.kept)
                     .line());
  run_.host.flush();
  return {};
}

Result<SyncCopy::Step> SyncCopy::step() {
  const uint64_t begin = state_.edge.size.value, end = end_of_step(begin, run_.request.every, pin_.size);
  const uint64_t first = begin / kTileWidth, last = (end + kTileWidth - 1) / kTileWidth;
  TRY(SyncStep above, tree_.prove_above(first, last));
  TRY(const bool proved, settle(std::move(above)));
  if (!proved) return Step::kRefused;

  const auto put = [&](std::vector<TileId>& tiles, const TileId& tile, std::span<const Hash> hashes) -> Status {
    const auto staged = mirror_.put(tile, hash_bytes(hashes));
    if (!staged) return staged.error();
    tiles.push_back(tile);
    return {};
  };
  Harvest harvest{
      .next = begin,
      .tiles = {},
      .stack = TileStack(state_.edge, [&](const TileId& tile,
                                          std::span<const Hash> hashes) { return put(harvest.tiles, tile, hashes); }),
      .tail = {}};
  auto done = reap(first, last, harvest);
  // What came before a failure stays.
  if (harvest.next > begin) CHECK(store(harvest));
  if (done && *done == Step::kDone && harvest.next < end) return Step::kStopped;
  return done;
}

// The command of --at-checkpoint.
Status SyncCopy::run_after_step(uint64_t next) {
  if (!run_.request.at_checkpoint) return {};
  TRY(const int status, run_shell_command(*run_.request.at_checkpoint,
                                          {{"TLOG_SYNC_DIR", run_.log.path},
                                           {"TLOG_SYNC_NEXT", std::to_string(next)},
                                           {"TLOG_SYNC_TREE_SIZE", std::to_string(pin_.size.value)}},
                                          [this] { return run_.host.cancelled(); }));
  if (status == 0) return {};
  // It got what we got: a wish to yield.
  const bool by_signal = status == 128 + SIGINT || status == 128 + SIGTERM || status == 128 + SIGKILL;
  if (run_.host.cancelled() && by_signal) return {};
  return Error(Errc::kConfig, fmt::format("--at-checkpoint: the command ended with status {}", status));
}

Result<SyncEnd> SyncCopy::publish() {
  if (state_.edge.tree(0).root() != pin_.root) {
    return Error(Errc::kInternal, "what is held does not give the root of the checkpoint");
  }
  if (!state_.missing.empty()) return SyncEnd::kComplete;  // the round does not end with it
  TRY(const auto published, read_note_if_there(run_.log.checkpoint()));
  if (published != note_) {
    CHECK(tlog::publish(run_.log, note_));
    run_.moved = true;
    run_.host.emit(Record("published")
                       .text("origin", pin_.origin)
                       .number("tree_size", pin_.size.value)
                       .hash("root_hash", pin_.root)
                       .line());
  }
  run_.host.flush();
  return SyncEnd::kComplete;
}

Result<SyncEnd> SyncCopy::go_on() {
  TRY(const bool begun, begin());
  if (!begun) return SyncEnd::kRefused;
  TRY(const SyncEnd looked, look_again());
  if (looked != SyncEnd::kComplete) return looked;
  while (state_.edge.size < pin_.size) {
    const uint64_t before = state_.edge.size.value;
    auto done = step();
    if (!done) return std::move(done).error();
    if (*done == Step::kRefused) return SyncEnd::kRefused;
    if (state_.edge.size.value > before) CHECK(run_after_step(state_.edge.size.value));
    if (state_.edge.size == pin_.size) break;
    TRY(const std::string why, why_yield(run_));
    if (why.empty() && *done == Step::kDone) continue;
    if (why.empty()) return Error(Errc::kInternal, "a step that was stopped by nobody");
    run_.yielded_to = why;
    return SyncEnd::kYielded;
  }
  return publish();
}

}  // namespace tlog
