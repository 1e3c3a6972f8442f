#include "tools/tlog-verify/options.h"

#include "libcore/base/encode.h"
#include "libcore/cli/common_options.h"
#include "libcore/os/clock.h"
#include "libcore/os/ordered_parallel.h"

#include <algorithm>
#include <initializer_list>

namespace tlog_verify {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Status;
using tlog::cli::App;
using tlog::cli::check_trust;
using tlog::cli::define_trust;

void define_log(App& app, Options& options) {
  App& log = app.command(options.command, "log", "check every object of a log");
  log.usage("[OPTION]... (--policy FILE | --log-key VKEY) DIR|URL");
  define_trust(log, options.log.trust);
  log.group("What to check");
  log.file(options.log.checkpoint, "--checkpoint", "check against this checkpoint, not the published one");
  log.file(options.log.since, "--since", "the log must contain the log of this older checkpoint");
  log.text(options.range, "--range", "A:B", "check only the entries from A to before B");
  log.file(options.log.state, "--state", "remember in FILE what was verified, and go on there");
  log.flag(options.log.tolerate_extra_rows, "--tolerate-extra-rows", "allow tiles with rows behind the bottom row");
  log.group("How to work");
  define_jobs(log, options.jobs);
  log.positional(options.log.log, "DIR|URL", "the log").required();
  tlog::cli::define_http(log, options.log.http);
}

constexpr const char* kPartial = "take a stream without its summary: a part is meant";

void define_proof(App& app, Options& options) {
  App& proof = app.command(options.command, "proof", "check that an entry is in a log, offline");
  proof.usage("[OPTION]... (--policy FILE | --log-key VKEY) (--entry FILE | --leaf TEXT | --leaf-hash HASH) [FILE]");
  proof.usage("[OPTION]... (--policy FILE | --log-key VKEY) --batch FILE");
  define_trust(proof, options.proof.trust);
  proof.group("The entry");
  proof.file(options.proof.leaf.entry_file, "--entry", "the entry itself, verbatim; - is standard input");
  proof.text(options.proof.leaf.entry_text, "--leaf", "TEXT", "the entry itself, as a word");
  proof.text(options.proof.leaf.leaf_hash, "--leaf-hash", "HASH", "its leaf hash, in base64 or hex");
  proof.group("Many proofs");
  proof.file(options.batch, "--batch", "proof records, each with its entry or leaf hash; - is standard input");
  proof.flag(options.partial, "--partial", kPartial);
  define_jobs(proof, options.jobs);
  proof.positional(options.proof_file, "FILE", "the C2SP tlog-proof; - or no FILE is standard input");
}

void define_checkpoint(App& app, Options& options) {
  tlog::VerifyCheckpointRequest& request = options.checkpoint;
  App& checkpoint = app.command(options.command, "checkpoint", "check who signed a checkpoint, and when");
  checkpoint.usage("[OPTION]... (--policy FILE | --log-key VKEY) [FILE]");
  define_trust(checkpoint, request.trust);
  checkpoint.count(request.trust.max_age_seconds, "--max-age", "ask for a quorum of cosignatures that are not older")
      .metavar("SECONDS");
  checkpoint.positional(request.checkpoint, "FILE", "the checkpoint; - or no FILE is standard input");
}

void define_consistency(App& app, Options& options) {
  tlog::VerifyConsistencyRequest& request = options.consistency;
  App& consistency = app.command(options.command, "consistency", "check that a log only grew between two checkpoints");
  consistency.usage(
      "[OPTION]... (--policy FILE | --log-key VKEY) --old FILE --new FILE (--proof FILE | --log DIR|URL)");
  define_trust(consistency, request.trust);
  consistency.group("What to check");
  consistency.file(request.older, "--old", "the older checkpoint; - is standard input").required();
  consistency.file(request.newer, "--new", "the newer one; - is standard input").required();
  consistency.file(request.proof, "--proof", "the consistency record of tlog-prove; - is standard input");
  consistency.dir(request.log, "--log", "make the proof from the tiles of this log").metavar("DIR|URL");
  consistency.flag(request.partial, "--partial", kPartial);
  tlog::cli::define_http(consistency, request.http);
}

void define_lookup(App& app, Options& options) {
  App& lookup = app.command(options.command, "lookup", "check answers of an index, offline");
  lookup.usage("[OPTION]... (--policy FILE | --log-key VKEY) [FILE]");
  lookup.usage("[OPTION]... --root-hex HASH [FILE]");
  define_trust(lookup, options.lookup.trust, "--root-hex");
  lookup.text(options.index_root, "--root-hex", "HASH", "the root of the index, in hex");
  lookup.group("The answers");
  lookup.text(options.lookup.field, "--key-field", "FIELD", "they must be of an index by this field of entries");
  lookup.flag(options.partial, "--partial", kPartial);
  lookup.positional(options.lookups, "FILE", "lookup records; - or no FILE is standard input");
}

void define_receipt(App& app, Options& options) {
  App& receipt = app.command(options.command, "receipt", "check that chunks are in the batches of receipts, offline");
  receipt.texts(options.batch_roots, "--root-hex", "HASH", "the root of a batch, known from elsewhere, in hex");
  receipt.count(options.receipt.leaves, "--leaves", "the batch of that root has N leaves").range(2, 256);
  receipt.flag(options.partial, "--partial", kPartial);
  receipt.positional(options.receipts, "FILE", "records of chunk-upload; - or no FILE is standard input");
}

void define(App& app, Options& options) {
  define_proof(app, options);
  define_checkpoint(app, options);
  define_consistency(app, options);
  define_log(app, options);
  define_lookup(app, options);
  define_receipt(app, options);
  App& policy = app.command(options.command, "policy", "say what a policy means, and what is odd about it");
  policy.positional(options.policy.policy, "FILE", "the C2SP tlog-policy; - is standard input").required();
}

// Standard input can be only one of these.
Status check_stdin(std::initializer_list<std::optional<std::string>> inputs) {
  if (std::count(inputs.begin(), inputs.end(), "-") < 2) return {};
  return Error(Errc::kUsage, "more than one input is standard input").hint("name the files of the others");
}

Status validate_proof(const Options& options) {
  const tlog::LeafChoice& leaf = options.proof.leaf;
  const int said = leaf.entry_file.has_value() + leaf.entry_text.has_value() + leaf.leaf_hash.has_value();
  if (options.batch) {
    if (said == 0 && !options.proof_file) return check_stdin({options.proof.trust.policy, options.batch});
    return Error(Errc::kUsage, "--batch has the proofs and their entries")
        .hint("name neither an entry nor a proof beside it");
  }
  if (options.partial)
    return Error(Errc::kUsage, "--partial is about a stream of records").hint("it goes with --batch");
  if (said != 1) {
    return Error(Errc::kUsage, said == 0 ? "no entry is named" : "more than one entry is named")
        .hint("say one of --entry, --leaf, --leaf-hash");
  }
  return check_stdin({options.proof.trust.policy, leaf.entry_file, options.proof_file.value_or("-")});
}

Status validate_checkpoint(const tlog::VerifyCheckpointRequest& request) {
  if (request.trust.max_age_seconds && !request.trust.policy) {
    return Error(Errc::kUsage, "--max-age asks for the time of witnesses, and --log-key names none")
        .hint("a policy with witnesses says whose time to believe");
  }
  return check_stdin({request.trust.policy, request.checkpoint});
}

Status validate_consistency(const tlog::VerifyConsistencyRequest& request) {
  if (request.proof.has_value() == request.log.has_value()) {
    return Error(Errc::kUsage, request.proof ? "--proof and --log both say where the proof is" : "no proof is named")
        .hint("say one of --proof, --log");
  }
  if (request.partial && !request.proof) {
    return Error(Errc::kUsage, "--partial is about a stream of records").hint("it goes with --proof");
  }
  return check_stdin({request.trust.policy, request.older, request.newer, request.proof});
}

Status validate_log(const Options& options) {
  CHECK(check_trust(options.log.trust));
  if (options.range) {
    auto range = tlog::parse_entry_range(*options.range);
    if (!range) return std::move(range).error().context("--range");
  }
  if (options.range && options.log.state) {
    return Error(Errc::kUsage, "--range and --state exclude each other")
        .hint("what is remembered is how far the log was verified from its first entry on");
  }
  if (options.log.state == "-") return Error(Errc::kUsage, "--state=-: the state is a file, which is read and written");
  return check_stdin({options.log.trust.policy, options.log.checkpoint, options.log.since});
}

Status validate_lookup(const Options& options) {
  const tlog::VerifyLookupsRequest& request = options.lookup;
  if (!options.index_root) {
    CHECK(check_trust(request.trust));
    return check_stdin({request.trust.policy, options.lookups.value_or("-")});
  }
  if (!tlog::hex_decode_hash(*options.index_root)) {
    return Error(Errc::kUsage, "--root-hex is not the hash of a root: 64 digits of hex in lower case");
  }
  if (!request.field.empty()) {
    return Error(Errc::kUsage, "--root-hex names one index, and --key-field any by that field")
        .hint("leave out --key-field");
  }
  if (!names_anybody(request.trust) && !request.trust.origin && !request.trust.max_future_seconds) return {};
  return Error(Errc::kUsage, "--root-hex and --policy or --log-key both say whom to believe").hint("say one of them");
}

Status validate_receipt(const Options& options) {
  for (const std::string& root : options.batch_roots) {
    if (tlog::hex_decode_hash(root)) continue;
    return Error(Errc::kUsage, "--root-hex is not the root of a batch: 64 digits of hex in lower case");
  }
  if (options.receipt.leaves && options.batch_roots.size() != 1) {
    return Error(Errc::kUsage, "--leaves is about one batch").hint("it goes with one --root-hex");
  }
  return {};
}

Status validate(const Options& options) {
  if (options.command == "policy") return {};
  if (options.command == "lookup") return validate_lookup(options);
  if (options.command == "receipt") return validate_receipt(options);
  if (options.command == "checkpoint") {
    CHECK(check_trust(options.checkpoint.trust));
    return validate_checkpoint(options.checkpoint);
  }
  if (options.command == "consistency") {
    CHECK(check_trust(options.consistency.trust));
    return validate_consistency(options.consistency);
  }
  if (options.command == "proof") {
    CHECK(check_trust(options.proof.trust));
    return validate_proof(options);
  }
  return validate_log(options);
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  const unsigned jobs = static_cast<unsigned>(options.jobs);
  if (options.command == "checkpoint") return verify_checkpoint(options.checkpoint, host);
  if (options.command == "consistency") return verify_consistency(options.consistency, host);
  if (options.command == "policy") return verify_policy(options.policy, host);
  if (options.command == "lookup") {
    tlog::VerifyLookupsRequest request = options.lookup;
    if (options.index_root) request.root = tlog::hex_decode_hash(*options.index_root);
    request.lookups = options.lookups.value_or("-");
    request.partial = options.partial;
    return verify_lookups(request, host);
  }
  if (options.command == "receipt") {
    tlog::VerifyReceiptsRequest request = options.receipt;
    for (const std::string& root : options.batch_roots) request.roots.push_back(*tlog::hex_decode_hash(root));
    request.records = options.receipts.value_or("-");
    request.partial = options.partial;
    request.unix_time = tlog::unix_time();
    return verify_receipts(request, host);
  }
  if (options.command == "proof" && options.batch) {
    return verify_proofs({options.proof.trust, *options.batch, options.partial, jobs}, host);
  }
  if (options.command == "proof") {
    tlog::VerifyProofRequest request = options.proof;
    request.proof = options.proof_file.value_or("-");
    return verify_proof(request, host);
  }
  tlog::VerifyLogRequest request = options.log;
  if (options.range) {
    TRY(request.range, tlog::parse_entry_range(*options.range));
  }
  request.jobs = jobs;
  return verify_log(request, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "tlog-verify",
          .summary = "verify proofs, checkpoints, index answers, receipts, policies and whole logs",
          .exits = {{0, "verified"},
                    {1, "not verified: the reason is in the verdict record"},
                    {65, "no proof, checkpoint, answer, receipt or audit state, or records that were cut off"},
                    {66, "an input, or the log's checkpoint, does not exist"},
                    {69, "a server does not answer, or not as it should"},
                    {73, "the file of --state cannot be created"},
                    {75, "no room for another thread: try again later"},
                    {77, "no permission to read"},
                    {78, "a policy or a key that cannot be used, or another log's file"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace tlog_verify
