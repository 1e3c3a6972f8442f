#pragma once
// Ingest nodes (ingest_format.h): they take the bytes of chunks, one by one, and look whether those are the bytes of
// their CID. A node that fails three times in a row, or asks for a pause, is left in peace for a while: the breaker of
// spec/root-cas.md 3.6.

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/chunk/address.h"
#include "libcore/net/http.h"

namespace tlog {

enum class IngestAnswer {
  kTaken,     // a node has the bytes
  kRefused,   // 401, 402, 403: the one who asks has no leave or no credit, whatever the bytes are
  kMismatch,  // 422: a node says that these are not the bytes of the CID
  kFailed,    // none has taken them: dead, slow, too small, lying, or resting
};
struct IngestReply {
  IngestAnswer answer = IngestAnswer::kFailed;
  std::string reason{};   // where it is not taken, for people
  uint64_t attempts = 0;  // how often the bytes were sent
};

struct IngestOptions {
  HttpOptions http;
  std::string authorization{};  // a header line, or empty
  uint64_t transfer_limit_s = 300;
};

// Callable from several threads.
class IngestNodes {
 public:
  // usage: what is no URL of a node.
  static Result<std::unique_ptr<IngestNodes>> open(const std::vector<std::string>& urls, IngestOptions options);

  // Asks the master at this URL, once, without credentials. Any error is a no.
  Status probe(const std::string& master);

  // Brings the bytes, whose address is `address`, to one node: to number `first` of them, or to the next ones in turn.
  IngestReply bring(const Address& address, std::string_view bytes, size_t first);

 private:
  using Clock = std::chrono::steady_clock;
  struct Node {
    std::string url, name;
    unsigned failures = 0;  // in a row
    Clock::time_point rests_until{};
  };
  IngestNodes(std::vector<Node> nodes, IngestOptions options)
      : options_(std::move(options)), nodes_(std::move(nodes)) {}
  bool is_resting(size_t node) const;
  void note(size_t node, bool failed, uint64_t pause_s);
  IngestReply put(const Node& node, const Address& address, std::string_view bytes, uint64_t& pause_s);

  const IngestOptions options_;
  mutable std::mutex mutex_;  // of what changes in the nodes
  std::vector<Node> nodes_;
  std::unique_ptr<HttpClient> client_;
};

}  // namespace tlog
