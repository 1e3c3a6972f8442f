#include "tools/tlog-import/options.h"

#include <algorithm>

#include "libcore/checkpoint/checkpoint.h"
#include "libcore/cli/common_options.h"

namespace tlog_import {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Status;
using tlog::cli::App;

constexpr const char* kOfIndexes[] = {"--memory", "--spill-root"};

void define(App& app, Options& options) {
  tlog::ImportRequest& request = options.request;
  app.ordered(options.said);
  app.usage("[OPTION]... --log DIR --origin ORIGIN --key FILE [FILE]...");
  app.group("What to build");
  app.dir(request.log, "--log", "the directory of the new log").required();
  app.text(request.origin, "--origin", "ORIGIN", "the origin line of its checkpoint").required();
  app.file(request.key_file, "--key", "the log's secret key, as tlog-key makes it").required().env("TLOG_KEY");
  app.text(request.epoch_note, "--epoch-note", "TEXT", "put an epoch entry with this note before all others");
  app.count(options.epoch_time, "--epoch-time", "the time in that entry, in seconds since 1970")
      .range(0, tlog::kMaxTreeSize)
      .metavar("UNIX");
  app.file(request.index.file, "--vindex", "make the log's index, too, in this file");
  app.choice(request.index.field, "--vindex-key", {"filename", "name", "sha256", "subdir/filename"},
             "the field of entries that has the index's keys")
      .metavar("FIELD");
  app.group("What to read");
  tlog::cli::define_entries(app, request.input);
  app.group("How to work");
  tlog::cli::define_jobs(app, request.input.jobs);
  app.size(request.index.memory, "--memory", "sort the index's keys within so much memory")
      .range(tlog::kMinSortMemory, uint64_t{1} << 40)
      .def("256M");
  tlog::cli::define_spill_root(app, options.spill_root, "--spill-root");
  app.flag(request.resume, "--resume", "go on with an import that was interrupted");
  app.flag(request.defer_publish, "--defer-publish", "sign the checkpoint, but do not publish it");
  app.flag(request.sync_each, "--sync-each", "make files durable one by one, on an unusual file system");
  tlog::cli::define_wait(app, request.wait_seconds);
  app.group("What to print");
  app.flag(request.list_objects, "--objects", "a record for every object of the log, when it is done");
  app.positionals(request.input.files, "FILE", "entry lines; - or no FILE is standard input");
}

Status validate(const Options& options) {
  if (auto status = tlog::check_new_origin(options.request.origin); !status) {
    return Error(Errc::kUsage, "--origin: " + status.error().message());
  }
  if (options.request.epoch_note && !options.epoch_time) {
    return Error(Errc::kUsage, "--epoch-note needs --epoch-time")
        .hint("the time is part of the entry, so a later run must give the same: --epoch-time \"$(date +%s)\"");
  }
  if (!options.request.epoch_note && options.epoch_time) return Error(Errc::kUsage, "--epoch-time needs --epoch-note");
  const tlog::ImportIndexRequest& index = options.request.index;
  if (index.file.empty() != index.field.empty()) {
    return index.file.empty() ? Error(Errc::kUsage, "--vindex-key needs --vindex")
                              : Error(Errc::kUsage, "--vindex needs --vindex-key").hint("say what the keys are");
  }
  if (index.file.empty()) CHECK(tlog::cli::refuse_said(options.said, kOfIndexes, "needs --vindex"));
  if (index.file == "-") return Error(Errc::kUsage, "--vindex=-: an index is a file that is mapped");
  return tlog::cli::check_entries(options.request.input, options.request.key_file);
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  tlog::ImportRequest request = options.request;
  request.epoch_time = options.epoch_time.value_or(0);
  if (request.input.files.empty()) request.input.files.push_back("-");
  if (!request.index.file.empty()) {
    TRY(request.index.spill_root, tlog::cli::spill_root(options.spill_root));
  }
  return import_log(request, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {
      .name = "tlog-import",
      .summary = "build a new log from entry lines in one pass",
      .exits = {{0, "the log is built"},
                {65, "bad input, or objects that are not of this input"},
                {66, "an input or the key does not exist"},
                {73, "the directory holds a log already, or the index exists"},
                {75, "another process works on the log or the index"},
                {77, "permission, or a key that others may read"},
                {78, "a key that cannot be used"}},
      .define = define,
      .validate = validate,
      .run = run,
  };
}

}  // namespace tlog_import
