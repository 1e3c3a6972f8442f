#pragma once
// What root_cas.h's verbs have in common: the table, and what became of a swap.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libcore/ops/host.h"
#include "libcore/ops/root_cas.h"
#include "libcore/store/cas_store.h"
#include "libcore/text/record.h"

namespace tlog {

Result<std::unique_ptr<CasStore>> open_roots(const std::string& store, bool create);

// won: it was as expected, and is now as asked. already: it was as asked before, as after a reply that got lost.
// unchanged: expected is what was asked for, and there; nothing was written. conflict: none of these.
enum class RootOutcome { kWon, kAlready, kUnchanged, kConflict };

struct SwappedRoot {
  RootOutcome outcome = RootOutcome::kConflict;
  std::optional<CasRecord> current;
};

// What became of each, in their order; swaps that need no write cost none. Errors of CasStore::swap().
Result<std::vector<SwappedRoot>> swap_roots(CasStore& store, std::span<const RootSwapRequest> requests);

struct RootCounts {
  uint64_t won = 0, already = 0, unchanged = 0, conflicts = 0;
  void add(RootOutcome outcome);
};

Record swap_summary(const RootCounts& counts);

// The record for it; `line` of a batch, or 0.
Record swap_record(const RootSwapRequest& request, const SwappedRoot& swapped, uint64_t line);
// malformed: what the store has is no root.
Status check_stored_root(const CasStore& store, const RootPlace& place, const CasRecord& record);
std::string conflict_message(const RootSwapRequest& request, const SwappedRoot& swapped);

}  // namespace tlog
