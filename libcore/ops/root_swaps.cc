#include "libcore/ops/root_swaps.h"

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/ops/summary.h"

namespace tlog {

namespace {

// As other programs that share it have it.
constexpr CasTable kTable = {"bucket_roots", "owner_id", "bucket", "root_cid", "root-cas init"};

bool expects_what_it_asks(const RootSwapRequest& request) {
  return request.root && request.expected.root == request.root;
}

CasSwap as_swap(const RootSwapRequest& request) {
  return {request.place.owner, request.place.bucket, {request.expected.root, request.expected.version}, request.root};
}

SwappedRoot judge(const RootSwapRequest& request, CasOutcome outcome) {
  SwappedRoot swapped{RootOutcome::kConflict, std::move(outcome.current)};
  const bool as_asked = request.root ? swapped.current && swapped.current->value == *request.root : !swapped.current;
  if (outcome.won) {
    swapped.outcome = RootOutcome::kWon;
  } else if (as_asked) {
    swapped.outcome = RootOutcome::kAlready;
  }
  return swapped;
}

const char* outcome_name(RootOutcome outcome) {
  switch (outcome) {
    case RootOutcome::kWon:
      return "won";
    case RootOutcome::kAlready:
      return "already";
    case RootOutcome::kUnchanged:
      return "unchanged";
    case RootOutcome::kConflict:
      break;
  }
  return "conflict";
}

// One that writes nothing is a look at the store.
Result<SwappedRoot> look(CasStore& store, const RootSwapRequest& request) {
  TRY(auto current, store.get(request.place.owner, request.place.bucket));
  const bool there = current && current->value == *request.root;
  return SwappedRoot{there ? RootOutcome::kUnchanged : RootOutcome::kConflict, std::move(current)};
}

}  // namespace

Result<std::unique_ptr<CasStore>> open_roots(const std::string& store, bool create) {
  return open_cas_store(store, kTable, create);
}

Result<std::vector<SwappedRoot>> swap_roots(CasStore& store, std::span<const RootSwapRequest> requests) {
  std::vector<SwappedRoot> done;
  std::vector<CasSwap> group;
  size_t first = 0;  // of the group
  const auto swap_group = [&]() -> Status {
    if (group.empty()) return {};
    TRY(auto outcomes, store.swap(group));
    for (size_t i = 0; i < outcomes.size(); i++) done.push_back(judge(requests[first + i], std::move(outcomes[i])));
    group.clear();
    return {};
  };
  for (const RootSwapRequest& request : requests) {
    if (expects_what_it_asks(request)) {
      CHECK(swap_group());
      TRY(SwappedRoot looked, look(store, request));
      done.push_back(std::move(looked));
      continue;
    }
    if (group.empty()) first = done.size();
    group.push_back(as_swap(request));
  }
  CHECK(swap_group());
  return done;
}

void RootCounts::add(RootOutcome outcome) {
  if (outcome == RootOutcome::kWon) won++;
  if (outcome == RootOutcome::kAlready) already++;
  if (outcome == RootOutcome::kUnchanged) unchanged++;
  if (outcome == RootOutcome::kConflict) conflicts++;
}

Record swap_summary(const RootCounts& counts) {
  return summary("root-cas")
      .number("won", counts.won)
      .number("already", counts.already)
      .number("unchanged", counts.unchanged)
      .number("conflicts", counts.conflicts);
}

Record swap_record(const RootSwapRequest& request, const SwappedRoot& swapped, uint64_t line) {
  Record record("swap");
  if (line != 0) record.number("line", line);
  record.text("owner", request.place.owner).text("bucket", request.place.bucket);
  record.text("status", outcome_name(swapped.outcome));
  if (!swapped.current) return record;
  record.text("current", swapped.current->value).number("version", swapped.current->version);
  return record.number("updated_at", swapped.current->updated_at);
}

Status check_stored_root(const CasStore& store, const RootPlace& place, const CasRecord& record) {
  if (check_root(record.value)) return {};
  return Error(Errc::kMalformed, fmt::format("{}: what stands for {} of {} is no root: \"{}\"", store.name(),
                                             printable(place.bucket), printable(place.owner), printable(record.value)));
}

std::string conflict_message(const RootSwapRequest& request, const SwappedRoot& swapped) {
  const std::string what = printable(request.place.owner) + " " + printable(request.place.bucket);
  if (!swapped.current) return what + ": is not as expected: there is no root";
  return fmt::format("{}: is not as expected: its root is {}, version {}", what, printable(swapped.current->value),
                     swapped.current->version);
}

}  // namespace tlog
