#pragma once
// Asking over HTTP: many requests at once, of servers that may be slow, busy, broken or hostile.
//
//   TRY(const auto client, HttpClient::open(options));
//   auto answers = client->get(requests);   // one for each request, in their order
//
// Connections are kept and used again; HTTP/2 is spoken where a server offers it over TLS. What may pass is tried again
// (5xx, 408, 429, no connection, no answer in time, an answer that was or may have been cut off), after a pause that
// doubles, or that the server asks for with Retry-After; one that says that it is asked for too much (429, 503) is
// asked for less at once. Redirects are followed within http and https, never from https to http. No cookies, no
// passwords; certificates are always verified. Proxies come from the usual variables (https_proxy and so on).

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"

namespace tlog {

struct HttpOptions {
  std::string contact{};      // who to ask about this client, for the User-Agent: an address or a URL
  uint64_t connections = 16;  // requests that are under way at once, at most; at least 1
  uint64_t timeout_s = 30;    // a server that is silent, or slower than kSlowestBytesPerSecond, for so long is given up
  uint64_t retries = 4;       // how often a request is tried again
  std::string ca_file{};      // certificates of authorities in PEM, in place of the system's
  std::function<bool()> cancelled{};  // asked several times a second, from any thread; true ends all requests
};

constexpr uint64_t kSlowestBytesPerSecond = 1000;
constexpr uint64_t kMaxRetryAfterSeconds = 120;  // a server that asks for a longer pause is given up at once
constexpr unsigned kMaxRedirects = 5;

// What is wrong with a body; empty: nothing.
using BodyCheck = std::function<std::string(std::string_view body)>;

// With what a request to S3 is signed (AWS Signature Version 4). None of them may hold a line end.
struct HttpSigner {
  std::string region;
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token{};  // of passing credentials; or empty
};

enum class HttpMethod { kGet, kHead, kPut };

struct HttpRequest {
  std::string url;
  uint64_t max_bytes = 0;  // of the body, decoded
  // Takes the body piece by piece as it arrives, where it is not to be kept in memory; its error ends the request. From
  // the first piece on the request is not tried again. Called from any thread that is in get(), one at a time.
  std::function<Status(ByteView)> sink{};
  // Where the server does not say how long the body is, one that was cut off looks whole. This is asked then what is
  // wrong with it: unless that is nothing, the request is tried again. Not where there is a sink.
  BodyCheck wrong{};
  // With these bytes it is a POST. It is sent once: nothing is tried again, no redirect is followed, and what the
  // server answers is the answer, whatever its status.
  std::optional<std::string> post{};
  // kPut sends `content`. It is tried again as a GET is, so that doing it twice must be as good as once, which is what
  // `headers` with a condition are for: then 412 is an answer, and perhaps to one that came after another of ours whose
  // answer got lost. No redirect is followed.
  HttpMethod method = HttpMethod::kGet;
  std::string_view content{};          // stays until the answer
  std::vector<std::string> headers{};  // "If-Match: \"x\""; with any, no compressed answer is asked for
  const HttpSigner* signer = nullptr;  // no redirect is followed then
  // Sent once, whatever the method: nothing is tried again, no redirect is followed, and what the server answers is the
  // answer, whatever its status. The body comes with 200 alone (of a POST with any, of a PUT where `max_bytes` has room
  // for it). cannot_create: no connection, so that nothing was sent. (Over a connection that was used before, and that
  // the server closes without a word, libcurl sends it again: where twice is harm, every request has a client of its
  // own.)
  bool once = false;
  uint64_t limit_ms = 0;  // the time for all tries; 0: what follows from HttpOptions
};

struct HttpResponse {
  std::string body;  // empty where there is a sink
  std::string url;   // where it came from, after redirects
  unsigned status = 200;
  std::string content_type;          // empty where the server does not say
  uint64_t retry_after_s = 0;        // of what is sent once: the pause that the server asks for
  std::string etag{};                // empty where the server gives none
  std::optional<uint64_t> length{};  // of a HEAD: what the server says of the body
};

class HttpClient {
 public:
  // usage: a contact that cannot stand in a header. not_found, denied, io: the file of authorities.
  static Result<std::unique_ptr<HttpClient>> open(HttpOptions options);
  ~HttpClient();

  // The bodies, in the order of `requests`. Content-Encoding gzip is decoded. Each error names the URL:
  // not_found: 404 or 410. denied: 401 or 403. malformed: longer than max_bytes, or damaged gzip. busy: cancelled.
  // usage: no URL (check_url). network: everything else, after the tries that there are.
  // Callable from several threads: all of them share the connections and their bound. One of those that wait does the
  // work of all.
  std::vector<Result<HttpResponse>> get(std::span<const HttpRequest> requests);

 private:
  class Queue;
  explicit HttpClient(std::unique_ptr<Queue> queue);
  std::unique_ptr<Queue> queue_;
};

// usage: not an http or https URL with a host, longer than such a URL can be, or one that holds a user name or a
// password (those do not belong on a command line).
Status check_url(const std::string& url);

}  // namespace tlog
