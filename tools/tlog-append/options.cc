#include "tools/tlog-append/options.h"

#include "libcore/cli/common_options.h"

#include <algorithm>

#include "libcore/base/types.h"

namespace tlog_append {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Status;
using tlog::cli::App;

void define(App& app, Options& options) {
  tlog::AppendRequest& request = options.request;
  app.usage("[OPTION]... --log DIR --key FILE [FILE]...");
  app.group("What to grow");
  app.dir(request.log, "--log", "the directory of the log").required();
  app.file(request.key_file, "--key", "the log's secret key, as tlog-key makes it").required().env("TLOG_KEY");
  app.count(request.at_size, "--at-size", "add nothing unless the log has N entries, published or only signed")
      .range(0, tlog::kMaxTreeSize);
  app.group("What to read");
  app.flag(request.skip_existing, "--skip-existing", "leave out entries that the log has already");
  tlog::cli::define_entries(app, request.input);
  app.group("How to work");
  tlog::cli::define_jobs(app, request.input.jobs);
  app.flag(request.defer_publish, "--defer-publish", "sign the checkpoint, but do not publish it");
  app.flag(request.prune_partials, "--prune-partials", "remove the partial objects of earlier sizes");
  app.flag(request.sync_each, "--sync-each", "make files durable one by one, on an unusual file system");
  tlog::cli::define_wait(app, request.wait_seconds);
  app.group("What to print");
  app.flag(request.list_objects, "--objects", "a record for every new object of the log, when it is done");
  app.positionals(request.input.files, "FILE", "entry lines; - or no FILE is standard input");
}

Status validate(const Options& options) {
  return tlog::cli::check_entries(options.request.input, options.request.key_file);
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  tlog::AppendRequest request = options.request;
  if (request.input.files.empty()) request.input.files.push_back("-");
  return append_log(request, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {
      .name = "tlog-append",
      .summary = "add entries to a log",
      .exits = {{0, "the entries are in the log"},
                {1, "the log is not what was signed"},
                {65, "bad input"},
                {66, "an input, the key, the log or what was signed last does not exist"},
                {73, "something is in the way of a new object"},
                {75, "another process works on the log, or it has another size"},
                {77, "permission, or a key that others may read"},
                {78, "a key that cannot be used"}},
      .define = define,
      .validate = validate,
      .run = run,
  };
}

}  // namespace tlog_append
