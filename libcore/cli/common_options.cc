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

}  // namespace tlog::cli
