#include "tools/vindex-lookup/options.h"

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
  app.positionals(lookup.keys, "KEY", "the keys; none: lines of standard input");
}

Status validate(const Options& options) {
  if (!options.lookup.prefix || options.lookup.keys.empty()) return {};
  return Error(Errc::kUsage, "--prefix lists keys, and looks none up").hint("leave out the keys, or --prefix");
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) { return lookup_index(options.lookup, host); }

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "vindex-lookup",
          .summary = "answer keys from an index, with proofs",
          .exits = {{0, "every key was found"},
                    {1, "a key is proved absent"},
                    {65, "not an index, or one that is damaged"},
                    {66, "the index does not exist"},
                    {77, "no permission to read"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace vindex_lookup
