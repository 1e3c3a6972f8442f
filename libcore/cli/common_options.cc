#include "libcore/cli/common_options.h"

namespace tlog::cli {

namespace {

constexpr uint64_t kMaxConnections = 256;  // more than any server should be asked for by one client
constexpr uint64_t kMaxRetries = 100;
constexpr uint64_t kMaxTimeoutSeconds = 3600;

}  // namespace

void define_http(App& app, HttpOptions& http) {
  app.group("Reading from a URL");
  app.text(http.contact, "--contact", "TEXT", "tell servers whom to ask about this client");
  app.count(http.connections, "--connections", "ask for at most N objects at once").range(1, kMaxConnections).def("16");
  app.count(http.retries, "--retries", "try a failed request again N times").range(0, kMaxRetries).def("4");
  app.count(http.timeout_s, "--timeout", "give up a server that is silent for SECONDS")
      .metavar("SECONDS")
      .range(1, kMaxTimeoutSeconds)
      .def("30");
  app.file(http.ca_file, "--cacert", "trust the authorities in FILE, not the system's");
}

void define_trust(App& app, TrustRequest& trust) {
  app.group("Whom to believe");
  app.file(trust.policy, "--policy", "a C2SP tlog-policy: logs, witnesses and their quorum")
      .env("TLOG_POLICY", "--log-key");
  app.texts(trust.log_keys, "--log-key", "VKEY", "the log's public key; of several, any one");
  app.text(trust.origin, "--origin", "ORIGIN", "the log's origin, where it is not the name of the key");
  app.count(trust.max_future_seconds, "--max-future", "how far a cosignature may be ahead of the clock")
      .metavar("SECONDS")
      .def("300");
}

Status check_trust(const TrustRequest& trust) {
  if (trust.origin) {
    if (auto status = check_origin(*trust.origin); !status) {
      return Error(Errc::kUsage, "--origin: " + status.error().message());
    }
  }
  if (trust.policy && !trust.log_keys.empty()) {
    return Error(Errc::kUsage, "--policy and --log-key both say whom to believe").hint("say one of them");
  }
  if (!trust.policy && trust.log_keys.empty()) {
    return Error(Errc::kUsage, "nobody to believe is named").hint("say --policy FILE or --log-key VKEY");
  }
  return {};
}

}  // namespace tlog::cli
