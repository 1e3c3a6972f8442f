#pragma once
// The chunks of a group, and what their stores ask for: one intent for those that nobody settled yet, and the receipts
// of earlier runs for the others (chunk_upload.h, chunk_settle.h).

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/ops/chunk_item.h"
#include "libcore/ops/chunk_settle.h"
#include "libcore/ops/chunk_upload.h"
#include "libcore/ops/host.h"
#include "libcore/store/chunk_journal.h"

namespace tlog {

// How many chunks each group of a batch has: at most `max`, and never one alone beside others.
std::vector<size_t> batch_sizes(size_t chunks, size_t max);

// What a run of groups works with.
struct ChunkTools {
  const ChunkUploadRequest& request;
  const ChunkPlan& plan;
  ChunkEndpoints& endpoints;
  GroupSender& votes;  // who confirms what stores say that they have
  ChunkSender& sender;
  ChunkJournal& journal;
  Settlement* settlement;  // or null
  Host& host;
};

class ChunkIntents {
 public:
  // `known` is what an earlier run did, and outlives this.
  ChunkIntents(const ChunkTools& tools, ReceiptMode mode, const ChunkJournalText& known);

  // Has an earlier run an intent for it, whose receipts are known or are waited for?
  bool has(const Address& address) const { return intent_of_.contains(address); }
  // Clears, of a group of which the quotes are known, those chunks that may be stored, and gives them their receipts.
  // Emits `receipt` or `intent` records. config: nothing is named that settles what stores ask for. unknown: whether it
  // was settled. Errors of the journal.
  Status settle(std::vector<ChunkItem>& items, uint64_t number);

  bool refused() const { return refused_; }              // whoever settles refused one: there is to be no other
  const std::string& reason() const { return reason_; }  // why something was not settled
  uint64_t receipts() const { return receipts_; }
  uint64_t settlement_calls() const { return calls_; }
  // "none", "single", "batch" or "mixed".
  std::string mode_used() const;

 private:
  using Items = std::vector<ChunkItem*>;
  Result<JournalIntent> make_intent(const Items& items, uint64_t number) const;
  const std::string* receipt_of(const ChunkItem& item, const std::map<Hash, std::string>& texts, Hash& quote) const;
  void give_receipts(const Items& items, const JournalIntent& intent, const JournalReceipts* receipts);
  void tell_receipts(const JournalIntent& intent, const JournalReceipts& receipts) const;
  Status settle_some(const Items& items, uint64_t number);

  const ChunkTools tools_;
  const ReceiptMode mode_;
  const ChunkJournalText& known_;
  std::map<Address, const JournalIntent*> intent_of_;
  std::map<Address, uint64_t> size_of_;
  std::set<Hash> told_;  // of earlier runs, those whose receipts were told again
  bool used_single_ = false, used_batch_ = false, refused_ = false;
  uint64_t intents_ = 0, receipts_ = 0, calls_ = 0;
  std::string reason_;
};

}  // namespace tlog
