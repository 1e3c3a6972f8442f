#include "tools/tlog-verify/options.h"

#include "libcore/checkpoint/checkpoint.h"
#include "libcore/cli/common_options.h"
#include "libcore/os/ordered_parallel.h"

namespace tlog_verify {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Status;
using tlog::cli::App;

constexpr uint64_t kMaxJobs = 256;

void define_trust(App& app, tlog::TrustRequest& trust) {
  app.group("Whom to believe");
  app.texts(trust.log_keys, "--log-key", "VKEY", "the log's public key; of several, any one").required();
  app.text(trust.origin, "--origin", "ORIGIN", "the log's origin, where it is not the name of the key");
}

void define(App& app, Options& options) {
  App& proof = app.command(options.command, "proof", "check that an entry is in a log, offline");
  proof.usage("[OPTION]... --log-key VKEY (--entry FILE | --leaf TEXT | --leaf-hash HASH) [FILE]");
  define_trust(proof, options.proof.trust);
  proof.group("The entry");
  proof.file(options.proof.leaf.entry_file, "--entry", "the entry itself, verbatim; - is standard input");
  proof.text(options.proof.leaf.entry_text, "--leaf", "TEXT", "the entry itself, as a word");
  proof.text(options.proof.leaf.leaf_hash, "--leaf-hash", "HASH", "its leaf hash, in base64 or hex");
  proof.positional(options.proof.proof, "FILE", "the C2SP tlog-proof; - or no FILE is standard input");

  App& log = app.command(options.command, "log", "check every object of a log");
  log.usage("[OPTION]... --log-key VKEY DIR|URL");
  define_trust(log, options.log.trust);
  log.group("How to work");
  log.count(options.jobs, "-j,--jobs", "work with N threads").range(1, kMaxJobs).def_is("one for each processor");
  log.positional(options.log.log, "DIR|URL", "the log").required();
  tlog::cli::define_http(log, options.log.http);
}

Status validate(const Options& options) {
  for (const tlog::TrustRequest* trust : {&options.proof.trust, &options.log.trust}) {
    if (!trust->origin) continue;
    if (auto status = tlog::check_origin(*trust->origin); !status) {
      return Error(Errc::kUsage, "--origin: " + status.error().message());
    }
  }
  if (options.command != "proof") return {};
  const tlog::LeafChoice& leaf = options.proof.leaf;
  const int said = leaf.entry_file.has_value() + leaf.entry_text.has_value() + leaf.leaf_hash.has_value();
  if (said != 1) {
    return Error(Errc::kUsage, said == 0 ? "no entry is named" : "more than one entry is named")
        .hint("say one of --entry, --leaf, --leaf-hash");
  }
  if (leaf.entry_file == "-" && options.proof.proof == "-") {
    return Error(Errc::kUsage, "the entry and the proof cannot both come from standard input")
        .hint("name the file of one of them");
  }
  return {};
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  if (options.command == "proof") return verify_proof(options.proof, host);
  tlog::VerifyLogRequest request = options.log;
  request.jobs = options.jobs == 0 ? tlog::default_jobs() : static_cast<unsigned>(options.jobs);
  return verify_log(request, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "tlog-verify",
          .summary = "verify proofs and whole logs",
          .exits = {{0, "verified"},
                    {1, "not verified: the reason is in the verdict record"},
                    {65, "not a proof, or not a checkpoint"},
                    {66, "an input, or the log's checkpoint, does not exist"},
                    {69, "a server does not answer, or not as it should"},
                    {75, "interrupted before the end"},
                    {77, "no permission to read"},
                    {78, "a key that cannot be used"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace tlog_verify
