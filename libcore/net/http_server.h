#pragma once
// A server of small HTTP/1.1 requests. HTTP is cpp-httplib's; sockets, threads and limits are ours: the size of a
// request, the time that it may take from its first byte to its last, how long a connection may lie idle, how many
// there are at once. A connection takes a thread; further ones wait with the kernel.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"

namespace tlog {

struct HttpServerOptions {
  std::string listen;                   // HOST:PORT, [HOST]:PORT; port 0 is any that is free
  unsigned connections = 256;           // at once
  size_t max_body_bytes = 65'536;       // 413 above
  uint64_t request_ms = 10'000;         // from the first byte of a request to its last; and then to that of the answer
  uint64_t idle_ms = 60'000;            // between two requests on one connection; shorter while all are in use
  std::vector<std::string> post_paths;  // where a body is read
};

struct HttpQuestion {
  std::string method;
  std::string path;           // decoded, without its query
  std::string address;        // of the other end, without its port
  std::string forwarded_for;  // X-Forwarded-For as it came, all of them with commas between
  std::string body;           // of a POST
};

struct HttpAnswer {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::optional<uint64_t> retry_after_s;
  std::string allow;  // with 405
};

// What the server is for. Called from many threads.
class HttpService {
 public:
  virtual ~HttpService() = default;
  // The answer to a request whose body was not read; nothing where that is wanted (a POST to one of post_paths).
  virtual std::optional<HttpAnswer> answer_at_once(const HttpQuestion& question) = 0;
  virtual HttpAnswer answer(const HttpQuestion& question) = 0;
  // HTTP itself answered: the request was garbage, too long, or too slow. What could not be read of it is empty.
  virtual void refused(const HttpQuestion& question, unsigned status) = 0;
};

class HttpServer {
 public:
  // Listens; nothing is answered before start(). usage: not such a place. busy: the port is in use. denied: no
  // permission. network: the host has no such address.
  static Result<std::unique_ptr<HttpServer>> listen(HttpServerOptions options);
  virtual ~HttpServer() = default;

  virtual const std::string& address() const = 0;
  virtual uint16_t port() const = 0;
  // `service` outlives the server.
  virtual void start(HttpService& service) = 0;
  // Takes no more connections, answers the requests that have begun, and waits for that. Idle connections end.
  virtual void stop() = 0;
};

}  // namespace tlog
