#include "tools/spill-clean/options.h"

#include "libcore/cli/common_options.h"

namespace spill_clean {
namespace {

using tlog::cli::App;

void define(App& app, Options& options) {
  tlog::SpillCleanRequest& request = options.request;
  app.group("Where to look");
  tlog::cli::define_spill_root(app, options.root, "--root");
  app.group("What to remove");
  app.count(request.max_age_s, "--max-age", "folders that are older, where nobody holds the lock")
      .metavar("SECONDS")
      .def("86400");
  app.count(request.grace_s, "--grace", "the same for folders whose lock is there and free").metavar("SECONDS");
  app.count(request.now, "--now", "the time to judge by, in place of the clock's").metavar("UNIX");
  app.flag(request.dry_run, "-n,--dry-run", "say what would be removed, and remove nothing");
}

tlog::Status validate(const Options&) { return {}; }

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  tlog::SpillCleanRequest request = options.request;
  request.root_is_named = options.root.has_value();
  TRY(request.root, tlog::cli::spill_root(options.root));
  return tlog::spill_clean(request, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "spill-clean",
          .summary = "remove spill folders that killed programs left",
          .exits = {{0, "done; what stays has a reason"},
                    {1, "a folder that should go could not be removed"},
                    {64, "the command line is wrong, or the root is no folder"},
                    {66, "the root does not exist"},
                    {75, "interrupted before the end"},
                    {77, "the root belongs to another user, or cannot be read"},
                    {78, "no environment variable says where the root is"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace spill_clean
