#include "libcore/cli/run.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>

#include "libcore/base/version.h"
#include "libcore/cli/generate.h"
#include "libcore/cli/help.h"
#include "libcore/cli/kernels.h"
#include "libcore/cli/signals.h"
#include "libcore/cli/terminal.h"
#include "libcore/os/memory.h"

namespace tlog::cli {
namespace {

struct Common {
  bool help = false;
  bool version = false;
  bool quiet = false;
  bool verbose = false;
  ProgressWhen progress = ProgressWhen::kAuto;
};

void add_common(App& app, Common& common) {
  if (app.commands().empty()) {
    app.group("Messages");
    app.flag(common.quiet, "-q,--quiet", "print errors only");
    app.flag(common.verbose, "-v,--verbose", "say more; with --version, name the libraries");
    app.choice(common.progress, "--progress",
               {{"auto", ProgressWhen::kAuto}, {"always", ProgressWhen::kAlways}, {"never", ProgressWhen::kNever}},
               "show progress on standard error")
        .metavar("WHEN")
        .def("auto");
  }
  app.group("Other");
  if (!app.commands().empty()) app.flag(common.verbose, "-v,--verbose", "with --version, name the libraries");
  app.flag(common.help, "-h,--help", "print this help").stops();
  app.flag(common.version, "-V,--version", "print the version").stops();
  for (auto& command : app.commands()) add_common(*command, common);
}

// A file that we open later must not land on 0, 1 or 2 and be written into by a message. What was closed is opened the
// wrong way round, so that using it fails as it should.
void open_standard_descriptors() {
  for (int fd = 0; fd <= 2; ++fd) {
    if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF) continue;
    (void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);  // takes the lowest number that is free
  }
}

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

TerminalSettings settings_for(const std::string& tool, const Common& common) {
  const char* term = std::getenv("TERM");
  bool able = isatty(2) == 1 && (term == nullptr || std::strcmp(term, "dumb") != 0);
  return {.tool = tool,
          .quiet = common.quiet,
          .verbose = common.verbose,
          .colour = able && !is_set("NO_COLOR"),
          .out_is_terminal = isatty(1) == 1,
          .err_is_terminal = able,
          .progress = common.progress};
}

void print(Terminal& terminal, const Error& error) {
  terminal.last_error(error.message());
  for (const std::string& hint : error.hints()) terminal.hint(hint);
}

#if defined(__clang__)
constexpr const char* kCompiler = __VERSION__;  // "Debian Clang 14.0.6"
#else
constexpr const char* kCompiler = "g++ " __VERSION__;
#endif

std::string version_text(const std::string& tool, bool verbose) {
  std::string text = fmt::format("{} {}\n", tool, kVersion);
  if (verbose) {
    text += fmt::format("compiler: {}\nlibraries: {}\nkernels: {}\n", kCompiler, TLOG_LIBRARIES, kernels_in_use());
  }
  return text;
}

Error internal(const Frame& frame, const std::exception& e) {
  return Error(Errc::kInternal, std::string("internal error: ") + e.what())
      .hint("please report it with the output of " + frame.name + " --version --verbose");
}

Result<Verdict> call(const Frame& frame, Terminal& terminal) {
  try {
    return frame.run(terminal);
  } catch (const std::bad_alloc&) {
    return Error(Errc::kInternal, "out of memory");
  } catch (const std::system_error& e) {
    if (e.code() != std::errc::resource_unavailable_try_again) return internal(frame, e);
    return Error(Errc::kBusy, "the system has no room for another thread")
        .hint("wait, raise the limit (ulimit -u), or ask for fewer threads where there is --jobs");
  } catch (const std::exception& e) {
    return internal(frame, e);
  } catch (...) {
    return Error(Errc::kInternal, "internal error of an unknown kind");
  }
}

// The exit status, once everything is said. A definite no is worth more than what became of our output.
int end(const Frame& frame, Terminal& terminal, const Result<Verdict>& result) {
  terminal.finish();
  if (!result) print(terminal, result.error());
  int write_error = terminal.write_error();
  int caught = caught_signal();
  if (write_error != 0 && write_error != EPIPE && caught == 0) {
    terminal.last_error(std::string("standard output: ") + std::strerror(write_error));
  }
  const bool graceful = (frame.graceful_term && caught == SIGTERM) || (frame.graceful_int && caught == SIGINT);
  if (caught != 0 && !(graceful && result)) die_of(caught);
  if (!result) return static_cast<int>(result.error().code());
  if (*result == Verdict::kNo) return static_cast<int>(Verdict::kNo);
  if (write_error == EPIPE) die_of(SIGPIPE);
  if (write_error != 0) return static_cast<int>(Errc::kIo);
  if (terminal.ending().signal != 0) die_of(terminal.ending().signal);
  return terminal.ending().status;
}

int say(const Frame& frame, const std::string& text) {
  Terminal terminal(settings_for(frame.name, {}));
  terminal.emit_raw(text);
  return end(frame, terminal, Verdict::kYes);
}

int fail(const Frame& frame, const Common& common, const Error& error) {
  Terminal terminal(settings_for(frame.name, common));
  return end(frame, terminal, error);
}

}  // namespace

int run_frame(Frame frame, int argc, const char* const* argv) {
  open_standard_descriptors();
  keep_freed_memory();
  catch_signals(frame.name);

  App app(frame.name, frame.summary);
  Common common;
  frame.define(app);
  add_common(app, common);
  std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);

  constexpr std::string_view kGenerate = "--generate=";
  if (words.size() == 1 && words[0].starts_with(kGenerate)) {
    std::optional<std::string> text = generate(words[0].substr(kGenerate.size()), frame, app);
    if (text) return say(frame, *text);
    return fail(frame, common, Error(Errc::kUsage, "--generate takes bash, zsh, fish or spec"));
  }

  Status status = app.parse(words, [](const char* name) -> const char* { return std::getenv(name); });
  if (status && is_set("TLOG_KERNELS")) status = use_kernels(std::getenv("TLOG_KERNELS"));
  if (!status) return fail(frame, common, status.error());
  if (common.help) return say(frame, help_text(frame, app.parsed()));
  if (common.version) return say(frame, version_text(frame.name, common.verbose));
  status = frame.validate();
  if (!status) {
    return fail(frame, common, std::move(status).error().hint("see " + app.parsed().name() + " --help"));
  }

  Terminal terminal(settings_for(frame.name, common));
  return end(frame, terminal, call(frame, terminal));
}

}  // namespace tlog::cli
