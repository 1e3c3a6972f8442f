#include "tools/tlog-prove/options.h"

#include "libcore/cli/common_options.h"

namespace tlog_prove {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Status;
using tlog::cli::App;

void define(App& app, Options& options) {
  tlog::ProveInclusionRequest& request = options.inclusion;
  App& inclusion = app.command(options.command, "inclusion", "prove that an entry is in the log");
  inclusion.usage("[OPTION]... --log DIR|URL (--index N | --entry FILE | --leaf-hash HASH)");
  inclusion.group("The log");
  inclusion.dir(request.log, "--log", "the log").metavar("DIR|URL").required();
  inclusion.group("The entry");
  inclusion.count(request.index, "--index", "its number in the log, from 0");
  inclusion.file(request.leaf.entry_file, "--entry", "the entry itself, verbatim; - is standard input");
  inclusion.text(request.leaf.leaf_hash, "--leaf-hash", "HASH", "its leaf hash, in base64 or hex");
  inclusion.group("Output");
  inclusion.file(request.output, "-o,--output", "write to FILE instead of standard output");
  inclusion.choice(request.record, "--format", {{"text", false}, {"jsonl", true}}, "a C2SP tlog-proof, or records")
      .def("text");
  tlog::cli::define_http(inclusion, request.http);
}

Status validate(const Options& options) {
  const tlog::ProveInclusionRequest& request = options.inclusion;
  const int said = request.index.has_value() + request.leaf.entry_file.has_value() + request.leaf.leaf_hash.has_value();
  if (said == 1) return {};
  return Error(Errc::kUsage, said == 0 ? "no entry is named" : "more than one entry is named")
      .hint("say one of --index, --entry, --leaf-hash");
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  return prove_inclusion(options.inclusion, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "tlog-prove",
          .summary = "make proofs from a log",
          .exits = {{0, "the proof is made"},
                    {1, "no such entry, or the log is not what its checkpoint says"},
                    {65, "the checkpoint is malformed"},
                    {66, "the log's checkpoint, or the entry file, does not exist"},
                    {69, "a server does not answer, or not as it should"},
                    {73, "the output cannot be created"},
                    {75, "interrupted before the end"},
                    {77, "no permission"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace tlog_prove
