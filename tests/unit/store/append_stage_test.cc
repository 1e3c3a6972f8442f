#include "libcore/store/append_stage.h"

#include <filesystem>

#include "libcore/os/file.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("store");

const TileId kOld{0, 0, 2}, kNew{0, 0, 5}, kBundle{kEntriesLevel, 0, 5};

struct Fixture {
  testing::TempDir dir;
  LogDir log{dir / "log"};
  std::string at(const TileId& tile) const {
    auto bytes = read_file(log.object(tile), 100);
    return bytes ? *bytes : "";
  }
};

TEST_CASE("what is staged is linked when its tree was signed, and not before") {
  for (const bool sync_each : {false, true}) {
    Fixture f;
    REQUIRE(make_directories(f.log.path));
    auto stage = AppendStage::begin(f.log, TreeSize{2}, sync_each);
    REQUIRE(stage);
    REQUIRE((*stage)->put(kNew, "tile"));
    REQUIRE((*stage)->put(kBundle, "bundle"));
    REQUIRE((*stage)->put(kOld, "the log has it"));
    REQUIRE((*stage)->sync());
    REQUIRE(create_file(f.log.stage() + "/tile/other", "no object", {}));
    CHECK_FALSE(*link_staged(f.log, TreeSize{2}));
    CHECK(f.at(kNew).empty());
    for (int again = 0; again < 2; again++) {
      CHECK(*link_staged(f.log, TreeSize{5}));
      CHECK(f.at(kNew) == "tile");
      CHECK(f.at(kBundle) == "bundle");
      CHECK(f.at(kOld).empty());
    }
    discard_stage(f.log);
    CHECK_FALSE(*link_staged(f.log, TreeSize{5}));
    CHECK(f.at(kNew) == "tile");
  }
}

TEST_CASE("what is in the place of an object") {
  for (const bool sync_each : {false, true}) {
    Fixture f;
    REQUIRE(make_directories(parent_directory(f.log.object(kNew))));
    REQUIRE(create_file(f.log.object(kNew), "tile", {}));
    auto stage = AppendStage::begin(f.log, TreeSize{2}, sync_each);
    REQUIRE(stage);
    REQUIRE((*stage)->put(kNew, "tile"));
    CHECK_FALSE(std::filesystem::exists(LogDir{f.log.stage()}.object(kNew)));
    for (const std::string other : {"til", "tile and more", "tilt"}) {
      const auto status = (*stage)->put(kNew, other);
      REQUIRE_FALSE(status);
      CHECK(status.error().code() == Errc::kCannotCreate);
    }
    CHECK(f.at(kNew) == "tile");
  }
}

TEST_CASE("what could not be linked is found before") {
  Fixture f;
  const std::string path = f.log.object(kNew);
  SUBCASE("a link that leads nowhere") {
    REQUIRE(make_directories(parent_directory(path)));
    std::filesystem::create_symlink("nowhere", path);
  }
  SUBCASE("a directory") { REQUIRE(make_directories(path)); }
  SUBCASE("a file for a directory") {
    REQUIRE(make_directories(parent_directory(parent_directory(path))));
    REQUIRE(create_file(parent_directory(path), "", {}));
  }
  SUBCASE("a link that leads nowhere for a directory") {
    REQUIRE(make_directories(parent_directory(parent_directory(path))));
    std::filesystem::create_symlink("nowhere", parent_directory(path));
  }
  auto stage = AppendStage::begin(f.log, TreeSize{2}, false);
  REQUIRE(stage);
  const auto status = (*stage)->put(kNew, "tile");
  REQUIRE_FALSE(status);
  CHECK(status.error().code() == Errc::kCannotCreate);
}

TEST_CASE("linking replaces nothing") {
  Fixture f;
  REQUIRE(make_directories(f.log.path));
  auto stage = AppendStage::begin(f.log, TreeSize{2}, false);
  REQUIRE((*stage)->put(kNew, "tile"));
  REQUIRE(make_directories(parent_directory(f.log.object(kNew))));
  SUBCASE("an equal file is fine") {
    REQUIRE(create_file(f.log.object(kNew), "tile", {}));
    CHECK(link_staged(f.log, TreeSize{5}));
  }
  SUBCASE("another one is left as it is") {
    REQUIRE(create_file(f.log.object(kNew), "else", {}));
    const auto linked = link_staged(f.log, TreeSize{5});
    REQUIRE_FALSE(linked);
    CHECK(linked.error().code() == Errc::kCannotCreate);
    CHECK(f.at(kNew) == "else");
  }
}

TEST_CASE("a stage begins empty") {
  Fixture f;
  REQUIRE(make_directories(f.log.stage() + "/tile/0/000.p"));
  REQUIRE(create_file(f.log.stage() + "/tile/0/000.p/5", "old", {}));
  REQUIRE(AppendStage::begin(f.log, TreeSize{2}, false));
  CHECK_FALSE(*link_staged(f.log, TreeSize{5}));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
