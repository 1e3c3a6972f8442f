#include "libcore/cli/run.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

TEST_SUITE_BEGIN("cli");

namespace {

using tlog::Errc;
using tlog::Error;
using tlog::Host;
using tlog::Result;
using tlog::Verdict;
using tlog::cli::Frame;
using Operation = std::function<Result<Verdict>(Host&)>;

Frame frame_of(Operation operation) {
  return {.name = "tool",
          .summary = "do something",
          .exits = {},
          .define = [](tlog::cli::App&) {},
          .validate = [] { return tlog::Status(); },
          .run = std::move(operation)};
}

struct Ended {
  int status = 0;  // as a shell says it: 128 + n for a signal
  std::string out;
  std::string err;
};

std::string read_to_end(int fd) {
  std::string all;
  std::array<char, 4096> buffer;
  for (ssize_t n; (n = read(fd, buffer.data(), buffer.size())) > 0;) all.append(buffer.data(), static_cast<size_t>(n));
  close(fd);
  return all;
}

// Runs the frame in a process of its own. `prepare` runs there first; `meanwhile` runs here with its process id.
Ended run_apart(const Frame& frame, const std::function<void()>& prepare = {},
                const std::function<void(pid_t)>& meanwhile = {}) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  REQUIRE(pipe(out.data()) == 0);
  REQUIRE(pipe(err.data()) == 0);
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    dup2(out[1], 1);
    dup2(err[1], 2);
    for (int fd : {out[0], out[1], err[0], err[1]}) close(fd);
    for (int number : {SIGINT, SIGTERM, SIGHUP}) signal(number, SIG_DFL);  // whatever started the tests
    if (prepare) prepare();
    const char* argv[] = {"tool"};
    _exit(tlog::cli::run_frame(frame, 1, argv));
  }
  close(out[1]);
  close(err[1]);
  if (meanwhile) meanwhile(child);
  Ended ended;
  ended.out = read_to_end(out[0]);
  ended.err = read_to_end(err[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  ended.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return ended;
}

// An operation that says that it is ready, and goes on until it is asked to stop (for ten seconds at most).
Result<Verdict> wait_for_a_stop(Host& host) {
  host.error("ready");
  for (int i = 0; i < 1000 && !host.cancelled(); ++i) usleep(10'000);
  if (!host.cancelled()) return Error(Errc::kInternal, "nobody stopped it");
  host.emit("stopped");
  return Verdict::kYes;
}

// The last handler that a tool puts into place, before its operation is called, is that of SIGUSR1.
bool has_handlers(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  uint64_t caught = 0;
  for (std::string word; status >> word;) {
    if (word == "SigCgt:") status >> std::hex >> caught;
  }
  return (caught >> (SIGUSR1 - 1)) % 2 != 0;
}

std::function<void(pid_t)> send(int signal) {
  return [signal](pid_t child) {
    for (int i = 0; i < 1000 && !has_handlers(child); ++i) usleep(10'000);
    usleep(300'000);
    kill(child, signal);
  };
}

void point_stdout_to(const char* path) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  dup2(fd, 1);
}

void leave_stdout_without_reader() {
  std::array<int, 2> pair{};
  if (pipe(pair.data()) != 0) _exit(99);
  dup2(pair[1], 1);
  close(pair[0]);
  close(pair[1]);
}

}  // namespace

TEST_CASE("verdicts and errors become exit statuses") {
  CHECK(run_apart(frame_of([](Host&) { return Verdict::kYes; })).status == 0);
  CHECK(run_apart(frame_of([](Host&) { return Verdict::kNo; })).status == 1);
  Ended ended = run_apart(frame_of([](Host& host) -> Result<Verdict> {
    host.emit("a record");
    return Error(Errc::kBusy, "the log is locked").hint("wait");
  }));
  CHECK(ended.status == 75);
  CHECK(ended.out == "a record\n");
  CHECK(ended.err == "tool: error: the log is locked\ntool: hint: wait\n");
}

TEST_CASE("exceptions are ours to report") {
  Ended memory = run_apart(frame_of([](Host&) -> Result<Verdict> { throw std::bad_alloc(); }));
  CHECK(memory.status == 70);
  CHECK(memory.err == "tool: error: out of memory\n");
  Ended threads = run_apart(frame_of([](Host&) -> Result<Verdict> {
    throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
  }));
  CHECK(threads.status == 75);
  CHECK(threads.err.starts_with("tool: error: the system has no room for another thread\ntool: hint: wait"));
  Ended other = run_apart(frame_of([](Host&) -> Result<Verdict> { throw std::logic_error("x"); }));
  CHECK(other.status == 70);
  CHECK(other.err.starts_with("tool: error: internal error: x\ntool: hint: please report it"));
}

TEST_CASE("a signal stops the operation, its output is kept, and the process ends by the signal") {
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    Ended ended = run_apart(frame_of(wait_for_a_stop), {}, send(signal));
    CHECK(ended.status == 128 + signal);
    CHECK(ended.out == "stopped\n");
    CHECK(ended.err == "tool: error: ready\n");
  }
}

TEST_CASE("SIGTERM is the proper end of what serves until it is told to stop; SIGINT is not") {
  Frame frame = frame_of(wait_for_a_stop);
  frame.graceful_term = true;
  CHECK(run_apart(frame, {}, send(SIGTERM)).status == 0);
  CHECK(run_apart(frame, {}, send(SIGINT)).status == 128 + SIGINT);
}

TEST_CASE("SIGINT is, too, where that was asked for") {
  Frame frame = frame_of(wait_for_a_stop);
  frame.graceful_int = true;
  CHECK(run_apart(frame, {}, send(SIGINT)).status == 0);
  CHECK(run_apart(frame, {}, send(SIGTERM)).status == 128 + SIGTERM);
}

TEST_CASE("a yes ends with the status or the signal that the operation says, and nothing else does") {
  auto ends = [](tlog::Ending ending, Verdict verdict, bool emits) {
    return [=](Host& host) -> Result<Verdict> {
      host.end_with(ending);
      if (emits) host.emit("a record");
      return verdict;
    };
  };
  const auto full = [] { point_stdout_to("/dev/full"); };
  for (int status : {0, 1, 3, 99, 255}) {
    CHECK(run_apart(frame_of(ends({.status = status}, Verdict::kYes, true))).status == status);
    CHECK(run_apart(frame_of(ends({.status = status}, Verdict::kNo, true))).status == 1);
    CHECK(run_apart(frame_of(ends({.status = status}, Verdict::kYes, true)), full).status == 74);
    CHECK(run_apart(frame_of(ends({.status = status}, Verdict::kYes, false)), full).status == status);
  }
  for (int number : {SIGINT, SIGKILL, SIGSEGV}) {
    CHECK(run_apart(frame_of(ends({.signal = number}, Verdict::kYes, true))).status == 128 + number);
    CHECK(run_apart(frame_of(ends({.signal = number}, Verdict::kYes, true))).out == "a record\n");
    CHECK(run_apart(frame_of(ends({.signal = number}, Verdict::kNo, true))).status == 1);
  }
  CHECK(run_apart(frame_of([](Host& host) -> Result<Verdict> {
          host.end_with({.status = 3});
          return Error(Errc::kBusy, "busy");
        })).status == 75);
}

TEST_CASE("a second signal of the same kind ends at once") {
  auto stubborn = [](Host&) -> Result<Verdict> {
    for (int i = 0; i < 1000; ++i) usleep(10'000);
    return Verdict::kYes;
  };
  Ended ended = run_apart(frame_of(stubborn), {}, [](pid_t child) {
    send(SIGINT)(child);
    send(SIGINT)(child);
  });
  CHECK(ended.status == 128 + SIGINT);
}

TEST_CASE("what was ignored stays ignored, as under nohup") {
  auto brief = [](Host& host) -> Result<Verdict> {
    for (int i = 0; i < 60; ++i) usleep(10'000);
    return host.cancelled() ? Verdict::kNo : Verdict::kYes;
  };
  CHECK(run_apart(
            frame_of(brief), [] { signal(SIGHUP, SIG_IGN); }, send(SIGHUP))
            .status == 0);
}

TEST_CASE("SIGUSR1 shows progress, whatever was asked for") {
  auto work = [](Host& host) -> Result<Verdict> {
    for (uint64_t i = 0; i < 60; ++i) {
      usleep(10'000);
      host.progress({.items = 7, .unit = "entries", .done_bytes = 0, .total_bytes = std::nullopt});
    }
    return Verdict::kYes;
  };
  Ended ended = run_apart(frame_of(work), {}, send(SIGUSR1));
  CHECK(ended.status == 0);
  CHECK(ended.err == "tool: 7 entries\n");
}

TEST_CASE("standard output that cannot be written") {
  auto says_yes = [](Host& host) -> Result<Verdict> {
    host.emit("a record");
    return Verdict::kYes;
  };
  auto says_no = [](Host& host) -> Result<Verdict> {
    host.emit("a record");
    return Verdict::kNo;
  };
  auto full = [] { point_stdout_to("/dev/full"); };
  Ended ended = run_apart(frame_of(says_yes), full);
  CHECK(ended.status == 74);
  CHECK(ended.err == "tool: error: standard output: No space left on device\n");
  CHECK(run_apart(frame_of(says_no), full).status == 1);

  ended = run_apart(frame_of(says_yes), leave_stdout_without_reader);
  CHECK(ended.status == 128 + SIGPIPE);
  CHECK(ended.err == "");
  CHECK(run_apart(frame_of(says_no), leave_stdout_without_reader).status == 1);

  ended = run_apart(frame_of(says_yes), [] { close(1); });
  CHECK(ended.status == 74);
  // Nothing was to be written: nothing failed.
  CHECK(run_apart(frame_of([](Host&) { return Verdict::kYes; }), [] { close(1); }).status == 0);
}

TEST_CASE("a file that is opened never lands on a closed standard descriptor") {
  auto opens = [](Host&) -> Result<Verdict> {
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    bool fine = fd > 2;
    close(fd);
    return fine ? Verdict::kYes : Verdict::kNo;
  };
  auto close_all = [] {
    for (int fd : {0, 1, 2}) close(fd);
  };
  CHECK(run_apart(frame_of(opens), close_all).status == 0);
}

// Not of a failure in our code, as SIGBUS would have it.
TEST_CASE("a mapped file that is cut off while it is read is a failed read") {
  const Ended ended = run_apart(frame_of([](Host&) -> Result<Verdict> {
    const int fd = memfd_create("cut", 0);
    if (fd < 0 || ftruncate(fd, 8192) != 0) return Error(Errc::kInternal, "no file");
    const auto* at = static_cast<const volatile char*>(mmap(nullptr, 8192, PROT_READ, MAP_SHARED, fd, 0));
    if (at[4096] != 0 || ftruncate(fd, 4096) != 0) return Error(Errc::kInternal, "no such file");
    return at[4096] == 0 ? Verdict::kYes : Verdict::kNo;
  }));
  CHECK(ended.status == 74);
  CHECK(ended.err == "tool: error: a file was cut off while it was read, or its disk failed\n");
}

TEST_CASE("a SIGBUS that is sent is one") {
  const Ended ended = run_apart(frame_of([](Host&) -> Result<Verdict> {
    raise(SIGBUS);
    return Verdict::kYes;
  }));
  CHECK(ended.status == 128 + SIGBUS);
  CHECK(ended.err.empty());
}

TEST_SUITE_END();
