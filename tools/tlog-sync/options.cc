#include "tools/tlog-sync/options.h"

#include "libcore/base/types.h"
#include "libcore/base/url_scheme.h"
#include "libcore/cli/common_options.h"
#include "libcore/ops/yield_for.h"

#include <algorithm>
#include <set>

namespace tlog_sync {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Status;
using tlog::cli::App;

constexpr uint64_t kMaxPerSecond = 1'000'000;
constexpr uint64_t kMaxSeconds = 366 * 86'400;
constexpr const char* kSource = "DIR|URL";

void define_work(App& app, tlog::SyncRequest& request) {
  app.group("How to work");
  app.count(request.jobs, "-j,--jobs", "ask for N objects at once")
      .range(1, tlog::kMaxSyncJobs)
      .def("4")
      .env("TLOG_SYNC_JOBS");
  app.count(request.every, "--checkpoint-every", "make N entries durable in one step, and look who wants the mirror")
      .range(1, UINT64_MAX)
      .def("65536")
      .env("TLOG_SYNC_CHECKPOINT_EVERY");
  app.text(request.at_checkpoint, "--at-checkpoint", "CMD", "run CMD with sh after each step");
  app.count(request.max_seconds, "--max-seconds", "yield after so long").metavar("SECONDS").range(1, kMaxSeconds);
  app.count(request.yield_status, "--yield-status", "end with the status N (2 to 63) when it yields")
      .range(0, 63)
      .def("0");
  app.flag(request.watch, "--watch", "begin again and again, until a signal comes");
  app.count(request.interval_seconds, "--interval", "pause so long between two rounds of --watch")
      .metavar("SECONDS")
      .range(1, kMaxSeconds)
      .def("60");
  app.flag(request.prune_partials, "--prune-partials", "remove partial objects that full ones replace");
  app.flag(request.sync_each, "--sync-each", "make files durable one by one, on an unusual file system");
  tlog::cli::define_wait(app, request.wait_seconds);
}

void define_reading(App& app, tlog::SyncRequest& request) {
  app.group("Reading from a URL");
  tlog::cli::define_http_client(app, request.http);
  app.count(request.per_second, "--qps", "begin at most N requests in a second")
      .range(1, kMaxPerSecond)
      .def_is("no limit");
  app.count(request.http.retries, "--retries", "try a failed request again N times").range(0, 100).def("4");
  app.count(request.http.timeout_s, "--timeout", "give up a server that is silent for SECONDS")
      .metavar("SECONDS")
      .range(1, 3600)
      .def("30");
}

void define(App& app, Options& options) {
  tlog::SyncRequest& request = options.request;
  app.usage("[OPTION]... (--policy FILE | --log-key VKEY) --log DIR DIR|URL...");
  app.usage("--yield-for DIR [--wait SECONDS] -- CMD [ARG]...");
  app.ordered(options.said);
  app.group("What to keep");
  app.dir(request.log, "--log", "the directory of the mirror").required();
  app.count(request.start_at, "--start-at", "hold no entries before entry N; for a new mirror")
      .range(0, tlog::kMaxTreeSize);
  app.flag(request.check, "--check", "look at all that is there once more, and mend it");
  app.flag(request.dry_run, "-n,--dry-run", "say what would be fetched, and change nothing");
  tlog::cli::define_trust(app, request.trust);
  define_work(app, request);
  app.positionals(request.sources, kSource, "the log; several are copies of the same one").may_be_empty();
  define_reading(app, request);
  app.group("Keeping mirrors out");
  app.dir(options.yield_for, "--yield-for", "run the command behind -- while no mirror works in DIR").stops();
}

bool is_said(const Options& options, const std::string& name) {
  return std::any_of(options.said.begin(), options.said.end(), [&](const auto& said) { return said.first == name; });
}

Status validate_yield_for(const Options& options) {
  const std::set<std::string> fitting = {"--yield-for", "--wait", "--quiet", "--verbose", "--progress", kSource};
  for (const auto& [name, value] : options.said) {
    if (fitting.contains(name)) continue;
    return Error(Errc::kUsage, "--yield-for and " + name + " exclude each other")
        .hint("the options of the command stand behind --");
  }
  if (!options.request.sources.empty() && !options.request.sources[0].empty()) return {};
  return Error(Errc::kUsage, "--yield-for: no command is named").hint("it stands behind --");
}

Status validate(const Options& options) {
  const tlog::SyncRequest& request = options.request;
  if (options.yield_for) return validate_yield_for(options);
  if (std::count(request.sources.begin(), request.sources.end(), "") > 0) {
    return Error(Errc::kUsage, std::string(kSource) + ": an empty value is no value");
  }
  CHECK(tlog::cli::check_trust(request.trust));
  if (request.sources.empty()) return Error(Errc::kUsage, "no log to copy is named");
  if (tlog::is_url(request.log)) return Error(Errc::kUsage, "--log: a mirror is a directory, not a URL");
  if (request.yield_status == 1) {
    return Error(Errc::kUsage, "--yield-status=1: that is the status of a mirror that was refused")
        .hint("take one from 2 to 63");
  }
  if (request.dry_run && (request.watch || request.check)) {
    return Error(Errc::kUsage, request.watch ? "--dry-run and --watch exclude each other"
                                             : "--dry-run and --check exclude each other");
  }
  if (request.check && request.watch) return Error(Errc::kUsage, "--check and --watch exclude each other");
  return {};
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  const tlog::SyncRequest& request = options.request;
  if (!options.yield_for) return sync_log(request, host);
  tlog::YieldForRequest asked{.log = *options.yield_for, .wait_seconds = std::nullopt, .command = request.sources};
  if (is_said(options, "--wait")) asked.wait_seconds = request.wait_seconds;
  return yield_for(asked, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "tlog-sync",
          .summary = "keep a verified mirror of a log",
          .exits = {{0, "the mirror is complete, or it yielded"},
                    {1, "refused: a source lies or lacks what it signed, or the log went back or forked"},
                    {65, "the checkpoint is none, or the state of the mirror is damaged"},
                    {66, "the log, its checkpoint, an input or the command does not exist"},
                    {69, "a server does not answer, or not as it should"},
                    {73, "the directory is a log of its own"},
                    {75, "another process works on the mirror"},
                    {77, "no permission"},
                    {78, "a policy or a key that cannot be used, or another log's directory"}},
          .graceful_term = true,
          .graceful_int = true,
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace tlog_sync
