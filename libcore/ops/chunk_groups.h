#pragma once
// The one loop over the chunks of an upload: group by group, quoted, settled, stored (chunk_upload.h).

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/ops/chunk_intents.h"
#include "libcore/ops/chunk_item.h"
#include "libcore/ops/chunk_quoter.h"
#include "libcore/ops/chunk_rounds.h"
#include "libcore/os/buffer_pool.h"
#include "libcore/store/chunk_journal.h"

namespace tlog {

struct ChunkCounts {
  uint64_t total = 0, stored = 0, already = 0, failed = 0;
  uint64_t stored_bytes = 0;
  uint64_t passing = 0;  // of those that failed, for now only
  uint64_t not_attempted() const { return total - stored - already - failed; }
  bool whole() const { return stored + already == total; }
};

class ChunkGroups {
 public:
  // `known` is what an earlier run did.
  ChunkGroups(const ChunkTools& tools, ReceiptMode mode, ChunkJournalText known);

  // Works until all is done, or it is not worth while to go on. Emits a `chunk` record for each chunk, in their order,
  // `wave` records, and `receipt` or `intent` records. Errors: why it stopped, when that is more than that some chunks
  // failed.
  Status run();

  const ChunkCounts& counts() const { return counts_; }
  uint64_t quotes() const { return quoter_.quotes(); }
  const ChunkIntents& intents() const { return intents_; }
  const std::string& reason() const { return reason_; }  // why it is not complete

 private:
  using Item = ChunkItem;
  using State = ChunkState;
  using Items = std::vector<Item>;

  Status run_group(size_t first, size_t count, uint64_t number);
  void recall(Item& item);
  bool recall_holders(Item& item) const;
  JournalHeld held(const Item& item) const;
  Status quote(Items& items);
  Again quote_one(Item& item);
  Status take_quotes(Item& item);
  Status settle(Items& items, uint64_t number);
  void store(Items& items);
  Again store_one(Item& item);
  void close(Item& item);
  void tell(const Item& item) const;
  void tell_wave(std::span<Item* const> items);
  void tell_progress(const Item& item);
  void stop(Error error);
  bool stopped() const { return stopped_; }

  const ChunkTools tools_;
  const ReceiptMode mode_;
  const ChunkJournalText known_;
  ChunkIntents intents_;
  std::map<Hash, size_t> endpoint_of_;  // by id
  ChunkQuoter quoter_;
  std::shared_ptr<BufferPool> buffers_;  // for a chunk each
  ChunkCounts counts_;
  uint64_t done_bytes_ = 0, total_bytes_ = 0, done_ = 0, waves_ = 0;
  std::string reason_;
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;  // of the error
  std::optional<Error> error_;
};

}  // namespace tlog
