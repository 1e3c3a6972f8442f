#include "libcore/store/yield_sentinel.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::put_file;
using testing::TempDir;
namespace fs = std::filesystem;

TEST_SUITE_BEGIN("store");

// A number that was a process's a moment ago.
std::string dead_pid() {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(0);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  return std::to_string(child);
}

struct Place {
  TempDir dir;
  LogDir log{dir / "log"};
  std::string path = log.yield_sentinel();
  std::vector<std::string> warnings;
  Warn warn = [this](std::string_view text) { warnings.emplace_back(text); };

  Place() { fs::create_directories(log.state()); }
  SentinelState check() {
    auto state = check_sentinel(log, warn);
    REQUIRE(state);
    return *state;
  }
  DeadSentinel look() {
    auto seen = look_at_sentinel(log, warn);
    REQUIRE(std::holds_alternative<DeadSentinel>(seen));
    return std::get<DeadSentinel>(std::move(seen));
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(log.state())) names.push_back(entry.path().filename());
    return names;
  }
};

TEST_CASE("no sentinel") {
  Place place;
  CHECK(place.check() == SentinelState::kAbsent);
  CHECK(place.warnings.empty());
}

TEST_CASE("the sentinel of a live process stays") {
  Place place;
  const std::string us = std::to_string(::getpid());
  for (const std::string& content : {us, us + "\n", " " + us + "\t\r\nsince 12:00\n", std::string("1\n")}) {
    put_file(place.path, content);
    CHECK(place.check() == SentinelState::kLive);
    CHECK(place.files() == std::vector<std::string>{"yield"});
  }
  CHECK(place.warnings.empty());
}

TEST_CASE("the sentinel of a dead process is removed with one warning") {
  for (const char* form : {"PID", "PID\n", "  PID \r\n", "PID\nanything\n"}) {
    Place place;
    const std::string pid = dead_pid();
    put_file(place.path, testing::replaced(form, "PID", pid));
    CHECK(place.check() == SentinelState::kStaleRemoved);
    CHECK(place.warnings == std::vector<std::string>{place.path + ": process " + pid +
                                                     ", which asked us to yield, is dead; the file is removed"});
    CHECK(place.files().empty());
    CHECK(place.check() == SentinelState::kAbsent);
    CHECK(place.warnings.size() == 1);
  }
}

TEST_CASE("whatever is no number of a process is a live request") {
  const std::string pid = dead_pid();
  const std::vector<std::string> contents = {"",
                                             "\n",
                                             "yield\n",
                                             "\n" + pid + "\n",
                                             "pid " + pid + "\n",
                                             pid + " x\n",
                                             "+" + pid + "\n",
                                             "-" + pid + "\n",
                                             "0" + pid + "\n",
                                             "0\n",
                                             "0x10\n",
                                             "4294967295\n",
                                             "99999999999999999999\n",
                                             std::string("\0\n", 2),
                                             pid + std::string(1, '\0') + "\n",
                                             pid + "\n" + std::string(4096, 'x')};
  for (const std::string& content : contents) {
    CAPTURE(content);
    Place place;
    put_file(place.path, content);
    CHECK(place.check() == SentinelState::kLive);
    CHECK(place.files() == std::vector<std::string>{"yield"});
    CHECK(place.warnings.empty());
  }
}

TEST_CASE("whatever is no file is a live request, and keeps nobody waiting") {
  const auto start = std::chrono::steady_clock::now();
  for (const int kind : {0, 1, 2, 3, 4}) {
    CAPTURE(kind);
    Place place;
    put_file(place.dir / "target", dead_pid() + "\n");
    if (kind == 0) REQUIRE(::mkfifo(place.path.c_str(), 0600) == 0);
    if (kind == 1) fs::create_directory(place.path);
    if (kind == 2) fs::create_symlink(place.dir / "target", place.path);
    if (kind == 3) fs::create_symlink("nowhere", place.path);
    if (kind == 4) fs::create_symlink("yield", place.path);
    CHECK(place.check() == SentinelState::kLive);
    CHECK(place.files() == std::vector<std::string>{"yield"});
    CHECK(fs::exists(place.dir / "target"));
    CHECK(place.warnings.empty());
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("a place that cannot be looked at is no request, and that is said") {
  Place place;
  fs::remove_all(place.log.state());
  put_file(place.log.state(), "a file");
  CHECK(place.check() == SentinelState::kAbsent);
  CHECK(place.warnings == std::vector<std::string>{place.path + ": Not a directory; taken as no request to yield"});
}

TEST_CASE("a process that has ended and was not waited for is still there") {
  Place place;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(0);
  siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) == 0);
  put_file(place.path, std::to_string(child));
  CHECK(place.check() == SentinelState::kLive);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  CHECK(place.check() == SentinelState::kStaleRemoved);
}

TEST_CASE("a request that comes between the look and the removal stays") {
  const std::string us = std::to_string(::getpid()) + "\n";
  SUBCASE("as another file") {
    Place place;
    put_file(place.path, dead_pid());
    const DeadSentinel dead = place.look();
    fs::remove(place.path);
    put_file(place.path, us);
    auto state = remove_sentinel(place.log, dead, place.warn);
    REQUIRE(state);
    CHECK(*state == SentinelState::kLive);
    CHECK(place.files() == std::vector<std::string>{"yield"});
    CHECK(place.check() == SentinelState::kLive);
    CHECK(place.warnings.empty());
  }
  SUBCASE("renamed over it") {
    Place place;
    put_file(place.path, dead_pid());
    const DeadSentinel dead = place.look();
    put_file(place.path + ".new", us);
    fs::rename(place.path + ".new", place.path);
    auto state = remove_sentinel(place.log, dead, place.warn);
    REQUIRE(state);
    CHECK(*state == SentinelState::kLive);
    CHECK(place.files() == std::vector<std::string>{"yield"});
  }
  SUBCASE("another file with the same content: a number that is used again") {
    Place place;
    const std::string pid = dead_pid();
    put_file(place.path, pid);
    const DeadSentinel dead = place.look();
    fs::remove(place.path);
    put_file(place.path, pid);
    auto state = remove_sentinel(place.log, dead, place.warn);
    REQUIRE(state);
    CHECK(*state == SentinelState::kLive);
    CHECK(place.files() == std::vector<std::string>{"yield"});
  }
  SUBCASE("written into the same file, as a shell does") {
    Place place;
    put_file(place.path, dead_pid());
    const DeadSentinel dead = place.look();
    struct stat before {
    }, after{};
    REQUIRE(::stat(place.path.c_str(), &before) == 0);
    put_file(place.path, us);
    REQUIRE(::stat(place.path.c_str(), &after) == 0);
    REQUIRE(before.st_ino == after.st_ino);
    auto state = remove_sentinel(place.log, dead, place.warn);
    REQUIRE(state);
    CHECK(*state == SentinelState::kLive);
    CHECK(place.files() == std::vector<std::string>{"yield"});
    CHECK(place.check() == SentinelState::kLive);
  }
  SUBCASE("as something that is no file") {
    Place place;
    put_file(place.path, dead_pid());
    const DeadSentinel dead = place.look();
    fs::remove(place.path);
    fs::create_symlink("nowhere", place.path);
    auto state = remove_sentinel(place.log, dead, place.warn);
    REQUIRE(state);
    CHECK(*state == SentinelState::kLive);
    CHECK(place.files() == std::vector<std::string>{"yield"});
    CHECK(fs::is_symlink(place.path));
  }
  SUBCASE("a folder, which has no second name") {
    Place place;
    put_file(place.path, dead_pid());
    const DeadSentinel dead = place.look();
    fs::remove(place.path);
    fs::create_directory(place.path);
    auto state = remove_sentinel(place.log, dead, place.warn);
    REQUIRE(state);
    CHECK(*state == SentinelState::kLive);
    CHECK(place.files() == std::vector<std::string>{"yield"});
  }
  SUBCASE("it was taken back") {
    Place place;
    put_file(place.path, dead_pid());
    const DeadSentinel dead = place.look();
    fs::remove(place.path);
    auto state = remove_sentinel(place.log, dead, place.warn);
    REQUIRE(state);
    CHECK(*state == SentinelState::kAbsent);
    CHECK(place.files().empty());
    CHECK(place.warnings.empty());
  }
}

TEST_CASE("a dead request that cannot be removed is an error which says what to do") {
  Place place;
  const std::string pid = dead_pid();
  put_file(place.path, pid);
  fs::create_directory(place.path + ".dead");  // root is refused this, too
  auto state = check_sentinel(place.log, place.warn);
  REQUIRE_FALSE(state);
  CHECK(state.error().code() == Errc::kIo);
  CHECK(state.error().message() ==
        place.path + ": process " + pid +
            ", which asked us to yield, is dead, and the file cannot be removed: Is a directory");
  CHECK(state.error().hints() == std::vector<std::string>{"remove it, and let this user write in that directory"});
  CHECK(fs::exists(place.path));
  CHECK(place.warnings.empty());
}

TEST_CASE("what a killed process left aside is in nobody's way") {
  Place place;
  put_file(place.path + ".dead", "old");
  put_file(place.path, dead_pid());
  CHECK(place.check() == SentinelState::kStaleRemoved);
  CHECK(place.files().empty());
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
