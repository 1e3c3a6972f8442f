#include "tools/vindex-lookup/options.h"

#include "libcore/cli/common_options.h"

namespace vindex_lookup {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Status;
using tlog::cli::App;

void define(App& app, Options& options) {
  tlog::LookupIndexRequest& lookup = options.lookup;
  app.group("What to look up");
  app.file(lookup.index, "--index", "the index file").required();
  app.text(lookup.prefix, "--prefix", "TEXT", "list the keys that begin with TEXT, unproved");
  app.group("The log");
  app.dir(lookup.tree.log, "--log", "the log that anchors the index: answers carry the proof of it").metavar("DIR|URL");
  app.flag(lookup.entries, "--entries", "with --log: print the entries too, each with its proof");
  tlog::cli::define_trust(app, lookup.tree.trust);
  tlog::cli::define_http(app, lookup.tree.http);
  app.positionals(lookup.keys, "KEY", "the keys; none: lines of standard input");
}

Error usage(const char* message, const char* hint) { return Error(Errc::kUsage, message).hint(hint); }

Status validate(const Options& options) {
  const tlog::LookupIndexRequest& lookup = options.lookup;
  const tlog::TrustRequest& trust = lookup.tree.trust;
  const bool log = !lookup.tree.log.empty();
  if (lookup.prefix && (!lookup.keys.empty() || log)) {
    return usage("--prefix lists keys, and looks none up", "leave out the keys and --log, or --prefix");
  }
  if (lookup.entries && !log) return usage("--entries are those of a log", "name it with --log");
  if (!names_anybody(trust) && !trust.origin && !trust.max_future_seconds) return {};
  if (!log && (!trust.log_keys.empty() || trust.origin || trust.max_future_seconds)) {
    return usage("whom to believe is about the checkpoint of a log", "name the log with --log");
  }
  return log ? tlog::cli::check_trust(trust) : Status();
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) { return lookup_index(options.lookup, host); }

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "vindex-lookup",
          .summary = "answer keys from an index, with proofs",
          .exits = {{0, "every key was found"},
                    {1, "a key is proved absent, or the log is not what its checkpoint or the index says"},
                    {65, "not an index, or one that is damaged, or no checkpoint"},
                    {66, "the index, the log's checkpoint, or an input does not exist"},
                    {69, "a server does not answer, or not as it should"},
                    {75, "the log does not anchor the index yet: try again later"},
                    {77, "no permission to read"},
                    {78, "a policy or a key that cannot be used, or another log's index"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace vindex_lookup
