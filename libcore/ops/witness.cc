#include "libcore/ops/witness.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/text.h"

namespace tlog {

namespace {

// Each swap that is lost was won by another request for the same log: most often that is a conflict, and the end. Only
// requests for one size again and again, in different seconds, can lose so often.
constexpr size_t kMaxRounds = 1000;

Error busy() { return Error(Errc::kBusy, "too many requests for one log at once"); }

WitnessAnswer unavailable(WitnessAnswer answer, Error error) {
  answer.status = WitnessStatus::kUnavailable;
  answer.reason = "the state of the witness: " + error.message();
  answer.error = std::move(error);
  return answer;
}

}  // namespace

Result<std::unique_ptr<Witness>> Witness::make(const Cosigner& cosigner, const WitnessedLogs& logs, CasAccess& store,
                                               Clock clock) {
  for (const auto& [origin, keys] : logs.by_origin()) {
    if (origin.size() <= kMaxCasNameBytes) continue;
    return Error(Errc::kConfig,
                 fmt::format("the origin \"{}\" is longer than {} bytes", printable(origin), kMaxCasNameBytes));
  }
  return std::unique_ptr<Witness>(new Witness(cosigner, logs, store, std::move(clock)));
}

Witness::KnownState Witness::known(const std::string& origin) const {
  std::lock_guard lock(mutex_);
  const auto at = known_.find(origin);
  return at == known_.end() ? nullptr : at->second;
}

// Of two threads that saw different states the newer one's stays; it is a guess either way.
Witness::KnownState Witness::remember(const std::string& origin, Known known) {
  const auto state = std::make_shared<const Known>(std::move(known));
  std::lock_guard lock(mutex_);
  KnownState& kept = known_[origin];
  if (!kept || kept->version <= state->version) kept = state;
  uint64_t& highest = highest_version_[origin];
  highest = std::max(highest, state->version);
  return state;
}

void Witness::forget(const std::string& origin) {
  std::lock_guard lock(mutex_);
  known_.erase(origin);
}

uint64_t Witness::highest_version(const std::string& origin) const {
  std::lock_guard lock(mutex_);
  const auto at = highest_version_.find(origin);
  return at == highest_version_.end() ? 0 : at->second;
}

// `not_below` is the highest version that was seen before the store was asked.
Result<Witness::KnownState> Witness::understand(const std::string& origin, const std::optional<CasRecord>& record,
                                                bool durable, uint64_t not_below) {
  if ((record ? record->version : 0) < not_below) {
    return Error(Errc::kConfig, fmt::format("the state of the log \"{}\" is older than it was: a backup was put back",
                                            printable(origin)))
        .hint("tlog-cosign(1) says what to do");
  }
  Known known;
  if (record) {
    auto state = parse_witness_state(record->value);
    if (!state || state->checkpoint.origin != origin) {
      return Error(Errc::kConfig,
                   fmt::format("the state of the log \"{}\" is not what a witness wrote: {}", printable(origin),
                               state ? "it is that of another log" : state.error().message()));
    }
    known = {record->value, *std::move(state), record->version, durable};
  }
  return remember(origin, std::move(known));
}

Result<Witness::KnownState> Witness::read(const std::string& origin) {
  const KnownState before = known(origin);
  const uint64_t not_below = highest_version(origin);
  forget(origin);
  TRY(const auto record, store_.get(cosigner_.name(), origin));
  const bool durable = before && before->durable && record && before->value == record->value;
  return understand(origin, record, durable, not_below);
}

Result<Witness::Swapped> Witness::swap(const std::string& origin, const KnownState& from, const WitnessState& to) {
  const uint64_t not_below = highest_version(origin);
  std::string value = format_witness_state(to);
  CasSwap wanted{cosigner_.name(), origin, {}, value};
  wanted.expected.value = from->value;
  auto outcome = store_.swap(std::move(wanted));
  if (!outcome) {
    forget(origin);
    return std::move(outcome).error();
  }
  if (outcome->won && outcome->current->version >= not_below) {
    return Swapped{true, remember(origin, {std::move(value), to, outcome->current->version, true})};
  }
  TRY(const KnownState now, understand(origin, outcome->current, outcome->won, not_below));
  return Swapped{outcome->won, now};
}

std::string Witness::signature_line(const WitnessState& state) const {
  return format_signature(cosigner_.cosign(state.time, state.note.text));
}

Result<WitnessAnswer> Witness::grow(const OpenedRequest& request, WitnessAnswer answer) {
  const std::string& origin = request.checkpoint.origin;
  KnownState last = known(origin);
  bool fresh = false;
  for (size_t round = 0; round < kMaxRounds; round++) {
    if (!last) {
      TRY(last, read(origin));
      fresh = true;
    }
    const auto refusal = judge_growth(request, last->state);
    if (refusal && !fresh) {
      last = nullptr;
      continue;
    }
    if (refusal) {
      answer.status = refusal->status;
      answer.reason = refusal->reason;
      if (refusal->status == WitnessStatus::kConflict) {
        answer.cosigned_size = last->state ? last->state->checkpoint.size.value : 0;
      }
      return answer;
    }
    const WitnessState next = next_witness_state(request, last->state, clock_());
    TRY(const Swapped swapped, swap(origin, last, next));
    if (swapped.won) {
      answer.status = WitnessStatus::kCosigned;
      answer.time = next.time;
      answer.signatures = signature_line(next);
      return answer;
    }
    last = swapped.now;
    fresh = true;
  }
  return busy();
}

WitnessAnswer Witness::add_checkpoint(std::string_view body) {
  const OpenedRequest request = open_witness_request(body, logs_);
  WitnessAnswer answer;
  answer.origin = request.checkpoint.origin;
  if (!answer.origin.empty()) answer.tree_size = request.checkpoint.size.value;
  if (request.refusal) {
    answer.status = request.refusal->status;
    answer.reason = request.refusal->reason;
    return answer;
  }
  auto grown = grow(request, answer);
  if (!grown) return unavailable(std::move(answer), std::move(grown).error());
  return *std::move(grown);
}

Result<std::optional<std::string>> Witness::checkpoint(const std::string& origin) {
  TRY(KnownState last, read(origin));
  // Another process may have written this and died before the disk had it; what we show must not be lost any more.
  for (size_t round = 0; last->value && !last->durable; round++) {
    if (round == kMaxRounds) return busy();
    TRY(const Swapped swapped, swap(origin, last, *last->state));
    last = swapped.now;
  }
  if (!last->state) return std::optional<std::string>();
  return std::optional(format_note(last->state->note) + signature_line(*last->state));
}

}  // namespace tlog
