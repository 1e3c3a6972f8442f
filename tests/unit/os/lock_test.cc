#include "libcore/os/lock.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::TempDir;

TEST_SUITE_BEGIN("os");

const auto kNever = [] { return false; };

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST_CASE("the second taker is told who has it") {
  const TempDir dir;
  std::optional<FileLock> lock;
  {
    auto first = FileLock::take(dir / "lock", 0, kNever);
    REQUIRE(first);
    lock.emplace(*std::move(first));
  }
  auto second = FileLock::take(dir / "lock", 0, kNever);
  REQUIRE_FALSE(second);
  CHECK(second.error().code() == Errc::kBusy);
  CHECK(second.error().message() == (dir / "lock") + ": process " + std::to_string(::getpid()) + " holds the lock");
  CHECK(second.error().hints().size() == 1);

  lock.reset();
  auto third = FileLock::take(dir / "lock", 0, kNever);
  CHECK(third);
  struct stat info {};
  REQUIRE(::stat((dir / "lock").c_str(), &info) == 0);  // it stays, and is nobody else's business
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("whoever waits gets it when it is free") {
  const TempDir dir;
  auto first = FileLock::take(dir / "lock", 0, kNever);
  REQUIRE(first);
  std::optional<FileLock> lock(*std::move(first));
  std::jthread release([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    lock.reset();
  });
  const auto start = std::chrono::steady_clock::now();
  auto second = FileLock::take(dir / "lock", 30, kNever);
  CHECK(second);
  CHECK(seconds_since(start) >= 0.1);
  CHECK(seconds_since(start) < 20);
}

TEST_CASE("waiting ends after its time, or when it is told to") {
  const TempDir dir;
  auto first = FileLock::take(dir / "lock", 0, kNever);
  REQUIRE(first);
  auto start = std::chrono::steady_clock::now();
  auto second = FileLock::take(dir / "lock", 1, kNever);
  REQUIRE_FALSE(second);
  CHECK(second.error().code() == Errc::kBusy);
  CHECK(seconds_since(start) >= 0.9);

  int asked = 0;
  start = std::chrono::steady_clock::now();
  auto third = FileLock::take(dir / "lock", UINT64_MAX, [&] { return ++asked == 3; });
  REQUIRE_FALSE(third);
  CHECK(third.error().code() == Errc::kBusy);
  CHECK(asked == 3);
  CHECK(seconds_since(start) < 20);
}

TEST_CASE("a holder that is killed leaves it free") {
  const TempDir dir;
  const std::string path = dir / "lock";
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto lock = FileLock::take(path, 0, kNever);
    if (lock && ::write(ready[1], "x", 1) == 1) ::pause();
    ::_exit(1);
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  auto held = FileLock::take(path, 0, kNever);
  REQUIRE_FALSE(held);
  CHECK(held.error().message().find("process " + std::to_string(child) + " holds") != std::string::npos);
  REQUIRE(::kill(child, SIGKILL) == 0);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  auto taken = FileLock::take(path, 0, kNever);
  CHECK(taken);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("what a holder has started holds the lock, too, where it has the descriptor, and that is said") {
  const TempDir dir;
  const std::string path = dir / "lock";
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto lock = FileLock::try_take(path);
    if (!lock || lock->descriptor() < 0) ::_exit(1);
    const pid_t grandchild = ::fork();
    if (grandchild == 0) ::pause();
    ::_exit(::write(ready[1], &grandchild, sizeof grandchild) == sizeof grandchild ? 0 : 1);
  }
  pid_t grandchild = 0;
  REQUIRE(::read(ready[0], &grandchild, sizeof grandchild) == sizeof grandchild);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  auto held = FileLock::try_take(path);
  REQUIRE_FALSE(held);
  CHECK(held.error().message() == path + ": another process holds the lock");
  REQUIRE(::kill(grandchild, SIGKILL) == 0);
  CHECK(FileLock::take(path, 60, kNever));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("what the file holds is shown only when it is a number") {
  const TempDir dir;
  auto first = FileLock::take(dir / "lock", 0, kNever);
  REQUIRE(first);
  for (const char* text : {"", "\x1b[31m\n", "12 34\n", "99999999999999999999999999999999999999\n"}) {
    testing::put_file(dir / "lock", text);
    auto second = FileLock::take(dir / "lock", 0, kNever);
    REQUIRE_FALSE(second);
    CHECK(second.error().message() == (dir / "lock") + ": another process holds the lock");
  }
}

TEST_CASE("no place for the file") {
  const TempDir dir;
  CHECK(FileLock::take(dir / "none/lock", 0, kNever).error().code() == Errc::kNotFound);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
