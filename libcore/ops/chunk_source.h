#pragma once
// Chunks from a group of stores, some of which fail, lie, or keep others waiting. A chunk is asked of one store after
// the other, the nearest first, until one has it; those that were found out are asked last.

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/chunk/address.h"
#include "libcore/ops/host.h"
#include "libcore/store/chunk_endpoints.h"

namespace tlog {

struct FetchedChunk {
  std::string bytes;  // of this address
  size_t endpoint = 0;
  uint64_t attempts = 0;
};

// How one store did.
struct SourceCounts {
  uint64_t served = 0, missing = 0, wrong = 0, failed = 0;  // chunks
};

struct SourcePolicy {
  uint64_t retries = 3;       // of what may pass, after all were asked
  uint64_t backoff_ms = 500;  // before the first retry; it doubles
};

// Callable from several threads.
class ChunkSource {
 public:
  ChunkSource(ChunkEndpoints& endpoints, const SourcePolicy& policy, Host& host);

  // not_found: every store was asked, and none has it: it is not there, or other bytes are. network: some store that
  // may have it does not answer, after the retries. denied: or refuses. busy: cancelled.
  Result<FetchedChunk> get(const Address& address);

  // In the order of the stores.
  std::vector<SourceCounts> counts() const;

 private:
  enum class Answer { kChunk, kNever, kRefused, kLater };
  std::vector<size_t> order_for(const Address& address) const;
  Answer ask(size_t endpoint, const Address& address, FetchedChunk& out, std::string& reason);

  ChunkEndpoints& endpoints_;
  const SourcePolicy policy_;
  Host& host_;
  std::vector<Hash> ids_;
  mutable std::mutex mutex_;
  std::vector<SourceCounts> counts_;
};

}  // namespace tlog
