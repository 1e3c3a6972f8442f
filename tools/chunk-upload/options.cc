#include "tools/chunk-upload/options.h"

#include "libcore/cli/common_options.h"

namespace chunk_upload {
namespace {

using tlog::ReadBack;
using tlog::cli::App;

void define(App& app, Options& options) {
  tlog::UploadRequest& request = options.request;
  app.usage("[OPTION]... --objects LOGDIR|FILE|- TARGET");
  app.group("What to upload");
  app.text(options.objects, "--objects", "LOGDIR|FILE", "a log, or a file of object records; - is standard input")
      .required();
  app.flag(request.partial, "--partial", "a part of another tool's records is meant");
  app.positional(request.target, "TARGET", "dir:PATH, a URL, or s3://BUCKET/PREFIX").required();
  app.flag(request.all, "--all", "look at all objects, and not at those alone that TARGET lacks by its checkpoint");
  app.flag(request.strays, "--strays", "at the end, name what is in TARGET and not of the log");
  app.group("How to upload");
  app.choice(request.read_back, "--verify",
             {{"none", ReadBack::kNone}, {"head", ReadBack::kHead}, {"get", ReadBack::kGet}},
             "how to look again at what was sent")
      .def("get");
  app.count(request.qps, "--qps", "begin at most N objects and looks a second").range(1, 1'000'000);
  app.file(request.journal, "--journal", "what was sent, for a run that resumes; a file of its own for each target")
      .def_is("in the log");
  app.flag(request.store.unsafe, "--unsafe-store", "use a store that ignores conditions");
  tlog::cli::define_spill_root(app, options.spill_root, "--spill-root");
  app.group("S3");
  tlog::cli::define_s3(app, request.store.s3);
  tlog::cli::define_http(app, request.store.http, "The connection");
}

tlog::Status validate(const Options&) { return {}; }

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  tlog::UploadRequest request = options.request;
  request.source = options.objects;
  if (const auto root = tlog::cli::spill_root(options.spill_root)) request.spill_root = *root;
  tlog::cli::add_s3_environment(request.store.s3);
  return upload_log(request, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "chunk-upload",
          .summary = "put a built log into an object store",
          .exits = {{0, "all is in the store"},
                    {1, "the store has other bytes, lost some, or has another log"},
                    {65, "bad input, or no checkpoint where the store has one"},
                    {66, "the log, its checkpoint or an object does not exist"},
                    {69, "the store does not answer"},
                    {73, "what --journal names is no journal"},
                    {75, "another upload is at work, the log has grown, or interrupted"},
                    {77, "no permission"},
                    {78, "a store that cannot be used: no credentials, or conditions are ignored"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace chunk_upload
