#include "tools/tlog-prove/options.h"

#include "libcore/cli/common_options.h"

namespace tlog_prove {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Status;
using tlog::cli::App;

void define_log(App& app, tlog::TreeRequest& tree) {
  app.group("The log");
  app.dir(tree.log, "--log", "the log").metavar("DIR|URL").required();
  app.file(tree.checkpoint, "--checkpoint", "prove in the tree of this checkpoint, not of the published one");
}

void define_format(App& app, std::optional<bool>& record, const char* help) {
  app.choice(record, "--format", {{"text", false}, {"jsonl", true}}, help).def_is("text");
}

void define_others(App& app, tlog::TreeRequest& tree) {
  tlog::cli::define_trust(app, tree.trust);
  tlog::cli::define_http(app, tree.http);
}

void define_inclusion(App& app, Options& options) {
  tlog::ProveInclusionRequest& request = options.inclusion;
  app.usage("[OPTION]... --log DIR|URL (--index N | --entry FILE | --leaf TEXT | --leaf-hash HASH)");
  app.usage("[OPTION]... --log DIR|URL --batch FILE");
  define_log(app, request.tree);
  app.count(request.tree.size, "--size", "prove in the tree of the first N entries").range(0, tlog::kMaxTreeSize);
  app.group("The entry");
  app.count(request.index, "--index", "its number in the log, from 0").range(0, tlog::kMaxTreeSize);
  app.file(request.leaf.entry_file, "--entry", "the entry itself, verbatim; - is standard input");
  app.text(request.leaf.entry_text, "--leaf", "TEXT", "the entry itself, as a word");
  app.text(request.leaf.leaf_hash, "--leaf-hash", "HASH", "its leaf hash, in base64 or hex");
  app.file(options.batch, "--batch", "many: lines {\"index\":N} or {\"leaf_hash\":HASH}");
  app.flag(options.partial, "--partial", "the batch may lack its summary");
  app.group("Output");
  app.file(request.output, "-o,--output", "write to FILE instead of standard output");
  define_format(app, options.record, "a C2SP tlog-proof, or records");
  define_others(app, request.tree);
}

void define_consistency(App& app, tlog::ProveConsistencyRequest& request) {
  app.usage("[OPTION]... --log DIR|URL --old N [--new N]");
  define_log(app, request.tree);
  app.group("The trees");
  app.count(request.old_size, "--old", "the size of the older tree").range(0, tlog::kMaxTreeSize).required();
  app.count(request.tree.size, "--new", "the size of the newer tree")
      .range(0, tlog::kMaxTreeSize)
      .def_is("that of the checkpoint");
  app.group("Output");
  app.file(request.output, "-o,--output", "write to FILE instead of standard output");
  define_others(app, request.tree);
}

void define_request(App& app, Options& options) {
  tlog::ProveWitnessRequest& request = options.request;
  app.usage("[OPTION]... --log DIR|URL --old N");
  define_log(app, request.tree);
  app.group("The witness");
  app.count(request.old_size, "--old", "the size of the tree that it cosigned last, or 0")
      .range(0, tlog::kMaxTreeSize)
      .required();
  app.group("Output");
  app.file(request.output, "-o,--output", "write to FILE instead of standard output");
  define_format(app, options.record, "a C2SP tlog-witness request, or records");
  define_others(app, request.tree);
}

void define(App& app, Options& options) {
  define_inclusion(app.command(options.command, "inclusion", "prove that an entry is in the log"), options);
  define_consistency(app.command(options.command, "consistency", "prove that a tree begins with an older one"),
                     options.consistency);
  define_request(app.command(options.command, "request", "make the request that a witness cosigns"), options);
}

Error usage(const char* message, const char* hint) { return Error(Errc::kUsage, message).hint(hint); }

Status validate_inclusion(const Options& options) {
  const tlog::ProveInclusionRequest& request = options.inclusion;
  const int said = request.index.has_value() + request.leaf.entry_file.has_value() +
                   request.leaf.entry_text.has_value() + request.leaf.leaf_hash.has_value() + options.batch.has_value();
  if (said != 1) {
    return usage(said == 0 ? "no entry is named" : "more than one entry is named",
                 "say one of --index, --entry, --leaf, --leaf-hash, --batch");
  }
  if (!options.batch) {
    return options.partial ? usage("--partial is about a batch", "it goes with --batch") : Status();
  }
  if (options.record == false) return usage("a batch gives records", "leave out --format=text");
  if (request.output) return usage("a batch goes to standard output", "say > FILE instead of --output");
  return {};
}

// Standard input, among what is read of a file.
Status check_dashes(const Options& options, const tlog::TreeRequest& tree) {
  const tlog::LeafChoice& leaf = options.inclusion.leaf;
  const std::optional<std::string> dash = "-";
  const int said =
      (tree.trust.policy == dash) + (tree.checkpoint == dash) + (leaf.entry_file == dash) + (options.batch == dash);
  return said <= 1 ? Status() : usage("standard input is read once only", "name a file in place of one -");
}

Status validate(const Options& options) {
  const bool consistency = options.command == "consistency";
  const tlog::TreeRequest& tree = consistency                    ? options.consistency.tree
                                  : options.command == "request" ? options.request.tree
                                                                 : options.inclusion.tree;
  if (tlog::names_anybody(tree.trust) || tree.trust.origin || tree.trust.max_future_seconds) {
    if (Status status = tlog::cli::check_trust(tree.trust); !status) return status;
  }
  CHECK(check_dashes(options, tree));
  if (options.command == "inclusion") return validate_inclusion(options);
  if (consistency && tree.size && *tree.size < options.consistency.old_size) {
    return usage("--old is above --new", "the older tree is the smaller one");
  }
  return {};
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  if (options.command == "consistency") return prove_consistency(options.consistency, host);
  if (options.command == "request") {
    tlog::ProveWitnessRequest request = options.request;
    request.record = options.record.value_or(false);
    return prove_witness_request(request, host);
  }
  if (options.batch) return prove_batch({options.inclusion.tree, *options.batch, options.partial}, host);
  tlog::ProveInclusionRequest request = options.inclusion;
  request.record = options.record.value_or(false);
  return prove_inclusion(request, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "tlog-prove",
          .summary = "make proofs from a log",
          .exits = {{0, "the proof is made"},
                    {1, "no such entry, or the log is not what its checkpoint says"},
                    {65, "the checkpoint, or the batch, is malformed"},
                    {66, "the log's checkpoint, or an input, does not exist"},
                    {69, "a server does not answer, or not as it should"},
                    {73, "the output cannot be created"},
                    {77, "no permission"},
                    {78, "a policy or a key that cannot be used"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace tlog_prove
