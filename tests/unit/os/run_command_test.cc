#include "libcore/os/run_command.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <string>
#include <thread>

#include "libcore/base/number.h"
#include "libcore/os/file.h"
#include "libcore/os/lock.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::TempDir;

TEST_SUITE_BEGIN("os");

const auto kNever = [] { return false; };

Result<CommandEnd> sh(const std::string& script) { return run_command({"sh", "-c", script}, {}, kNever); }

// What `body` returns, in a process of its own, while `meanwhile` is done here.
int apart(const std::function<int()>& body, const std::function<void(pid_t)>& meanwhile) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(body());
  meanwhile(child);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int status_of(const Result<CommandEnd>& end) {
  return end ? end->status + 100 * (end->signal != 0) + end->signal : 222;
}

void wait_for_file(const std::string& path) {
  for (int i = 0; i < 4000 && !read_file(path, 100); i++) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  REQUIRE(read_file(path, 100));
}

TEST_CASE("a command's end is told") {
  for (const int status : {0, 1, 75, 255}) {
    auto end = sh("exit " + std::to_string(status));
    REQUIRE(end);
    CHECK(end->status == status);
    CHECK(end->signal == 0);
  }
  for (const int signal : {SIGTERM, SIGKILL, SIGINT}) {
    auto end = sh("kill -" + std::to_string(signal) + " $$");
    REQUIRE(end);
    CHECK(end->signal == signal);
    CHECK(end->status == 0);
  }
}

TEST_CASE("words are passed on as they are") {
  const TempDir dir;
  auto end = run_command({"sh", "-c", "printf '[%s]' \"$@\" >\"$0\"", dir / "out", "", "a b", "-x", "*", "$HOME", "--"},
                         {}, kNever);
  REQUIRE(end);
  CHECK(end->status == 0);
  auto said = read_file(dir / "out", 1000);
  REQUIRE(said);
  CHECK(*said == "[][a b][-x][*][$HOME][--]");
}

TEST_CASE("a command that cannot be run") {
  const TempDir dir;
  auto none = run_command({"no-such-program-here"}, {}, kNever);
  REQUIRE_FALSE(none);
  CHECK(none.error().code() == Errc::kNotFound);
  CHECK(none.error().message() == "no-such-program-here: cannot be run: No such file or directory");
  testing::put_file(dir / "text", "echo x\n");
  CHECK(run_command({dir / "text"}, {}, kNever).error().code() == Errc::kDenied);
  REQUIRE(::chmod((dir / "text").c_str(), 0700) == 0);
  auto text = run_command({dir / "text"}, {}, kNever);
  REQUIRE_FALSE(text);
  CHECK(text.error().code() == Errc::kIo);
  CHECK(text.error().hints().size() == 1);
  CHECK(run_command({"true"}, {}, [] { return true; }).error().code() == Errc::kBusy);
}

TEST_CASE("signals that are sent to us are the command's, and do nothing to us") {
  for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}) {
    CAPTURE(signal);
    const TempDir dir;
    const std::string script =
        "trap 'exit 7' " + std::to_string(signal) + "; echo >" + (dir / "ready") + "; while :; do sleep 0.02; done";
    CHECK(apart(
              [&] {
                ::signal(signal, SIG_DFL);  // under nohup it is ignored, and what is ignored stays so
                return status_of(sh(script));
              },
              [&](pid_t child) {
                wait_for_file(dir / "ready");
                ::kill(child, signal);
              }) == 7);
  }
}

TEST_CASE("what is ignored stays ignored, and children can be waited for even where that was") {
  const TempDir dir;
  const std::string script =
      "echo >" + (dir / "ready") + "; i=0; while [ $i -lt 25 ]; do sleep 0.02; i=$((i+1)); done; exit 8";
  CHECK(apart(
            [&] {
              ::signal(SIGHUP, SIG_IGN);
              ::signal(SIGCHLD, SIG_IGN);
              return status_of(sh(script));
            },
            [&](pid_t child) {
              wait_for_file(dir / "ready");
              ::kill(child, SIGHUP);
            }) == 8);
}

TEST_CASE("the command has its own signals as if we were not there") {
  // Not blocked, not ignored: it is ended by each of them.
  for (const int signal : {SIGPIPE, SIGXFSZ, SIGTERM, SIGCHLD}) {
    CAPTURE(signal);
    const int got = apart(
        [&] {
          ::signal(SIGPIPE, SIG_IGN);
          ::signal(SIGXFSZ, SIG_IGN);
          return status_of(sh("kill -" + std::to_string(signal) + " $$; exit 9"));
        },
        [](pid_t) {});
    CHECK(got == (signal == SIGCHLD ? 9 : 100 + signal));
  }
}

TEST_CASE("a descriptor that is kept is the command's as well, out of the way of scripts; others are not") {
  const TempDir dir;
  auto lock = FileLock::try_take(dir / "lock");
  REQUIRE(lock);
  auto other = open_read(dir / "lock");
  REQUIRE(other);
  const std::array<int, 1> keeps = {lock->descriptor()};
  // The script's own use of small numbers closes nothing of ours. What it leaves running holds the lock.
  auto end = run_command({"sh", "-c", "exec 3>&- 4>&- 5>&- 9>&-; ls /proc/$$/fd >\"$0\"; sleep 60 & echo $! >\"$1\"",
                          dir / "fds", dir / "pid"},
                         keeps, kNever);
  REQUIRE(end);
  CHECK(end->status == 0);
  auto fds = read_file(dir / "fds", 1000);
  REQUIRE(fds);
  CHECK(fds->find("300\n") != std::string::npos);
  CHECK(fds->find("\n" + std::to_string(other->get()) + "\n") == std::string::npos);
  { const FileLock ours = *std::move(lock); }
  CHECK_FALSE(FileLock::try_take(dir / "lock"));
  auto pid = read_file(dir / "pid", 100);
  REQUIRE(pid);
  const auto number = parse_u64(pid->substr(0, pid->find("\n")));
  REQUIRE(number);
  REQUIRE(::kill(static_cast<pid_t>(*number), SIGKILL) == 0);
  CHECK(FileLock::take(dir / "lock", 60, kNever));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
