#include "libcore/ops/witness_server.h"

#include <fmt/core.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

#include "libcore/base/encode.h"
#include "libcore/crypto/sha256.h"
#include "libcore/net/http_server.h"
#include "libcore/net/rate_limit.h"
#include "libcore/ops/summary.h"
#include "libcore/os/clock.h"
#include "libcore/store/cas_group.h"

namespace tlog {

namespace {

constexpr size_t kMaxWaitingRecords = 10'000;  // of who reads more slowly than we are asked; then the asking waits
constexpr auto kLook = std::chrono::milliseconds(100);  // how often a signal is looked for
constexpr uint64_t kRetryAfter_s = 1;  // a token comes within a second; a store that is locked may be free then

constexpr const char* kAddCheckpoint = "/add-checkpoint";
constexpr const char* kHealth = "/health";
constexpr std::string_view kCheckpoint = "/checkpoint";

// Lines from many threads to the one that writes them, in the order in which they come.
class LineQueue {
 public:
  void push(std::string line) {
    std::unique_lock lock(mutex_);
    taken_.wait(lock, [&] { return ended_ || lines_.size() < kMaxWaitingRecords; });
    lines_.push_back(std::move(line));
    came_.notify_one();
  }
  // All that have come, after a while if there are none.
  std::deque<std::string> take() {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, kLook, [&] { return !lines_.empty(); });
    taken_.notify_all();
    return std::exchange(lines_, {});
  }
  // Nobody takes any more until the last; nobody waits.
  void end() {
    std::lock_guard lock(mutex_);
    ended_ = true;
    taken_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_, taken_;
  std::deque<std::string> lines_;
  bool ended_ = false;
};

uint64_t steady_ns() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

struct Counts {
  std::atomic<uint64_t> requests{0}, cosigned{0}, limited{0}, unavailable{0};
};

class WitnessService : public HttpService {
 public:
  WitnessService(Witness& witness, const WitnessServerRequest& request, bool quiet)
      : witness_(witness),
        limit_(request.rate_per_second, request.burst),
        trust_proxy_(request.trust_proxy),
        quiet_(quiet) {
    for (const auto& [origin, keys] : witness.logs().by_origin()) {
      origin_of_path_.emplace("/" + hex_encode(sha256(as_bytes(origin)).bytes) + std::string(kCheckpoint), origin);
    }
  }

  std::optional<HttpAnswer> answer_at_once(const HttpQuestion& question) override;
  HttpAnswer answer(const HttpQuestion& question) override;
  void refused(const HttpQuestion& question, unsigned status) override {
    record(question, client_of(question), status, nullptr, steady_ns());
  }

  LineQueue& records() { return records_; }
  const Counts& counts() const { return counts_; }

 private:
  std::string client_of(const HttpQuestion& question) const;
  HttpAnswer route(const HttpQuestion& question);
  HttpAnswer checkpoint(const std::string& origin);
  HttpAnswer health();
  void record(const HttpQuestion& question, const std::string& client, unsigned status, const WitnessAnswer* answer,
              uint64_t since_ns);

  Witness& witness_;
  RateLimit limit_;
  const bool trust_proxy_, quiet_;
  std::map<std::string, std::string> origin_of_path_;
  LineQueue records_;
  Counts counts_;
};

HttpAnswer plain(unsigned status, std::string body) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

HttpAnswer unavailable() {
  HttpAnswer answer = plain(503, "the state of the witness is not available\n");
  answer.retry_after_s = kRetryAfter_s;
  return answer;
}

HttpAnswer not_allowed(std::string allow) {
  HttpAnswer answer = plain(405, "not a method for this\n");
  answer.allow = std::move(allow);
  return answer;
}

// Behind a proxy: the last address of the header, which is the one that the proxy itself saw. What stands before it
// anybody can have written.
std::string WitnessService::client_of(const HttpQuestion& question) const {
  if (trust_proxy_) {
    const std::string& header = question.forwarded_for;
    const size_t comma = header.rfind(',');
    std::string last = comma == std::string::npos ? header : header.substr(comma + 1);
    while (last.starts_with(' ')) last.erase(0, 1);
    while (last.ends_with(' ')) last.pop_back();
    if (!rate_client(last).empty()) return last;
  }
  return question.address;
}

void WitnessService::record(const HttpQuestion& question, const std::string& client, unsigned status,
                            const WitnessAnswer* answer, uint64_t since_ns) {
  counts_.requests++;
  counts_.cosigned += answer != nullptr && status == 200;
  counts_.limited += status == 429;
  counts_.unavailable += status == 503;
  if (quiet_) return;
  Record access("access");
  access.number("time", unix_time()).text("address", client).number("status", status);
  if (!question.method.empty()) access.text("method", question.method).text("path", question.path);
  if (answer != nullptr) {
    if (!answer->origin.empty()) access.text("origin", answer->origin);
    if (answer->tree_size) access.number("tree_size", *answer->tree_size);
    if (!answer->reason.empty()) access.text("reason", answer->reason);
  }
  access.number("duration_us", (steady_ns() - since_ns) / 1000);
  records_.push(access.line());
}

HttpAnswer WitnessService::health() {
  // Any log does: the store answers, and what it holds is a state.
  return witness_.checkpoint(witness_.logs().by_origin().begin()->first) ? plain(200, "ok\n") : unavailable();
}

HttpAnswer WitnessService::checkpoint(const std::string& origin) {
  auto checkpoint = witness_.checkpoint(origin);
  if (!checkpoint) return unavailable();
  return *checkpoint ? plain(200, **std::move(checkpoint)) : plain(404, "no checkpoint of this log was cosigned yet\n");
}

HttpAnswer WitnessService::route(const HttpQuestion& question) {
  const bool reads = question.method == "GET" || question.method == "HEAD";
  if (question.path == kAddCheckpoint) return not_allowed("POST");
  if (question.path == kHealth) return reads ? health() : not_allowed("GET, HEAD");
  const auto log = origin_of_path_.find(question.path);
  if (log == origin_of_path_.end()) return plain(404, "nothing is here\n");
  return reads ? checkpoint(log->second) : not_allowed("GET, HEAD");
}

std::optional<HttpAnswer> WitnessService::answer_at_once(const HttpQuestion& question) {
  const uint64_t since_ns = steady_ns();
  const std::string client = client_of(question);
  HttpAnswer answer;
  if (!limit_.take(rate_client(client), since_ns)) {
    answer = plain(429, "too many requests\n");
    answer.retry_after_s = kRetryAfter_s;
  } else if (question.path == kAddCheckpoint && question.method == "POST") {
    return std::nullopt;
  } else {
    answer = route(question);
  }
  record(question, client, answer.status, nullptr, since_ns);
  return answer;
}

HttpAnswer WitnessService::answer(const HttpQuestion& question) {
  const uint64_t since_ns = steady_ns();
  const WitnessAnswer judged = witness_.add_checkpoint(question.body);
  HttpAnswer answer = plain(static_cast<unsigned>(judged.status), judged.reason + "\n");
  switch (judged.status) {
    case WitnessStatus::kCosigned:
      answer.body = judged.signatures;
      break;
    case WitnessStatus::kConflict:
      answer.body = fmt::format("{}\n", judged.cosigned_size.value_or(0));
      answer.content_type = "text/x.tlog.size";
      break;
    case WitnessStatus::kUnavailable:
      answer = unavailable();
      break;
    default:
      break;
  }
  record(question, client_of(question), answer.status, &judged, since_ns);
  return answer;
}

// Writes what comes until a signal, or until nobody reads.
void write_records(LineQueue& records, Host& host) {
  while (!host.cancelled()) {
    for (const std::string& line : records.take()) {
      if (!host.emit(line)) return;
    }
    if (!host.flush()) return;
  }
}

}  // namespace

Result<Verdict> serve_witness(const WitnessServerRequest& request, Host& host) {
  TRY(const auto cosigner, read_cosigner(request.witness.key));
  TRY(const WitnessedLogs logs, read_witnessed_logs(request.witness.trust, host));
  TRY(auto store, open_witness_state(request.witness));
  WitnessSetup again = request.witness;
  again.existing_state = true;
  CasGroup group(std::move(store), [again] { return open_witness_state(again); });
  TRY(const auto witness, Witness::make(*cosigner, logs, group, unix_time));
  HttpServerOptions options;
  options.listen = request.listen;
  options.connections = static_cast<unsigned>(request.connections);
  options.max_body_bytes = kMaxWitnessRequestBytes;
  options.post_paths = {kAddCheckpoint};
  TRY(const auto server, HttpServer::listen(options));
  WitnessService service(*witness, request, host.quiet());
  host.emit(Record("listening")
                .text("address", server->address())
                .number("port", server->port())
                .text("vkey", cosigner->vkey())
                .number("logs", logs.by_origin().size())
                .line());
  if (host.flush()) {
    server->start(service);
    write_records(service.records(), host);
    service.records().end();
    server->stop();
  }
  for (const std::string& line : service.records().take()) host.emit(line);
  const CasGroup::Counts done = group.counts();
  host.emit(summary("tlog-cosign")
                .number("requests", service.counts().requests)
                .number("cosigned", service.counts().cosigned)
                .number("rate_limited", service.counts().limited)
                .number("unavailable", service.counts().unavailable)
                .number("swaps", done.swaps)
                .number("commits", done.commits)
                .line());
  return Verdict::kYes;
}

}  // namespace tlog
