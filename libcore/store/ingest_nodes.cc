#include "libcore/store/ingest_nodes.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/text.h"
#include "libcore/store/ingest_format.h"
#include "libcore/store/object_store_http.h"

namespace tlog {

namespace {

constexpr size_t kMaxNameBytes = 4096;
constexpr unsigned kFailuresToRest = 3;
constexpr uint64_t kRestSeconds = 30;

}  // namespace

Result<std::unique_ptr<IngestNodes>> IngestNodes::open(const std::vector<std::string>& urls, IngestOptions options) {
  std::vector<Node> nodes;
  for (const std::string& url : urls) {
    TRY(const HttpPlace place, http_place(url));
    nodes.push_back({.url = place.prefix, .name = printable(place.name, kMaxNameBytes)});
  }
  std::unique_ptr<IngestNodes> out(new IngestNodes(std::move(nodes), std::move(options)));
  TRY(out->client_, HttpClient::open(out->options_.http));
  return out;
}

Status IngestNodes::probe(const std::string& master) {
  const HttpRequest request{.url = capabilities_url(master),
                            .max_bytes = kMaxCapabilitiesBytes,
                            .headers = {"Accept-Encoding: identity"},
                            .once = true,
                            .limit_ms = options_.http.timeout_s * 1000};
  TRY(const HttpResponse answer, std::move(client_->get({&request, 1})[0]));
  const auto no = [&](const std::string& why) { return Error(Errc::kMalformed, printable(request.url) + ": " + why); };
  if (answer.status != 200) return no(fmt::format("the server answered {}", answer.status));
  if (Status capable = parse_capabilities(answer.body); !capable) return no(capable.error().message());
  return {};
}

bool IngestNodes::is_resting(size_t node) const {
  std::lock_guard lock(mutex_);
  return Clock::now() < nodes_[node].rests_until;
}

void IngestNodes::note(size_t node, bool failed, uint64_t pause_s) {
  std::lock_guard lock(mutex_);
  Node& one = nodes_[node];
  one.failures = failed ? one.failures + 1 : 0;
  if (one.failures >= kFailuresToRest) pause_s = std::max(pause_s, kRestSeconds);
  one.rests_until =
      pause_s > 0 ? Clock::now() + std::chrono::seconds(std::min(pause_s, kMaxRetryAfterSeconds)) : Clock::time_point{};
}

IngestReply IngestNodes::put(const Node& node, const Address& address, std::string_view bytes, uint64_t& pause_s) {
  HttpRequest request{.url = ingest_url(node.url, address), .max_bytes = kMaxIngestAnswerBytes};
  request.method = HttpMethod::kPut;
  request.content = bytes;
  request.headers = {"Accept-Encoding: identity", "Content-Type: application/octet-stream"};
  if (!options_.authorization.empty()) request.headers.push_back(options_.authorization);
  request.once = true;
  request.limit_ms = options_.transfer_limit_s * 1000;
  const auto answer = std::move(client_->get({&request, 1})[0]);
  IngestReply reply{.attempts = 1};
  if (!answer) {
    reply.reason = answer.error().message();
    return reply;
  }
  const unsigned status = answer->status;
  reply.reason = fmt::format("{}: the node answered {}", node.name, status);
  if (status == 401 || status == 402 || status == 403) reply.answer = IngestAnswer::kRefused;
  if (status == 422) reply.answer = IngestAnswer::kMismatch;
  if (status == 429 || status == 503) pause_s = answer->retry_after_s;
  if (status != 200) return reply;
  Status right = parse_ingest_answer(answer->body, address, bytes.size());
  reply.answer = right ? IngestAnswer::kTaken : IngestAnswer::kFailed;
  reply.reason = right ? "" : node.name + ": " + right.error().message();
  return reply;
}

IngestReply IngestNodes::bring(const Address& address, std::string_view bytes, size_t first) {
  IngestReply reply{.reason = "all ingest nodes rest"};
  uint64_t attempts = 0;
  const size_t nodes = nodes_.size();
  for (size_t i = 0; i < nodes; i++) {
    const size_t node = (first + i) % nodes;
    if (is_resting(node)) continue;
    uint64_t pause_s = 0;
    reply = put(nodes_[node], address, bytes, pause_s);
    attempts += reply.attempts;
    const bool cancelled = options_.http.cancelled && options_.http.cancelled();
    if (cancelled) break;  // nobody's fault
    note(node, reply.answer == IngestAnswer::kFailed || reply.answer == IngestAnswer::kMismatch, pause_s);
    if (reply.answer != IngestAnswer::kFailed) break;
  }
  reply.attempts = attempts;
  return reply;
}

}  // namespace tlog
