#include "libcore/store/mirror_dir.h"

#include <string>
#include <vector>

#include "libcore/os/file.h"
#include "libcore/store/sync_state.h"
#include "libcore/tiles/bundle.h"
#include "tests/unit/testing.h"

using tlog::kEntriesLevel;
using tlog::LogDir;
using tlog::MirrorDir;
using tlog::TileId;
using tlog::testing::TempDir;

namespace {

std::string content(const std::string& path) {
  auto text = tlog::read_file(path, 1 << 20);
  return text ? *text : "(" + text.error().message() + ")";
}

bool is_there(const std::string& path) {
  const auto kind = tlog::kind_of(path);
  return kind && *kind != tlog::FileKind::kNothing;
}

void write(const std::string& path, const std::string& bytes) {
  REQUIRE(tlog::make_directories(tlog::parent_directory(path)));
  REQUIRE(tlog::write_output(path, bytes));
}

}  // namespace

TEST_CASE("a mirror's objects get their names when they are committed") {
  for (const bool sync_each : {false, true}) {
    const TempDir dir;
    const LogDir log{dir / "mirror"};
    auto mirror = MirrorDir::open(log, sync_each);
    REQUIRE(mirror);
    const TileId bundle{kEntriesLevel, 1234, 256}, tile{0, 1234, 7};
    REQUIRE((*mirror)->put(bundle, "bundle"));
    REQUIRE((*mirror)->put(tile, "old"));
    REQUIRE((*mirror)->put(tile, "tile"));  // what an earlier run left is written anew
    CHECK(!is_there(log.object(bundle)));
    CHECK(**(*mirror)->read_staged(bundle) == "bundle");
    CHECK(!(*mirror)->read_in_place(bundle)->has_value());

    const std::vector<TileId> tiles = {bundle, tile};
    auto done = (*mirror)->commit(tiles);
    REQUIRE(done);
    CHECK(done->written == 2);
    CHECK(done->kept == 0);
    CHECK(content(log.object(bundle)) == "bundle");
    CHECK(content(log.object(tile)) == "tile");
    CHECK(!(*mirror)->read_staged(bundle)->has_value());

    const auto again = (*mirror)->put(bundle, "bundle");
    REQUIRE(again);
    CHECK(!*again);
    done = (*mirror)->commit({&bundle, 1});
    REQUIRE(done);
    CHECK(done->written == 0);
    CHECK(done->kept == 1);
  }
}

TEST_CASE("what is bad in an object's place is kept elsewhere, every time") {
  const TempDir dir;
  const LogDir log{dir / "mirror"};
  auto mirror = MirrorDir::open(log, false);
  REQUIRE(mirror);
  const TileId tile{1, 0, 3};
  for (const char* bad : {"bad", "worse", ""}) {
    write(log.object(tile), bad);
    const auto staged = (*mirror)->put(tile, "good");
    REQUIRE(staged);
    CHECK(*staged);
    const auto done = (*mirror)->commit({&tile, 1});
    REQUIRE(done);
    CHECK(done->quarantined == std::vector<TileId>{tile});
    CHECK(content(log.object(tile)) == "good");
  }
  CHECK(content(quarantine_path(log) + "/tile_1_000.p_3") == "bad");
  CHECK(content(quarantine_path(log) + "/tile_1_000.p_3.2") == "worse");
  CHECK(content(quarantine_path(log) + "/tile_1_000.p_3.3") == "");
}

TEST_CASE("a partial object goes where the full one replaces it, and only there") {
  const TempDir dir;
  const LogDir log{dir / "mirror"};
  const auto tile = [](size_t hashes, char fill) { return std::string(32 * hashes, fill); };
  std::string bundle, part;
  for (int i = 0; i < 256; i++) tlog::append_entry(bundle, tlog::as_bytes("x"));
  for (int i = 0; i < 5; i++) tlog::append_entry(part, tlog::as_bytes("x"));
  write(log.object({0, 0, 256}), tile(256, 'a'));
  write(log.object({0, 0, 5}), tile(5, 'a'));
  write(log.object({0, 0, 6}), tile(6, 'b'));  // not what the full one begins with
  write(log.object({kEntriesLevel, 0, 256}), bundle);
  write(log.object({kEntriesLevel, 0, 5}), part);
  write(log.object({0, 1, 5}), tile(5, 'a'));      // its full one is not there
  write(log.object({0, 2, 256}), tile(255, 'a'));  // this one is torn
  write(log.object({0, 2, 5}), tile(5, 'a'));
  write(log.object({0, 3, 256}), tile(256, 'a'));  // this one is not in the published tree
  write(log.object({0, 3, 5}), tile(5, 'a'));
  write(log.tiles() + "/0/000.p/other", "");

  const auto removed = tlog::prune_replaced_partials(log, {3 * 256 + 5});
  REQUIRE(removed);
  CHECK(*removed == 2);
  CHECK(!is_there(log.object({0, 0, 5})));
  CHECK(!is_there(tlog::parent_directory(log.object({kEntriesLevel, 0, 5}))));
  for (const TileId& kept : {TileId{0, 0, 256}, {0, 0, 6}, {kEntriesLevel, 0, 256}, {0, 1, 5}, {0, 2, 5}, {0, 3, 5}}) {
    CHECK_MESSAGE(is_there(log.object(kept)), tlog::tile_path(kept));
  }
}
