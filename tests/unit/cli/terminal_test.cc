#include "libcore/cli/terminal.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <thread>

TEST_SUITE_BEGIN("cli");

namespace {

using tlog::cli::ProgressWhen;
using tlog::cli::Terminal;
using tlog::cli::TerminalSettings;

// A pipe whose reading end is read when asked; what is written must fit into it.
struct Pipe {
  std::array<int, 2> fds{-1, -1};
  Pipe() { REQUIRE(pipe(fds.data()) == 0); }
  ~Pipe() {
    close(fds[0]);
    if (fds[1] >= 0) close(fds[1]);
  }
  std::string text() {
    close(fds[1]);
    fds[1] = -1;
    std::string all;
    std::array<char, 4096> buffer;
    for (ssize_t n; (n = read(fds[0], buffer.data(), buffer.size())) > 0;)
      all.append(buffer.data(), static_cast<size_t>(n));
    return all;
  }
};

}  // namespace

TEST_CASE("messages: labels, escapes, what -q and -v show") {
  auto said = [](TerminalSettings settings) {
    Pipe err;
    settings.tool = "tool";
    settings.err_fd = err.fds[1];
    Terminal terminal(settings);
    terminal.error("a file named \x1b[2J");
    terminal.warn("careful");
    terminal.hint("do this");
    terminal.note("by the way");
    terminal.say("so it begins");
    return err.text();
  };
  const std::string error = "tool: error: a file named \\x1b[2J\n";
  CHECK(said({}) == error + "tool: warning: careful\ntool: hint: do this\ntool: so it begins\n");
  CHECK(said({.quiet = true}) == error);
  CHECK(said({.verbose = true}) ==
        error + "tool: warning: careful\ntool: hint: do this\ntool: note: by the way\ntool: so it begins\n");
  CHECK(said({.quiet = true, .colour = true}) == "tool: \033[1;31merror\033[0m: a file named \\x1b[2J\n");
}

TEST_CASE("the error that a program ends with tells of what is done all the same") {
  Pipe err;
  Terminal terminal({.tool = "tool", .err_fd = err.fds[1], .quiet = true});
  terminal.last_error("no room");
  terminal.committed("it is done");
  terminal.error("a finding");
  terminal.last_error("no room");
  CHECK(err.text() == "tool: error: no room\ntool: error: a finding\ntool: error: no room; it is done\n");
}

TEST_CASE("output is whole, in order, and complete after finish()") {
  Pipe out;
  Terminal terminal({.tool = "tool", .out_fd = out.fds[1]});
  CHECK(terminal.emit("one"));
  CHECK(terminal.emit_raw("raw\n"));
  CHECK(terminal.emit("two"));
  terminal.finish();
  CHECK(terminal.write_error() == 0);
  CHECK(out.text() == "one\nraw\ntwo\n");
}

TEST_CASE("more than the buffer holds, in small and in large pieces") {
  Pipe out;
  std::string got;
  std::thread reader([&] {
    std::array<char, 4096> buffer;
    for (ssize_t n; (n = read(out.fds[0], buffer.data(), buffer.size())) > 0;)
      got.append(buffer.data(), static_cast<size_t>(n));
  });
  std::string want;
  {
    Terminal terminal({.tool = "tool", .out_fd = out.fds[1]});
    for (int i = 0; i < 20000; ++i) {
      std::string line = "line " + std::to_string(i) + (i % 5000 == 0 ? std::string(200'000, 'x') : "");
      CHECK(terminal.emit(line));
      want += line + "\n";
    }
    terminal.finish();
  }
  close(out.fds[1]);
  out.fds[1] = -1;
  reader.join();
  CHECK(got == want);
}

TEST_CASE("a write that failed is remembered, and told to whoever writes on") {
  int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  REQUIRE(full >= 0);
  Terminal terminal({.tool = "tool", .out_fd = full});
  CHECK(terminal.emit("buffered"));
  CHECK_FALSE(terminal.emit(std::string(100'000, 'x')));
  CHECK_FALSE(terminal.emit("more"));
  terminal.finish();
  CHECK(terminal.write_error() == ENOSPC);
  close(full);
}

TEST_CASE("progress: never by itself, always when asked for, silent with -q") {
  auto shown = [](TerminalSettings settings) {
    Pipe err;
    settings.tool = "tool";
    settings.err_fd = err.fds[1];
    Terminal terminal(settings);
    terminal.progress({.items = 5, .unit = "entries", .done_bytes = 0, .total_bytes = std::nullopt});
    terminal.finish();
    return err.text();
  };
  CHECK(shown({.progress = ProgressWhen::kAuto}) == "");
  CHECK(shown({.progress = ProgressWhen::kNever}) == "");
  CHECK(shown({.progress = ProgressWhen::kAlways}) == "tool: 5 entries\n");
  CHECK(shown({.quiet = true, .progress = ProgressWhen::kAlways}) == "");
  // On a terminal nothing is left behind, and the first line waits for its interval.
  CHECK(shown({.err_is_terminal = true, .progress = ProgressWhen::kAuto}) == "");
}

TEST_CASE("a progress line on a terminal makes room for a message") {
  Pipe err;
  Terminal terminal({.tool = "tool", .err_fd = err.fds[1], .err_is_terminal = true, .progress = ProgressWhen::kAuto});
  tlog::Progress progress{.items = 1, .unit = "entries", .done_bytes = 0, .total_bytes = std::nullopt};
  terminal.progress(progress);
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
  terminal.progress(progress);
  terminal.progress(progress);  // too soon: nothing
  terminal.warn("careful");
  terminal.finish();
  CHECK(err.text() == "\rtool: 1 entries\033[K\r\033[Ktool: warning: careful\n");
}

TEST_CASE("messages from several threads are never mixed") {
  Pipe err;
  {
    Terminal terminal({.tool = "tool", .err_fd = err.fds[1]});
    auto shout = [&terminal](std::string_view text) {
      for (int i = 0; i < 100; ++i) terminal.warn(text);
    };
    std::jthread first(shout, "aaaaaaaaaaaaaaaaaaaa");
    std::jthread second(shout, "bbbbbbbbbbbbbbbbbbbb");
  }
  std::string text = err.text();
  size_t lines = 0;
  for (size_t pos = 0; pos < text.size(); ++lines) {
    size_t end = text.find('\n', pos);
    std::string line = text.substr(pos, end - pos);
    CHECK((line == "tool: warning: aaaaaaaaaaaaaaaaaaaa" || line == "tool: warning: bbbbbbbbbbbbbbbbbbbb"));
    pos = end + 1;
  }
  CHECK(lines == 200);
}

TEST_SUITE_END();
