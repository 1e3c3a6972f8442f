#include "libcore/store/log_lock.h"

#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "libcore/store/log_intent.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::TempDir;

TEST_SUITE_BEGIN("store");

const auto kNever = [] { return false; };

struct Place {
  TempDir dir;
  LogDir log{dir / "log"};
  Place() { std::filesystem::create_directories(log.state()); }
};

bool wanted(const LogDir& log) {
  auto answer = somebody_wants(log);
  REQUIRE(answer);
  return *answer;
}

void wait_until(const std::function<bool()>& condition) {
  for (int i = 0; i < 4000 && !condition(); i++) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  REQUIRE(condition());
}

TEST_CASE("an intent is seen for as long as one of them lives") {
  const Place place;
  CHECK_FALSE(wanted(place.log));
  CHECK_FALSE(std::filesystem::exists(place.log.want()));  // to ask makes no file
  {
    auto first = LogIntent::raise(place.log);
    REQUIRE(first);
    REQUIRE(*first);
    CHECK(wanted(place.log));
    {
      auto second = LogIntent::raise(place.log);
      REQUIRE(second);
      REQUIRE(*second);  // any number of them
      first->reset();
      CHECK(wanted(place.log));
    }
    CHECK_FALSE(wanted(place.log));
  }
  struct stat info {};
  REQUIRE(::stat(place.log.want().c_str(), &info) == 0);  // the file stays, and is nobody else's business
  CHECK((info.st_mode & 0777) == 0600);
  for (int i = 0; i < 3; i++) CHECK_FALSE(wanted(place.log));  // to ask leaves nothing behind
}

TEST_CASE("whoever holds the file alone counts as one who wants") {
  const Place place;
  const int fd = ::open(place.log.want().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(::flock(fd, LOCK_EX) == 0);
  CHECK(wanted(place.log));
  auto raised = LogIntent::raise(place.log);
  REQUIRE(raised);
  CHECK_FALSE(*raised);
  ::close(fd);
  CHECK_FALSE(wanted(place.log));
}

TEST_CASE("an intent that cannot be raised or asked for is an error that names the file") {
  const Place place;
  std::filesystem::create_directory(place.log.want());
  CHECK(testing::reason(LogIntent::raise(place.log)) == place.log.want() + ": Is a directory");
  CHECK(testing::reason(somebody_wants(place.log)) == place.log.want() + ": Is a directory");
  std::filesystem::remove(place.log.want());
  std::filesystem::create_symlink("elsewhere", place.log.want());
  CHECK(testing::reason(LogIntent::raise(place.log)) == place.log.want() + ": Too many levels of symbolic links");
  CHECK(testing::reason(somebody_wants(place.log)) == place.log.want() + ": Too many levels of symbolic links");
  CHECK_FALSE(std::filesystem::exists(place.log.state() + "/elsewhere"));
  CHECK(LogIntent::raise(LogDir{place.dir / "none"}).error().code() == Errc::kNotFound);
}

TEST_CASE("a pipe in place of the file keeps nobody waiting") {
  const Place place;
  REQUIRE(::mkfifo(place.log.want().c_str(), 0600) == 0);
  CHECK_FALSE(wanted(place.log));
}

TEST_CASE("the intents of processes that are killed are gone with them") {
  const Place place;
  std::vector<pid_t> requesters;
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  for (int i = 0; i < 8; i++) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto intent = LogIntent::raise(place.log);
      if (intent && *intent && ::write(ready[1], "x", 1) == 1) ::pause();
      ::_exit(1);
    }
    requesters.push_back(child);
  }
  char byte = 0;
  for (int i = 0; i < 8; i++) REQUIRE(::read(ready[0], &byte, 1) == 1);
  for (const pid_t child : requesters) {
    CHECK(wanted(place.log));
    REQUIRE(::kill(child, SIGKILL) == 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
  }
  CHECK_FALSE(wanted(place.log));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("who waits for the lock raises the intent, and lowers it when he has it") {
  const Place place;
  auto taken = FileLock::try_take(place.log.lock());
  REQUIRE(taken);
  std::optional<FileLock> held(*std::move(taken));
  std::atomic<bool> got{false}, let_go{false};
  std::jthread waiter([&] {
    auto lock = take_log_lock(place.log, 60, kNever);
    got = lock.has_value();
    while (!let_go) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  });
  wait_until([&] { return wanted(place.log); });
  CHECK_FALSE(got);
  held.reset();
  wait_until([&] { return got.load(); });
  CHECK_FALSE(wanted(place.log));
  CHECK_FALSE(FileLock::try_take(place.log.lock()));
  let_go = true;
}

TEST_CASE("who does not wait raises nothing") {
  const Place place;
  auto held = FileLock::try_take(place.log.lock());
  REQUIRE(held);
  auto second = take_log_lock(place.log, 0, kNever);
  REQUIRE_FALSE(second);
  CHECK(second.error().code() == Errc::kBusy);
  CHECK_FALSE(std::filesystem::exists(place.log.want()));
}

TEST_CASE("who gives up waiting wants it no longer") {
  const Place place;
  auto held = FileLock::try_take(place.log.lock());
  REQUIRE(held);
  int asked = 0;
  auto second = take_log_lock(place.log, UINT64_MAX, [&] {
    CHECK(wanted(place.log));
    return ++asked == 3;
  });
  REQUIRE_FALSE(second);
  CHECK(second.error().code() == Errc::kBusy);
  CHECK_FALSE(wanted(place.log));
}

TEST_CASE(
    "a lock that is waited for is got while the intent cannot be raised, because somebody else has that file alone") {
  const Place place;
  const int fd = ::open(place.log.want().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(::flock(fd, LOCK_EX) == 0);
  auto taken = FileLock::try_take(place.log.lock());
  REQUIRE(taken);
  std::optional<FileLock> held(*std::move(taken));
  int asked = 0;
  auto lock = take_log_lock(place.log, 60, [&] {
    if (++asked == 2) held.reset();
    return false;
  });
  CHECK(lock);
  ::close(fd);
}

TEST_CASE("mirrors hold both locks or none") {
  const Place place;
  {
    auto mirror = take_mirror_locks(place.log, 0, kNever);
    REQUIRE(mirror);
    CHECK_FALSE(take_mirror_locks(place.log, 0, kNever));
    CHECK_FALSE(take_log_lock(place.log, 0, kNever));
    CHECK_FALSE(keep_mirrors_away(place.log, 0, kNever));
  }
  {
    // One that waits for the one does not hold the other, and raises no intent.
    auto writer = take_log_lock(place.log, 0, kNever);
    REQUIRE(writer);
    auto mirror = take_mirror_locks(place.log, UINT64_MAX, [&] {
      CHECK(keep_mirrors_away(place.log, 0, kNever));
      CHECK_FALSE(wanted(place.log));
      return true;
    });
    REQUIRE_FALSE(mirror);
    CHECK(mirror.error().code() == Errc::kBusy);
  }
  {
    // Kept away, while whoever is not a mirror works.
    auto away = keep_mirrors_away(place.log, 0, kNever);
    REQUIRE(away);
    CHECK(take_log_lock(place.log, 0, kNever));
    auto mirror = take_mirror_locks(place.log, 0, kNever);
    REQUIRE_FALSE(mirror);
    CHECK(mirror.error().message().starts_with(place.log.sync_lock() + ": process "));
    CHECK(take_log_lock(place.log, 0, kNever));
  }
  CHECK(take_mirror_locks(place.log, 0, kNever));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
