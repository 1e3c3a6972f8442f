#include "tools/vindex-build/options.h"

#include "libcore/cli/common_options.h"

namespace vindex_build {
namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Status;
using tlog::cli::App;

constexpr const char* kOfBuilding[] = {"--jobs", "--memory", "--spill-root"};

void define(App& app, Options& options) {
  tlog::BuildIndexRequest& build = options.build;
  app.ordered(options.said);
  app.usage("[OPTION]... --log DIR|URL (--policy FILE | --log-key VKEY) (--key-field FIELD | --map CMD) --out FILE");
  app.usage("[OPTION]... --anchor FILE [--log DIR|URL]");
  app.usage("--from-siglog PATH [--size N] [--to-siglog-snapshot FILE]");
  app.group("The index");
  app.dir(options.log, "--log", "the log").metavar("DIR|URL");
  app.choice(build.map.field, "--key-field", {"filename", "name", "sha256", "subdir/filename"},
             "the field of entries that has their keys")
      .metavar("FIELD");
  app.text(build.map.command, "--map", "CMD", "a filter that prints a line of keys for each entry");
  app.file(options.out, "--out", "the index file");
  app.flag(build.update, "--update", "bring the index that is there up to date");
  app.flag(build.check, "--check", "only see whether the file is the index of its log");
  app.file(options.anchor, "--anchor", "print the entry that anchors this index, unless --log has it, and the trailer");
  app.group("Siglog's index");
  app.file(build.from_siglog, "--from-siglog", "siglog's write-ahead log, with its snapshot beside it").metavar("PATH");
  app.file(build.to_siglog, "--to-siglog-snapshot", "write a snapshot for siglog");
  app.count(options.siglog_size, "--size", "how many entries siglog's log has, where it is not at hand")
      .range(0, tlog::kMaxTreeSize);
  tlog::cli::define_trust(app, build.tree.trust);
  app.group("How to work");
  define_jobs(app, options.jobs);
  app.size(build.memory, "--memory", "sort within so much memory")
      .range(tlog::kMinSortMemory, uint64_t{1} << 40)
      .def("256M");
  tlog::cli::define_spill_root(app, options.spill_root, "--spill-root");
  tlog::cli::define_http(app, build.tree.http);
}

Status validate_anchor(const Options& options) {
  const tlog::BuildIndexRequest& build = options.build;
  const bool keys = !build.map.field.empty() || build.map.command;
  if (keys || options.out || build.update || build.check || build.from_siglog || build.to_siglog) {
    return Error(Errc::kUsage, "--anchor only prints").hint("leave out the options that build, check or write");
  }
  CHECK(tlog::cli::refuse_said(options.said, kOfBuilding, "has no meaning with --anchor"));
  return options.log && names_anybody(build.tree.trust) ? tlog::cli::check_trust(build.tree.trust) : Status();
}

// Siglog's index without its log.
Status validate_siglog(const Options& options) {
  const tlog::BuildIndexRequest& build = options.build;
  if (options.out || build.check || !build.map.field.empty() || build.map.command) {
    return Error(Errc::kUsage, "siglog's index has neither the keys nor anything of the log")
        .hint("name the log with --log to build an index and compare the two");
  }
  if (build.update && !build.to_siglog) return Error(Errc::kUsage, "--update needs --to-siglog-snapshot here");
  return {};
}

Status validate(const Options& options) {
  const tlog::BuildIndexRequest& build = options.build;
  if (options.anchor) return validate_anchor(options);
  if (build.to_siglog == "-") {
    return Error(Errc::kUsage, "--to-siglog-snapshot=-: a snapshot is a file that is put in place as a whole");
  }
  if (build.to_siglog && (build.to_siglog == options.out || build.to_siglog == build.from_siglog)) {
    return Error(Errc::kUsage, "--to-siglog-snapshot names the file of another option");
  }
  if (build.from_siglog && !options.log) return validate_siglog(options);
  if (options.siglog_size) return Error(Errc::kUsage, "--size is for --from-siglog without --log");
  if (!options.log) return Error(Errc::kUsage, "--log is missing").hint("name the log");
  if (!options.out) return Error(Errc::kUsage, "--out is missing").hint("name the index file");
  if (Status status = tlog::cli::check_trust(build.tree.trust); !status) return status;
  if (build.map.field.empty() == !build.map.command) {
    return Error(Errc::kUsage, build.map.command ? "--key-field and --map both say what the keys are"
                                                 : "nothing says what the keys are")
        .hint("say one of --key-field, --map");
  }
  if (build.from_siglog && (build.update || build.check)) {
    return Error(Errc::kUsage, "--from-siglog builds an index, without --update and --check");
  }
  if (build.from_siglog && build.memory < 2 * tlog::kMinSortMemory) {
    return Error(Errc::kUsage, "--from-siglog with --log needs at least --memory=32M");
  }
  if (build.to_siglog && build.check) return Error(Errc::kUsage, "--check writes nothing, and no snapshot");
  if (build.update && build.check) {
    return Error(Errc::kUsage, "--update and --check exclude each other").hint("check it when it is up to date");
  }
  if (options.out == "-") return Error(Errc::kUsage, "--out=-: an index is a file that is mapped");
  return {};
}

tlog::Result<tlog::Verdict> run(const Options& options, tlog::Host& host) {
  tlog::BuildIndexRequest build = options.build;
  build.tree.log = options.log.value_or("");
  if (options.anchor) return anchor_index({*options.anchor, build.tree}, host);
  TRY(build.spill_root, tlog::cli::spill_root(options.spill_root));
  if (build.from_siglog && !options.log) {
    return convert_siglog_index({.state = *build.from_siglog,
                                 .tree_size = options.siglog_size,
                                 .snapshot = build.to_siglog,
                                 .replace = build.update,
                                 .memory = build.memory,
                                 .spill_root = build.spill_root},
                                host);
  }
  build.out = *options.out;
  build.jobs = static_cast<unsigned>(options.jobs);
  return build_index(build, host);
}

}  // namespace

tlog::cli::Tool<Options> tool() {
  return {.name = "vindex-build",
          .summary = "build or update the verifiable index of a log",
          .exits = {{0, "the index is built, or is what it should be"},
                    {1, "the log is not what its checkpoint or the index says, or the index is not the log's"},
                    {65, "the checkpoint, or the index to check, is malformed"},
                    {66, "the log's checkpoint, or an input, does not exist"},
                    {69, "a server does not answer, or not as it should"},
                    {73, "the index exists, or cannot be created"},
                    {75, "another process writes this index, or no room for another thread: try again later"},
                    {77, "no permission"},
                    {78, "a policy, a key or a map that cannot be used, or another log's index"}},
          .define = define,
          .validate = validate,
          .run = run};
}

}  // namespace vindex_build
