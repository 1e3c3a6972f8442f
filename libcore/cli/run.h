#pragma once
// The frame of every program: what happens around its operation is the same for all of them.
//
//   const Tool<Options> kTool{.name = "tlog-key", .summary = "Make and show keys", .exits = {{0, "done"}, ...},
//                             .define = define, .validate = validate, .run = run};
//   int main(int argc, char** argv) { return tlog::cli::run(kTool, argc, argv); }
//
// In order: descriptors 0 to 2 are open; SIGPIPE is ignored, signal handlers are in place; `--generate=` is looked at;
// the command line is parsed (64 when it is wrong); --help and --version; the operation; its error and hints; standard
// output is flushed and checked; a caught signal ends the process as it would have without us; else the exit status.
//
// An operation whose emit() returned false stops when it works for its output only, and returns the verdict that it
// has: the frame knows the cause. A reader that went away ends the process by SIGPIPE, silently; a failed write is 74;
// but a kNo stays 1. A kYes is 0, or what the operation said with end_with().

#include <functional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/cli/app.h"
#include "libcore/ops/host.h"

namespace tlog::cli {

// What an exit status means for this tool. 64, 70 and 74 are added where a tool does not name them itself.
struct Exit {
  int status;
  std::string phrase;
};

// A tool without the type of its options.
struct Frame {
  std::string name;
  std::string summary;  // as the first line of the manual says it: "make and show note keys"
  std::vector<Exit> exits;
  bool graceful_term = false;  // SIGTERM asks it to stop; an answer is then its proper end: no re-raise
  bool graceful_int = false;   // the same for SIGINT
  std::function<void(App&)> define;
  std::function<Status()> validate;
  std::function<Result<Verdict>(Host&)> run;
};

int run_frame(Frame frame, int argc, const char* const* argv);

template <typename Options>
struct Tool {
  const char* name;
  const char* summary;
  std::vector<Exit> exits;
  bool graceful_term = false;
  bool graceful_int = false;
  void (*define)(App& app, Options& options);
  Status (*validate)(const Options& options);  // what options may not say together; an Error of kUsage, with hints
  Result<Verdict> (*run)(const Options& options, Host& host);
};

template <typename Options>
int run(const Tool<Options>& tool, int argc, const char* const* argv) {
  Options options;
  return run_frame({.name = tool.name,
                    .summary = tool.summary,
                    .exits = tool.exits,
                    .graceful_term = tool.graceful_term,
                    .graceful_int = tool.graceful_int,
                    .define = [&](App& app) { tool.define(app, options); },
                    .validate = [&] { return tool.validate(options); },
                    .run = [&](Host& host) { return tool.run(options, host); }},
                   argc, argv);
}

}  // namespace tlog::cli
