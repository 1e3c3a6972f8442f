#pragma once
// The one loop over the chunks of an upload: group by group, quoted, settled, stored (chunk_upload.h).

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/ops/chunk_plan.h"
#include "libcore/ops/chunk_quoter.h"
#include "libcore/ops/chunk_rounds.h"
#include "libcore/ops/chunk_settle.h"
#include "libcore/ops/chunk_upload.h"
#include "libcore/ops/host.h"
#include "libcore/store/chunk_journal.h"

namespace tlog {

struct ChunkCounts {
  uint64_t total = 0, stored = 0, already = 0, failed = 0;
  uint64_t receipts = 0, settlement_calls = 0, stored_bytes = 0;
  uint64_t passing = 0;  // of those that failed, for now only
  uint64_t not_attempted() const { return total - stored - already - failed; }
  bool whole() const { return stored + already == total; }
};

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

// How many chunks each group of a batch has: at most `max`, and never one alone beside others.
std::vector<size_t> batch_sizes(size_t chunks, size_t max);

class ChunkGroups {
 public:
  // `known` is what an earlier run did.
  ChunkGroups(const ChunkTools& tools, ReceiptMode mode, ChunkJournalText known);

  // Works until all is done, or it is not worth while to go on. Emits a `chunk` record for each chunk, in their order,
  // and `receipt` or `intent` records. Errors: why it stopped, when that is more than that some chunks failed.
  Status run();

  const ChunkCounts& counts() const { return counts_; }
  uint64_t quotes() const { return quoter_.quotes(); }
  // "none", "single", "batch" or "mixed", and why it is not what was asked for.
  std::string mode_used() const;
  const std::string& reason() const { return reason_; }  // why it is not complete

 private:
  enum class State { kNotAttempted, kStored, kAlready, kFailed };
  struct Item;
  using Items = std::vector<Item>;

  Status run_group(size_t first, size_t count, uint64_t number);
  void recall(Item& item);
  bool recall_holders(Item& item) const;
  JournalHeld held(const Item& item) const;
  const std::string* receipt_of(const Item& item, const std::map<Hash, std::string>& texts, Hash& quote) const;
  Status quote(Items& items);
  Again quote_one(Item& item);
  Status take_quotes(Item& item);
  Status settle(Items& items, uint64_t number);
  Result<JournalIntent> make_intent(const std::vector<Item*>& items, uint64_t number) const;
  Status settle_some(const std::vector<Item*>& items, uint64_t number);
  void give_receipts(const std::vector<Item*>& items, const JournalIntent& intent, const JournalReceipts* receipts);
  void store(Items& items);
  Again store_one(Item& item);
  void close(Item& item);
  void tell(const Item& item) const;
  void tell_receipts(const JournalIntent& intent, const JournalReceipts& receipts) const;
  void tell_progress(const Item& item);
  void stop(Error error);
  bool stopped() const { return stopped_; }

  const ChunkTools tools_;
  const ReceiptMode mode_;
  const ChunkJournalText known_;
  std::map<Address, const JournalIntent*> intent_of_;  // that has its receipts, or waits for them
  std::map<Hash, size_t> endpoint_of_;                 // by id
  std::map<Address, uint64_t> size_of_;
  ChunkQuoter quoter_;
  ChunkCounts counts_;
  uint64_t done_bytes_ = 0, total_bytes_ = 0, done_ = 0;
  bool used_single_ = false, used_batch_ = false;
  uint64_t intents_ = 0;
  std::string reason_;
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;  // of the error
  std::optional<Error> error_;
};

}  // namespace tlog
