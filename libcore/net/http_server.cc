#include "libcore/net/http_server.h"

#include <fmt/core.h>
#include <httplib.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <exception>
#include <functional>
#include <mutex>

#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/net/http_head.h"
#include "libcore/net/socket_place.h"
#include "libcore/os/file.h"
#include "libcore/os/worker_threads.h"

namespace tlog {

namespace {

// Beyond the body: the request line and headers. Proxies add some hundred bytes to those of a client.
constexpr size_t kMaxHeadBytes = 32'768;
constexpr size_t kReadBytes = 16'384;
constexpr size_t kMaxUnsentBytes = 65'536;
// Who is refused may still be sending. Closing at once would take our answer away from him; so we listen for a while.
constexpr size_t kMaxDrainBytes = 1 << 20;
constexpr int kDrainMs = 1000, kCrowdedDrainMs = 100;
constexpr int kBacklog = 1024;
constexpr int kOutOfDescriptorsMs = 100;
constexpr uint64_t kIdleStepMs = 500;         // the least that a connection may lie idle, while others wait for one
constexpr uint64_t kCrowdedRequestMs = 1000;  // and the least time that a request has to arrive
// In the Keep-Alive header: for how long a client may count on a connection, and that no number of requests ends it.
constexpr uint64_t kKeepAliveTold_s = 5, kKeepAliveToldRequests = 1'000'000;

using Clock = std::chrono::steady_clock;

int ms_until(Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return left <= 0 ? 0 : static_cast<int>(std::min<int64_t>(left + 1, INT32_MAX));
}

// True when the descriptor is ready (or broken) before the time is over.
bool wait_ready(int fd, short events, Clock::time_point deadline) {
  while (true) {
    pollfd one{.fd = fd, .events = events, .revents = 0};
    const int ready = ::poll(&one, 1, ms_until(deadline));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

// One connection as httplib sees it. A read beyond the budget or behind the deadline fails, and so do all after it.
class Connection : public httplib::Stream {
 public:
  // `crowded`: others wait for a connection.
  Connection(Fd fd, std::string address, std::function<bool()> crowded)
      : fd_(std::move(fd)), address_(std::move(address)), crowded_(std::move(crowded)) {}

  const std::string& address() const { return address_; }

  // Waits for the first byte of a request. False: none came in this time, or `stop` became readable.
  bool wait_for_request(int stop, uint64_t max_idle_ms) {
    uint64_t idle_ms = 0;
    while (begin_ == end_) {
      pollfd both[2] = {{.fd = stop, .events = POLLIN, .revents = 0},
                        {.fd = fd_.get(), .events = POLLIN, .revents = 0}};
      const int ready = ::poll(both, 2, static_cast<int>(kIdleStepMs));
      if (ready > 0) return both[1].revents != 0;
      idle_ms += kIdleStepMs;
      if (idle_ms >= max_idle_ms || crowded_()) return false;
    }
    return true;
  }

  void begin_request(uint64_t request_ms, size_t max_bytes) {
    request_ms_ = request_ms;
    begun_ = Clock::now();
    deadline_ = begun_ + std::chrono::milliseconds(request_ms);
    budget_ = max_bytes;
    timed_out_ = false;
    head_.clear();
    in_head_ = true;
  }
  // What was read since: the head of the request.
  std::string_view end_head() {
    in_head_ = false;
    return head_;
  }
  // The request is read: its answer has a time of its own.
  void begin_answer() { deadline_ = Clock::now() + std::chrono::milliseconds(request_ms_); }
  bool timed_out() const { return timed_out_; }

  bool flush() {
    size_t sent = 0;
    while (sent < unsent_.size()) {
      const ssize_t n = ::send(fd_.get(), unsent_.data() + sent, unsent_.size() - sent, MSG_NOSIGNAL);
      if (n >= 0) {
        sent += static_cast<size_t>(n);
      } else if (errno == EAGAIN) {
        if (!wait_ready(fd_.get(), POLLOUT, deadline_)) break;
      } else if (errno != EINTR) {
        break;
      }
    }
    const bool all = sent == unsent_.size();
    unsent_.clear();
    return all;
  }

  // Lets the other end read the answer before the connection is gone.
  void drain() {
    ::shutdown(fd_.get(), SHUT_WR);
    const auto deadline = Clock::now() + std::chrono::milliseconds(crowded_() ? kCrowdedDrainMs : kDrainMs);
    char away[kReadBytes];
    size_t total = 0;
    while (total < kMaxDrainBytes && wait_ready(fd_.get(), POLLIN, deadline)) {
      const ssize_t n = ::recv(fd_.get(), away, sizeof away, 0);
      if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return;
      if (n > 0) total += static_cast<size_t>(n);
    }
  }

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, size_t size) override {
    if (budget_ == 0) return -1;
    if (begin_ == end_) {
      const ssize_t got = fill();
      if (got <= 0) return got;
    }
    const size_t n = std::min({size, end_ - begin_, budget_});
    std::memcpy(to, buffer_ + begin_, n);
    if (in_head_) head_.append(to, n);
    begin_ += n;
    budget_ -= n;
    return static_cast<ssize_t>(n);
  }
  ssize_t write(const char* from, size_t size) override {
    unsent_.append(from, size);
    if (unsent_.size() > kMaxUnsentBytes && !flush()) return -1;
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = address_;
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  socket_t socket() const override { return fd_.get(); }

 private:
  // False: the time of the request is over, which is shorter while others wait for a connection.
  bool wait_for_more() const {
    while (true) {
      const auto end =
          crowded_() ? std::min(deadline_, begun_ + std::chrono::milliseconds(kCrowdedRequestMs)) : deadline_;
      if (wait_ready(fd_.get(), POLLIN, std::min(end, Clock::now() + std::chrono::milliseconds(kIdleStepMs))))
        return true;
      if (Clock::now() >= end) return false;
    }
  }

  ssize_t fill() {
    if (!flush()) return -1;
    while (true) {
      const ssize_t n = ::recv(fd_.get(), buffer_, sizeof buffer_, 0);
      if (n >= 0) {
        begin_ = 0;
        end_ = static_cast<size_t>(n);
        return n;
      }
      if (errno == EAGAIN && !wait_for_more()) {
        timed_out_ = true;
        budget_ = 0;
        return -1;
      }
      if (errno != EAGAIN && errno != EINTR) return -1;
    }
  }

  Fd fd_;
  std::string address_;
  std::function<bool()> crowded_;
  char buffer_[kReadBytes];
  size_t begin_ = 0, end_ = 0;
  std::string unsent_, head_;
  bool in_head_ = false;
  uint64_t request_ms_ = 0;
  Clock::time_point begun_, deadline_;
  size_t budget_ = 0;
  bool timed_out_ = false;
};

// The HTTP of one thread. httplib parses and formats; what it would do beyond that for a request (ranges, compression,
// forms, files, bodies without an end) is kept from it.
class Http : private httplib::Server {
 public:
  Http(const HttpServerOptions& options, HttpService& service) : options_(options), service_(service) {
    set_keep_alive_timeout(static_cast<time_t>(kKeepAliveTold_s));
    set_keep_alive_max_count(kKeepAliveToldRequests);
    set_pre_routing_handler(
        [this](const httplib::Request& request, httplib::Response& response) { return route(request, response); });
    set_expect_100_continue_handler([this](const httplib::Request& request, httplib::Response& response) {
      response.status = body_fault(request).value_or(100);
      return response.status;
    });
    set_logger([this](const httplib::Request&, const httplib::Response& response) { status_ = response.status; });
    for (const std::string& path : options.post_paths) {
      Post(path, [this](const httplib::Request& request, httplib::Response& response,
                        const httplib::ContentReader& reader) { read_and_answer(request, response, reader); });
    }
  }

  // Serves the connection until it ends.
  void serve(Connection& connection, int stop) {
    connection_ = &connection;
    stop_ = stop;
    while (connection.wait_for_request(stop, options_.idle_ms) && one_request()) {
    }
  }

 private:
  using Handled = httplib::Server::HandlerResponse;

  // False when the connection is to end.
  bool one_request() {
    question_ = {"", "", connection_->address(), "", ""};
    answered_ = close_ = last_ = false;
    status_ = 0;
    connection_->begin_request(options_.request_ms, options_.max_body_bytes + kMaxHeadBytes);
    bool closed = false;
    const bool done = process_request(*connection_, false, closed, [this](httplib::Request& request) {
      strict_ = is_strict_http_head(connection_->end_head());
      request.path = path_of_target(request.path);
      request.ranges.clear();
      request.headers.erase("Accept-Encoding");
    });
    if (!answered_ && status_ != 0) service_.refused(question_, static_cast<unsigned>(status_));
    const bool sent = connection_->flush();
    if (close_ || (!answered_ && status_ != 0)) connection_->drain();
    return done && sent && answered_ && !last_ && !closed && !close_;
  }

  // The status of a request whose body is not taken, if it is one.
  std::optional<int> body_fault(const httplib::Request& request) const {
    const size_t hosts = request.get_header_value_count("Host");
    if (!strict_ || hosts > 1 || (hosts == 0 && request.version != "HTTP/1.0")) return 400;
    const size_t lengths = request.get_header_value_count("Content-Length");
    const bool chunked = request.has_header("Transfer-Encoding");
    if (lengths > 1 || (chunked && lengths > 0)) return 400;
    if (chunked && request.get_header_value("Transfer-Encoding") != "chunked") return 501;
    if (lengths == 1) {
      const auto length = parse_u64(request.get_header_value("Content-Length"));
      if (!length) return 400;
      if (*length > options_.max_body_bytes) return 413;
    } else if (!chunked && request.method == "POST") {
      return 411;
    }
    // A compressed body could be any size, and httplib would take a form apart.
    if (request.has_header("Content-Encoding") || request.is_multipart_form_data()) return 415;
    return std::nullopt;
  }

  Handled route(const httplib::Request& request, httplib::Response& response) {
    question_.method = request.method;
    question_.path = request.path;
    for (size_t i = 0; i < request.get_header_value_count("X-Forwarded-For"); i++) {
      question_.forwarded_for += (i > 0 ? "," : "") + request.get_header_value("X-Forwarded-For", i);
    }
    const bool has_body = request.has_header("Transfer-Encoding") ||
                          (request.has_header("Content-Length") && request.get_header_value("Content-Length") != "0");
    const auto fault = body_fault(request);
    if (fault && *fault != 411) {
      response.status = *fault;
      close_ = true;
      return Handled::Handled;
    }
    if (const auto answer = service_.answer_at_once(question_)) {
      put(*answer, response);
      close_ = has_body;  // it is not read
      return Handled::Handled;
    }
    if (fault) {
      response.status = *fault;
      close_ = true;
      return Handled::Handled;
    }
    return Handled::Unhandled;
  }

  void read_and_answer(const httplib::Request&, httplib::Response& response, const httplib::ContentReader& reader) {
    bool too_long = false;
    const bool whole = reader([&](const char* data, size_t size) {
      too_long = question_.body.size() + size > options_.max_body_bytes;
      if (!too_long) question_.body.append(data, size);
      return !too_long;
    });
    if (!whole) {
      response.status = too_long ? 413 : connection_->timed_out() ? 408 : 400;
      close_ = true;
      return;
    }
    put(service_.answer(question_), response);
  }

  void put(const HttpAnswer& answer, httplib::Response& response) {
    answered_ = true;
    response.status = static_cast<int>(answer.status);
    response.set_content(answer.body, answer.content_type);
    if (answer.retry_after_s) response.set_header("Retry-After", std::to_string(*answer.retry_after_s));
    if (!answer.allow.empty()) response.set_header("Allow", answer.allow);
    pollfd stopping{.fd = stop_, .events = POLLIN, .revents = 0};
    last_ = ::poll(&stopping, 1, 0) > 0;
    if (last_) response.set_header("Connection", "close");
    connection_->begin_answer();
  }

  const HttpServerOptions& options_;
  HttpService& service_;
  Connection* connection_ = nullptr;
  HttpQuestion question_;
  int stop_ = -1;          // readable when the server ends
  bool strict_ = false;    // its head is one for everybody
  bool answered_ = false;  // by the service
  bool close_ = false;     // something of the request may not be read
  bool last_ = false;      // the client was told that it is
  int status_ = 0;
};

// None, with the cause, where that does not work.
Fd listen_at(const addrinfo& place, int* cause) {
  Fd listener(::socket(place.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  if (listener && ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      ::bind(listener.get(), place.ai_addr, place.ai_addrlen) == 0 && ::listen(listener.get(), kBacklog) == 0) {
    return listener;
  }
  *cause = errno;
  return Fd();
}

class ThreadedServer : public HttpServer {
 public:
  ThreadedServer(HttpServerOptions options, Fd listener, Fd stop, const sockaddr_storage& bound)
      : options_(std::move(options)),
        listener_(std::move(listener)),
        stop_(std::move(stop)),
        address_(address_text(bound)),
        port_(port_of(bound)) {}
  ~ThreadedServer() override { stop(); }

  const std::string& address() const override { return address_; }
  uint16_t port() const override { return port_; }

  void start(HttpService& service) override {
    threads_ = std::make_unique<WorkerThreads>(options_.connections, [this, &service](unsigned) { run(service); });
  }

  void stop() override {
    if (!threads_) return;
    const uint64_t one = 1;
    ASSERT(::write(stop_.get(), &one, sizeof one) == sizeof one);
    threads_->join();
    threads_.reset();
  }

 private:
  // Somebody waits for a connection, and there is no thread for it, or no descriptor.
  bool is_crowded() const {
    pollfd listener{.fd = listener_.get(), .events = POLLIN, .revents = 0};
    return (free_ == 0 || starved_) && ::poll(&listener, 1, 0) > 0;
  }

  // The next connection; none when the server stops. One thread at a time waits for it.
  Fd accept(std::string* address) {
    std::lock_guard lock(accepting_);
    while (true) {
      pollfd both[2] = {{.fd = stop_.get(), .events = POLLIN, .revents = 0},
                        {.fd = listener_.get(), .events = POLLIN, .revents = 0}};
      if (::poll(both, 2, -1) < 0) continue;
      if (both[0].revents != 0) return Fd();
      sockaddr_storage from{};
      socklen_t size = sizeof from;
      Fd fd(::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (fd) {
        starved_ = false;
        const int on = 1;
        (void)::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        *address = address_text(from);
        return fd;
      }
      // Others give descriptors back in time.
      if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
        starved_ = true;
        (void)wait_ready(stop_.get(), POLLIN, Clock::now() + std::chrono::milliseconds(kOutOfDescriptorsMs));
      }
    }
  }

  void run(HttpService& service) {
    Http http(options_, service);
    while (true) {
      std::string address;
      free_++;
      Fd fd = accept(&address);
      free_--;
      if (!fd) return;
      const auto connection = std::make_unique<Connection>(std::move(fd), address, [this] { return is_crowded(); });
      // What one request does to memory must not end the others.
      try {
        http.serve(*connection, stop_.get());
      } catch (const std::exception&) {
        continue;
      }
    }
  }

  const HttpServerOptions options_;
  Fd listener_, stop_;
  const std::string address_;
  const uint16_t port_;
  std::mutex accepting_;
  std::atomic<unsigned> free_{0};
  std::atomic<bool> starved_{false};  // of descriptors
  std::unique_ptr<WorkerThreads> threads_;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::listen(HttpServerOptions options) {
  TRY(const SocketPlace place, parse_socket_place(options.listen));
  addrinfo wanted{}, *found = nullptr;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  const std::string where = printable(options.listen);
  const int code = ::getaddrinfo(place.host.c_str(), place.port.c_str(), &wanted, &found);
  if (code != 0) return Error(Errc::kNetwork, fmt::format("{}: {}", where, ::gai_strerror(code)));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, ::freeaddrinfo);
  const auto failed = [&](int why) {
    const Errc kind = why == EADDRINUSE ? Errc::kBusy : why == EACCES || why == EPERM ? Errc::kDenied : Errc::kNetwork;
    return Error(kind, fmt::format("{}: {}", where, std::strerror(why)));
  };
  Fd listener;
  int cause = 0;
  for (const addrinfo* at = found; at != nullptr && !listener; at = at->ai_next) listener = listen_at(*at, &cause);
  if (!listener) return failed(cause);
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&bound), &size) != 0) return failed(errno);
  Fd stop(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stop) return failed(errno);
  return std::unique_ptr<HttpServer>(
      std::make_unique<ThreadedServer>(std::move(options), std::move(listener), std::move(stop), bound));
}

}  // namespace tlog
