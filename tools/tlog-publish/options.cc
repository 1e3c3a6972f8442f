#include "tools/tlog-publish/options.h"

#include "libcore/cli/common_options.h"

namespace tlog_publish {
namespace {

using tlog::Status;
using tlog::cli::App;

constexpr uint64_t kMaxTimeoutSeconds = 3600;
constexpr uint64_t kMaxRefreshSeconds = 10 * 365 * 86'400;

void define(App& app, Options& options) {
  tlog::PublishRequest& request = options.request;
  app.usage("[OPTION]... --log DIR --policy FILE");
  app.group("What to publish");
  app.dir(request.log, "--log", "the directory of the log").required();
  tlog::cli::define_policy(app, request.trust);
  app.group("How to ask the witnesses");
  app.count(request.timeout_s, "--timeout", "wait so long for the quorum")
      .metavar("SECONDS")
      .range(1, kMaxTimeoutSeconds)
      .def("30");
  app.count(request.extra_s, "--extra", "once it is published, wait so long for more cosignatures")
      .metavar("SECONDS")
      .range(0, kMaxTimeoutSeconds)
      .def("0");
  app.count(request.refresh_s, "--refresh", "ask again for cosignatures that are older")
      .metavar("SECONDS")
      .range(1, kMaxRefreshSeconds);
  tlog::cli::define_http_client(app, request.http);
  app.group("How to work");
  app.flag(request.watch, "--watch", "go on with every checkpoint that is signed, until SIGTERM");
  tlog::cli::define_wait(app, request.wait_seconds);
}

Status validate(const Options& options) { return tlog::cli::check_trust(options.request.trust); }

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) { return publish_log(options.request, host); }

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {
      .name = "tlog-publish",
      .summary = "publish a checkpoint once a quorum of witnesses has cosigned it",
      .exits = {{0, "the checkpoint is published, with a quorum"},
                {1, "the log is not what was signed, or a witness has cosigned another tree of it"},
                {65, "what is remembered or published cannot be read as such"},
                {66, "the log or the policy does not exist, or nothing was signed"},
                {73, "something is in the way of a file"},
                {75, "below the quorum: nothing changed; or another process works on the log, or interrupted"},
                {77, "permission"},
                {78, "a policy that cannot be used"}},
      .graceful_term = true,
      .define = define,
      .validate = validate,
      .run = run,
  };
}

}  // namespace tlog_publish
