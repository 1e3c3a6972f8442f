#pragma once
// A group of stores of chunks (endpoint_list.h), each of which may be slow, dead or lying. A chunk is named by its
// address, which is the BLAKE3 hash of its bytes:
//
//   dir:PATH            PATH/chunks/<64 hex>, written beside its place, made durable and linked into it
//   http(s)://HOST/...  PUT, HEAD and GET of URL/chunks/<64 hex>; a PUT has If-None-Match: *, to which 412 says that
//   the
//                       chunk is there already. POST URL/quote, where there is such a thing, tells a price.
//   s3://BUCKET/PREFIX  the same verbs, signed; no quotes
//
// Nothing is tried again here: whoever asks has other stores, and knows when to come back. A store that fails several
// times in a row is said to rest for a while.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/chunk/address.h"
#include "libcore/store/endpoint_list.h"
#include "libcore/store/object_store.h"

namespace tlog {

// What a store says of a chunk.
enum class ChunkAnswer {
  kStored,       // put: it was not there, and is now
  kThere,        // put: it was there already. look: it is there, with this length. read: these are its bytes.
  kMissing,      // look, read: it is not there
  kWrong,        // look, read: something else is there
  kRefused,      // for good: denied, too large, no such place
  kUnreachable,  // for now: no answer in time, 5xx, 429, a full disk
};
struct ChunkReply {
  ChunkAnswer answer = ChunkAnswer::kUnreachable;
  std::string reason{};        // where it is not good, for people; it names the store
  uint64_t retry_after_s = 0;  // of kUnreachable: the pause that the store asks for
  unsigned status = 0;         // of HTTP; 0: there is no answer
  std::string etag{};          // of a put
  bool empty = false;          // look, kWrong: what is there has no bytes
  bool good() const { return answer == ChunkAnswer::kStored || answer == ChunkAnswer::kThere; }
};

// What a store asks for keeping a chunk.
struct QuoteReply {
  enum class Kind { kQuote, kHas, kFailed };
  Kind kind = Kind::kFailed;
  std::string price{};         // decimal; "0" where the store has no prices
  uint64_t expires_unix = 0;   // 0: never
  std::string signature{};     // as the store gives it; its meaning is the settlement's
  std::string reason{};        // of kFailed
  bool passing = false;        // of kFailed: it may be another answer later
  uint64_t retry_after_s = 0;  // of kFailed
};
constexpr size_t kMaxPriceDigits = 30;
constexpr size_t kMaxSignatureBytes = 8192;

// Of POST URL/quote; `address` and `size` are what was asked for, and must be in it. malformed: no such answer.
Result<QuoteReply> parse_quote(std::string_view json, const Address& address, uint64_t size);

struct ChunkEndpointsOptions {
  StoreOptions store;               // its http.connections: requests that are under way at once, of all stores together
  uint64_t transfer_limit_s = 300;  // for one chunk one way
  uint64_t quote_timeout_s = 10;    // of one store
  uint64_t quote_total_s = 120;     // of all that are asked for one chunk
  // Each is a master (ingest_format.h): it has no prices, and an ETag that is a CID says which bytes it has.
  bool masters = false;
  std::string authorization{};  // a header line that goes with each request, or empty
};

// Callable from several threads. `which` are indices of `endpoints()`, and the replies are in its order; those behind
// HTTP are asked all at once.
class ChunkEndpoints {
 public:
  // usage, config: a URL that is no store, or lacks credentials; the message names it.
  static Result<std::unique_ptr<ChunkEndpoints>> open(std::vector<Endpoint> endpoints, ChunkEndpointsOptions options);
  ~ChunkEndpoints();

  const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  // Fit to be shown.
  const std::string& name(size_t endpoint) const { return names_[endpoint]; }

  // Brings `bytes`, whose address is `address`, to them. `receipt` goes with it where it is not empty.
  std::vector<ChunkReply> put(std::span<const size_t> which, const Address& address, std::string_view bytes,
                              const std::string& receipt);
  // To a master: the bytes are where it finds them by their CID, and are not sent.
  ChunkReply map(size_t endpoint, const Address& address, uint64_t size, const std::string& receipt);
  // In place of what is there, which has this name and is not the chunk.
  ChunkReply replace(size_t endpoint, const Address& address, std::string_view bytes, const std::string& receipt);
  // Is it there, and of this length?
  std::vector<ChunkReply> look(std::span<const size_t> which, const Address& address, uint64_t size);
  // Is it there, byte by byte? Reads it back, and keeps nothing of it.
  std::vector<ChunkReply> read_back(std::span<const size_t> which, const Address& address, uint64_t size);
  std::vector<QuoteReply> quote(std::span<const size_t> which, const Address& address, uint64_t size);

  // The chunk, verified. not_found: it is not there. malformed: other bytes are, or more than `max_bytes`. network,
  // denied, io.
  Result<std::string> get(size_t endpoint, const Address& address, size_t max_bytes);

  // Has it failed so often in a row that it is better asked last, or has it asked for a pause?
  bool is_resting(size_t endpoint) const;
  bool has_asked_for_pause(size_t endpoint) const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Place;
  ChunkEndpoints(std::vector<Endpoint> endpoints, ChunkEndpointsOptions options);
  std::vector<ChunkReply> ask(std::span<const size_t> which, const std::function<ChunkReply(size_t)>& in_dir,
                              const std::function<HttpRequest(size_t)>& over_http,
                              const std::function<ChunkReply(size_t, const Result<HttpResponse>&)>& judge);
  HttpRequest request(size_t endpoint, const std::string& what, HttpMethod method) const;
  HttpRequest put_request(size_t endpoint, const Address& address, std::string_view bytes,
                          std::vector<std::string> more, const std::string& receipt) const;
  ChunkReply judge_put(size_t endpoint, const Result<HttpResponse>& answer) const;
  ChunkReply judge_look(size_t endpoint, const Address& address, uint64_t size, const HttpResponse& answer) const;
  std::vector<QuoteReply> ask_prices(std::span<const size_t> which, const Address& address, uint64_t size,
                                     uint64_t limit_ms);
  void note(size_t endpoint, bool passing, uint64_t retry_after_s);

  const std::vector<Endpoint> endpoints_;
  const ChunkEndpointsOptions options_;
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<Place>> places_;
  std::unique_ptr<HttpClient> client_;
};

}  // namespace tlog
