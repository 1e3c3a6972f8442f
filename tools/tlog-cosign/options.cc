#include "tools/tlog-cosign/options.h"

#include <algorithm>

#include "libcore/cli/common_options.h"

namespace tlog_cosign {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Status;
using tlog::cli::App;

constexpr uint64_t kMaxRate = 1'000'000;    // beyond that there is no limit
constexpr uint64_t kMaxConnections = 1000;  // each takes a thread, and a descriptor below FD_SETSIZE

void define(App& app, Options& options) {
  tlog::WitnessSetup& witness = options.cosign.witness;
  app.usage("[OPTION]... --state STORE --key FILE (--policy FILE | --log-key VKEY)");
  app.usage("[OPTION]... --listen HOST:PORT --state STORE --key FILE (--policy FILE | --log-key VKEY)");
  app.group("The witness");
  app.text(witness.state, "--state", "STORE", "what it remembers: sqlite:FILE or postgres:CONNINFO").required();
  app.flag(witness.existing_state, "--existing-state", "refuse to begin with a state that is not there yet");
  app.file(witness.key, "--key", "its secret key; - is standard input").required();
  app.group("The logs that it knows");
  tlog::cli::define_logs(app, witness.trust);
  app.group("One request, or many, on standard input");
  app.choice(options.cosign.records, "--format", {{"text", false}, {"jsonl", true}},
             "signature lines, or answer records")
      .def("text");
  app.flag(options.cosign.partial, "--partial", "take a stream without its summary: a part is meant");
  app.group("A server");
  app.text(options.listen, "--listen", "HOST:PORT", "answer HTTP requests; port 0 is any that is free");
  app.count(options.server.rate_per_second, "--rate", "answer N requests a second of each client")
      .range(1, kMaxRate)
      .def("100");
  app.count(options.server.burst, "--burst", "and up to N at once").range(1, kMaxRate).def("200");
  app.flag(options.server.trust_proxy, "--trust-proxy", "tell clients apart by X-Forwarded-For");
  app.count(options.server.connections, "--connections", "hold at most N connections")
      .range(1, kMaxConnections)
      .def("256");
}

Status validate(const Options& options) {
  CHECK(tlog::cli::check_trust(options.cosign.witness.trust));
  const tlog::WitnessSetup& witness = options.cosign.witness;
  const bool key = witness.key == "-", policy = witness.trust.policy == "-";
  if (options.listen) {
    if (options.cosign.records || options.cosign.partial) {
      return Error(Errc::kUsage, "a server has no requests on standard input")
          .hint("leave out --format and --partial, or --listen");
    }
    if (key && policy) return Error(Errc::kUsage, "the key and the policy cannot both come from standard input");
    return {};
  }
  if (key || policy) {
    return Error(Errc::kUsage, "the request comes from standard input: nothing else can").hint("name a file");
  }
  if (options.cosign.partial && !options.cosign.records) {
    return Error(Errc::kUsage, "--partial is about records").hint("say --format=jsonl with it");
  }
  return {};
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  if (!options.listen) return cosign(options.cosign, host);
  tlog::WitnessServerRequest server = options.server;
  server.witness = options.cosign.witness;
  server.listen = *options.listen;
  return serve_witness(server, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "tlog-cosign",
          .summary = "cosign checkpoints as a witness",
          .exits = {{0, "cosigned; of many requests, all are; a server was asked to stop"},
                    {1, "refused: an unknown log, not signed by it, another size, or no proof of growth"},
                    {65, "the request cannot be read, or a stream was cut off"},
                    {66, "an input does not exist"},
                    {69, "the store does not answer, or there is no such address to listen at"},
                    {73, "the state cannot be created"},
                    {75, "the store is locked, the port in use, or a signal came before the end"},
                    {77, "no permission, or others may read the secret key"},
                    {78, "a policy, a key or a state that cannot be used"}},
          .graceful_term = true,
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace tlog_cosign
