#pragma once
// A witness as a service, C2SP tlog-witness: POST /add-checkpoint, and GET /<origin hash>/checkpoint for those who
// watch, where the hash is the SHA-256 of the origin in lower-case hexadecimal; GET /health for those who run it.

#include <cstdint>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/cosign.h"
#include "libcore/ops/host.h"

namespace tlog {

struct WitnessServerRequest {
  WitnessSetup witness;
  std::string listen;              // HOST:PORT; port 0 is any that is free
  uint64_t rate_per_second = 100;  // requests of one client
  uint64_t burst = 200;
  bool trust_proxy = false;  // the client is the last one in X-Forwarded-For
  uint64_t connections = 256;
};

// A `listening` record, then an `access` record for each request; the summary when a signal asked to stop, or nobody
// reads the records any more: the requests under way are answered first. Errors of CasStore at the start, and of
// HttpServer::listen(). From then on a store that fails is 503 to those who ask.
Result<Verdict> serve_witness(const WitnessServerRequest& request, Host& host);

}  // namespace tlog
