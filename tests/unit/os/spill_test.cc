#include "libcore/os/spill.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>

#include "libcore/os/remove_tree.h"
#include "libcore/os/spill_sweep.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::put_file;
using testing::reason;
using testing::TempDir;

constexpr uint64_t kNow = 1'700'000'000;

TEST_SUITE_BEGIN("os");

TEST_CASE("what a name says") {
  const struct {
    const char* name;
    SpillName kind;
    uint64_t time;
  } table[] = {
      {"spill_1700000000_17", SpillName::kSpill, 1'700'000'000},
      {"spill_1700000000", SpillName::kSpill, 1'700'000'000},
      {"spill_0_x_y", SpillName::kSpill, 0},
      {"spill_18446744073709551615_1", SpillName::kSpill, UINT64_MAX},
      {"spill_18446744073709551616_1", SpillName::kBadTime, 0},
      {"spill__1", SpillName::kBadTime, 0},
      {"spill_", SpillName::kBadTime, 0},
      {"spill_+1_1", SpillName::kBadTime, 0},
      {"spill_-1_1", SpillName::kBadTime, 0},
      {"spill_01_1", SpillName::kBadTime, 0},
      {"spill_1 _1", SpillName::kBadTime, 0},
      {"spill_0x1_1", SpillName::kBadTime, 0},
      {"spill", SpillName::kOther, 0},
      {"Spill_1_1", SpillName::kOther, 0},
      {" spill_1_1", SpillName::kOther, 0},
      {".spill_1_1", SpillName::kOther, 0},
      {"", SpillName::kOther, 0},
  };
  for (const auto& row : table) {
    CAPTURE(row.name);
    const SpillNameParts parts = parse_spill_name(row.name);
    CHECK(parts.kind == row.kind);
    CHECK(parts.unix_time == row.time);
  }
}

TEST_CASE("a folder is its owner's alone, locked, and gone at the end") {
  const TempDir dir;
  const std::string root = dir / "data/spill";
  std::string path;
  {
    auto spill = SpillFolder::make(root, 1000, kNow);
    REQUIRE_MESSAGE(spill, reason(spill));
    path = spill->path();
    CHECK(path.starts_with(root + "/spill_1700000000_"));
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0700);
    REQUIRE(::stat(root.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0700);
    REQUIRE(make_directories(path + "/a/b").ok());
    put_file(path + "/a/b/c", "x");

    std::string said;
    const SweepOptions options{.now = kNow + 1'000'000, .grace_s = 0};
    CHECK(sweep_spill(root, options, [&](const SpillFinding& finding) { said += finding.reason; }).ok());
    CHECK(said == "locked");
    CHECK(std::filesystem::exists(path + "/a/b/c"));
  }
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(std::filesystem::is_empty(root));
}

TEST_CASE("a folder that was moved away is emptied, and what took its name stays") {
  const TempDir dir;
  const std::string root = dir / "spill";
  {
    auto spill = SpillFolder::make(root, 0, kNow);
    REQUIRE(spill);
    put_file(spill->path() + "/mine", "x");
    std::filesystem::rename(spill->path(), dir / "elsewhere");
    std::filesystem::create_directory(spill->path());
    put_file(spill->path() + "/theirs", "x");
  }
  CHECK(std::filesystem::is_empty(dir / "elsewhere"));
  CHECK(std::distance(std::filesystem::recursive_directory_iterator(root), {}) == 2);
}

TEST_CASE("room is looked for first, with a tenth more") {
  const TempDir dir;
  CHECK(check_spill_room(dir / "", 0).ok());
  CHECK(check_spill_room(dir / "", 1000).ok());
  for (const uint64_t much : {uint64_t{1} << 62, UINT64_MAX}) {
    const Status status = check_spill_room(dir / "", much);
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().code() == Errc::kIo);
    CHECK(reason(status).find(" MiB are free, and ") != std::string::npos);
    CHECK(status.error().hints().size() == 1);
    auto spill = SpillFolder::make(dir / "spill", much, kNow);
    CHECK(reason(spill).find(" MiB are free, and ") != std::string::npos);
    CHECK(std::filesystem::is_empty(dir / "spill"));
  }
}

TEST_CASE("roots that are none") {
  const TempDir dir;
  put_file(dir / "file", "");
  std::filesystem::create_directory(dir / "there");
  std::filesystem::create_symlink("there", dir / "link");
  std::filesystem::create_directory_symlink("/", dir / "root");
  const struct {
    std::string path;
    Errc code;
    const char* reason;
  } table[] = {
      {"/", Errc::kUsage, "the root of the file system"},
      {"///", Errc::kUsage, "the root of the file system"},
      {"/./..", Errc::kUsage, "the root of the file system"},
      {dir / "root", Errc::kUsage, "is a link"},
      {dir / "root/.", Errc::kUsage, "the root of the file system"},
      {dir / "missing", Errc::kNotFound, "No such file"},
      {dir / "file", Errc::kUsage, "is not a folder"},
      {dir / "file/below", Errc::kNotFound, "Not a directory"},
      {dir / "link", Errc::kUsage, "is a link"},
      {dir / "link/", Errc::kUsage, "is a link"},
  };
  for (const auto& row : table) {
    CAPTURE(row.path);
    const auto root = open_spill_root(row.path);
    REQUIRE_FALSE(root);
    CHECK(root.error().code() == row.code);
    CHECK(reason(root).find(row.reason) != std::string::npos);
  }
  CHECK(open_spill_root(dir / "there/"));
  const passwd* const user = ::getpwuid(::geteuid());
  if (user != nullptr && std::filesystem::is_directory(user->pw_dir)) {
    const auto home = open_spill_root(std::string(user->pw_dir) + "/.");
    REQUIRE_FALSE(home);
    CHECK(home.error().code() == Errc::kUsage);
  }
}

// A root with folders of many kinds, and what a sweep says of each.
struct Root {
  const TempDir dir;
  Root() { add("spill_1600000000_1", ""); }
  std::string operator/(std::string_view name) const { return dir / name; }
  void add(const std::string& name, const char* lock) const {
    std::filesystem::create_directory(dir / name);
    put_file(dir / (name + "/data"), "12345");
    if (lock != nullptr) put_file(dir / (name + "/.lock"), lock);
  }
  std::map<std::string, std::string> sweep(SweepOptions options) const {
    std::map<std::string, std::string> out;
    const Status status = sweep_spill(dir / "", options, [&](const SpillFinding& finding) {
      const char* words[] = {"removed", "would_remove", "kept", "gone", "failed"};
      out[finding.name] = std::string(words[static_cast<int>(finding.action)]) + " " + std::string(finding.reason);
    });
    CHECK(reason(status) == "");
    return out;
  }
  bool has(std::string_view name) const { return std::filesystem::exists(dir / name); }
};

std::string named(uint64_t age) { return "spill_" + std::to_string(kNow - age) + "_1"; }

TEST_CASE("ages, with a lock and without one") {
  for (const char* lock : {static_cast<const char*>(nullptr), ""}) {
    const Root root;
    for (const uint64_t age : {86'399u, 86'400u, 86'401u}) root.add(named(age), lock);
    root.add("spill_1700000001_1", lock);
    const auto said = root.sweep({.now = kNow});
    CHECK(said.at(named(86'399)) == "kept young");
    CHECK(said.at(named(86'400)) == "kept young");
    CHECK(said.at(named(86'401)) == (lock != nullptr ? "removed unlocked" : "removed no_lock"));
    CHECK(said.at("spill_1700000001_1") == "kept future");
    CHECK(root.has(named(86'400)));
    CHECK_FALSE(root.has(named(86'401)));
  }
}

TEST_CASE("a grace is for folders with a lock alone") {
  const Root root;
  for (const uint64_t age : {30u, 31u}) root.add(named(age), "");
  for (const uint64_t age : {32u, 86'401u}) root.add(named(age), nullptr);
  const auto said = root.sweep({.now = kNow, .grace_s = 30});
  CHECK(said.at(named(30)) == "kept young");
  CHECK(said.at(named(31)) == "removed unlocked");
  CHECK(said.at(named(32)) == "kept young");
  CHECK(said.at(named(86'401)) == "removed no_lock");
}

TEST_CASE("a clock before 1970 removes nothing") {
  const Root root;
  const auto said = root.sweep({.now = 0});
  CHECK(said.at("spill_1600000000_1") == "kept clock");
  CHECK(root.has("spill_1600000000_1/data"));
}

TEST_CASE("what is no folder of ours stays, and a dry run removes nothing") {
  const Root root;
  std::filesystem::create_directory(root / "victim");
  put_file(root / "victim/file", "x");
  std::filesystem::create_directory_symlink("victim", root / "spill_1_1");
  put_file(root / "spill_1_2", "");
  root.add("spill_x_1", "");
  root.add("other", "");
  const auto dry = root.sweep({.now = kNow, .dry_run = true});
  CHECK(dry.at("spill_1600000000_1") == "would_remove unlocked");
  CHECK(root.has("spill_1600000000_1/data"));
  const auto said = root.sweep({.now = kNow});
  CHECK(said.at("spill_1_1") == "kept link");
  CHECK(said.at("spill_1_2") == "kept not_folder");
  CHECK(said.at("spill_x_1") == "kept bad_time");
  CHECK(said.at("other") == "kept name");
  CHECK(said.at("victim") == "kept name");
  CHECK(said.at("spill_1600000000_1") == "removed unlocked");
  CHECK(root.has("victim/file"));
}

TEST_CASE("locks that are none, and links inside") {
  const Root root;
  root.add("spill_1_1", nullptr);
  REQUIRE(::mkfifo((root / "spill_1_1/.lock").c_str(), 0600) == 0);
  root.add("spill_1_2", nullptr);
  put_file(root / "outside", "x");
  std::filesystem::create_symlink("../outside", root / "spill_1_2/.lock");
  root.add("spill_1_3", nullptr);
  std::filesystem::create_directory(root / "spill_1_3/.lock");
  root.add("spill_1_4", "");
  std::filesystem::create_directory(root / "victim");
  put_file(root / "victim/file", "x");
  std::filesystem::create_directory_symlink("../victim", root / "spill_1_4/link");
  std::filesystem::create_directory_symlink("nowhere", root / "spill_1_4/broken");
  const auto said = root.sweep({.now = kNow});
  CHECK(said.at("spill_1_1") == "kept lock_not_file");
  CHECK(said.at("spill_1_2") == "kept lock_not_file");
  CHECK(said.at("spill_1_3") == "kept lock_not_file");
  CHECK(said.at("spill_1_4") == "removed unlocked");
  CHECK(root.has("victim/file"));
  CHECK(root.has("outside"));
}

TEST_CASE("a folder that is too deep stays whole") {
  const Root root;
  root.add("spill_1_1", "");
  std::string path = root / "spill_1_1";
  for (unsigned i = 0; i <= kMaxTreeDepth; i++) path += "/d";
  std::filesystem::create_directories(path);
  CHECK(root.sweep({.now = kNow}).at("spill_1_1") == "failed too_deep");
  CHECK(root.has("spill_1_1/data"));
  std::filesystem::remove(path);
  CHECK(root.sweep({.now = kNow}).at("spill_1_1") == "removed unlocked");
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
