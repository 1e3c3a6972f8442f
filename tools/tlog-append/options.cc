#include "tools/tlog-append/options.h"

#include <algorithm>

#include "libcore/base/types.h"
#include "libcore/os/ordered_parallel.h"

namespace tlog_append {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Status;
using tlog::cli::App;

constexpr uint64_t kMaxJobs = 256;

void define(App& app, Options& options) {
  tlog::AppendRequest& request = options.request;
  app.usage("[OPTION]... --log DIR --key FILE [FILE]...");
  app.group("What to grow");
  app.dir(request.log, "--log", "the directory of the log").required();
  app.file(request.key_file, "--key", "the log's secret key, as tlog-key makes it").required().env("TLOG_KEY");
  app.count(request.at_size, "--at-size", "do nothing unless the log has N entries").range(0, tlog::kMaxTreeSize);
  app.group("What to read");
  app.flag(request.skip_existing, "--skip-existing", "leave out entries that the log has already");
  app.flag(request.raw, "--raw", "entries are any bytes; lines end with LF alone");
  app.choice(request.schema, "--schema", {{"conda-v1", tlog::EntrySchema::kCondaV1}},
             "refuse a line that is not an entry of this kind, in canonical form");
  app.flag(options.no_trailer, "--no-trailer", "the inputs are complete as they stand, without a trailer");
  app.group("How to work");
  app.count(options.jobs, "-j,--jobs", "work with N threads").range(1, kMaxJobs).def_is("one for each processor");
  app.flag(request.defer_publish, "--defer-publish", "sign the checkpoint, but do not publish it");
  app.flag(request.prune_partials, "--prune-partials", "remove the partial objects of earlier sizes");
  app.flag(request.sync_each, "--sync-each", "make files durable one by one, on an unusual file system");
  app.count(request.wait_seconds, "--wait", "wait so long for another process that works on the log")
      .metavar("SECONDS")
      .def("0");
  app.group("What to print");
  app.flag(request.list_objects, "--objects", "a record for every new object of the log, when it is done");
  app.positionals(request.inputs, "FILE", "entry lines; - or no FILE is standard input");
}

Status validate(const Options& options) {
  if (options.request.raw && options.request.schema != tlog::EntrySchema::kNone) {
    return Error(Errc::kUsage, "--raw entries have no --schema");
  }
  const auto& inputs = options.request.inputs;
  const auto dashes = std::count(inputs.begin(), inputs.end(), "-");
  if (options.request.key_file == "-" && (inputs.empty() || dashes > 0)) {
    return Error(Errc::kUsage, "the key and the entries cannot both come from standard input")
        .hint("name the file of one of them");
  }
  if (dashes > 1) return Error(Errc::kUsage, "standard input can be read only once");
  return {};
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  tlog::AppendRequest request = options.request;
  request.jobs = options.jobs == 0 ? tlog::default_jobs() : static_cast<unsigned>(options.jobs);
  request.need_trailer = !options.no_trailer;
  if (request.inputs.empty()) request.inputs.push_back("-");
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
                {66, "an input, the key or the log does not exist"},
                {73, "something is in the way of a new object"},
                {75, "another process works on the log, it has another size, or interrupted"},
                {77, "permission, or a key that others may read"},
                {78, "a key that cannot be used"}},
      .define = define,
      .validate = validate,
      .run = run,
  };
}

}  // namespace tlog_append
