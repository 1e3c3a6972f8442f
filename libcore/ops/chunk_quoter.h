#pragma once
// Asks the stores near a chunk what they want for it, and whether they have it (chunk_quotes.h). Who says that he has
// it is read back before it counts, as a store is that acknowledges.

#include <atomic>
#include <cstdint>

#include "libcore/ops/chunk_quotes.h"
#include "libcore/ops/chunk_send.h"

namespace tlog {

class ChunkQuoter {
 public:
  ChunkQuoter(ChunkEndpoints& endpoints, const GroupPolicy& policy, GroupSender& sender)
      : endpoints_(endpoints), policy_(policy), sender_(sender) {}

  // Callable from several threads.
  ChunkQuotes ask(const Address& address, uint64_t size);
  uint64_t quotes() const { return quotes_; }  // that were given

 private:
  void confirm_votes(const Address& address, uint64_t size, ChunkQuotes& out);

  ChunkEndpoints& endpoints_;
  const GroupPolicy policy_;
  GroupSender& sender_;
  std::atomic<uint64_t> quotes_{0};
};

}  // namespace tlog
