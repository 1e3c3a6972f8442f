#include "libcore/tiles/tile.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

TEST_SUITE_BEGIN("tiles");

TEST_CASE("paths") {
  const struct {
    TileId tile;
    const char* path;
  } table[] = {
      {{0, 0, 256}, "tile/0/000"},
      {{0, 0, 1}, "tile/0/000.p/1"},
      {{0, 0, 255}, "tile/0/000.p/255"},
      {{63, 999, 256}, "tile/63/999"},
      {{1, 1000, 256}, "tile/1/x001/000"},
      {{0, 1234, 5}, "tile/0/x001/234.p/5"},
      {{10, 1234067, 256}, "tile/10/x001/x234/067"},  // C2SP tlog-tiles
      {{15, 123456789, 41}, "tile/15/x123/x456/789.p/41"},
      {{kEntriesLevel, 273, 112}, "tile/entries/273.p/112"},
      {{kEntriesLevel, 123456789, 256}, "tile/entries/x123/x456/789"},
      {{kEntriesLevel, 1000000, 256}, "tile/entries/x001/x000/000"},
      {{0, UINT64_MAX, 7}, "tile/0/x018/x446/x744/x073/x709/x551/615.p/7"},
  };
  for (const auto& row : table) {
    CHECK(tile_path(row.tile) == row.path);
    CHECK(parse_tile_path(row.path) == row.tile);
  }
}

TEST_CASE("every path that is written is read back") {
  for (int level : {kEntriesLevel, 0, 1, 9, 10, 63}) {
    for (uint64_t index : {uint64_t{0}, uint64_t{1}, uint64_t{9}, uint64_t{10}, uint64_t{99}, uint64_t{100},
                           uint64_t{999}, uint64_t{1000}, uint64_t{1001}, uint64_t{999999}, uint64_t{1000000},
                           uint64_t{1000000000}, kMaxTreeSize, UINT64_MAX}) {
      for (uint64_t width = 1; width <= kTileWidth; width++) {
        const TileId tile{level, index, width};
        if (parse_tile_path(tile_path(tile)) != tile) FAIL(tile_path(tile));
      }
    }
  }
}

TEST_CASE("rejects") {
  for (const std::string& path : {""s,
                                  "tile"s,
                                  "tile/"s,
                                  "tile/0"s,
                                  "tile/0/"s,
                                  "/tile/0/000"s,
                                  "tile//000"s,
                                  "tile/0//000"s,
                                  "Tile/0/000"s,
                                  "tile/64/000"s,
                                  "tile/00/000"s,
                                  "tile/01/000"s,
                                  "tile/-1/000"s,
                                  "tile/+1/000"s,
                                  "tile/1 /000"s,  // level
                                  "tile/Entries/000"s,
                                  "tile/entries"s,
                                  "tile/entries/"s,
                                  "tile/data/000"s,
                                  "tile/256/000"s,
                                  "tile/0/0"s,
                                  "tile/0/00"s,
                                  "tile/0/0000"s,
                                  "tile/0/1234"s,
                                  "tile/0/00a"s,
                                  "tile/0/-01"s,  // number
                                  "tile/0/x000/000"s,
                                  "tile/0/x000/001"s,
                                  "tile/0/x001"s,
                                  "tile/0/001/234"s,
                                  "tile/0/x001/x234"s,
                                  "tile/0/x1/234"s,
                                  "tile/0/X001/234"s,
                                  "tile/0/x001/234/"s,
                                  "tile/0/x001//234"s,
                                  "tile/0/xx001/234"s,
                                  "tile/0/x01/234"s,
                                  "tile/0/0x0"s,
                                  "tile/0/001x/234"s,
                                  "tile/0/x018/x446/x744/x073/x709/x551/616"s,
                                  "tile/0/x999/x999/x999/x999/x999/x999/x999/999"s,
                                  "tile/0/000.p"s,
                                  "tile/0/000.p/"s,
                                  "tile/0/000.p/0"s,
                                  "tile/0/000.p/00"s,
                                  "tile/0/000.p/01"s,  // width
                                  "tile/0/000.p/256"s,
                                  "tile/0/000.p/-1"s,
                                  "tile/0/000.p/1/"s,
                                  "tile/0/000.p/1.p/1"s,
                                  "tile/0/000.P/1"s,
                                  "tile/0/000.p//1"s,
                                  "tile/0/.p/1"s,
                                  "tile/0/000.p/1 "s,
                                  "tile/0/000p/1"s,
                                  "tile/0/../000"s,
                                  "tile/0/./000"s,
                                  "tile/0/000\n"s,
                                  "tile/0/000\0"s,
                                  "tile/0/000%00"s,  // and the rest
                                  "checkpoint"s,
                                  "tile/0/" + std::string(1000, '0')}) {
    CAPTURE(path);
    CHECK_FALSE(parse_tile_path(path));
  }
}

TEST_CASE("any path that is one character away is another tile's, or none's") {
  for (const std::string& path : {"tile/0/000"s, "tile/15/x123/x456/789.p/41"s, "tile/entries/x001/234"s}) {
    for (size_t i = 0; i < path.size(); i++) {
      for (int c = 0; c < 256; c++) {
        for (int kind = 0; kind < 3; kind++) {
          std::string other = path;
          if (kind == 0) other[i] = static_cast<char>(c);
          if (kind == 1) other.insert(i, 1, static_cast<char>(c));
          if (kind == 2) other.erase(i, 1);
          const auto tile = parse_tile_path(other);
          if (tile && tile_path(*tile) != other) FAIL(other);
        }
      }
    }
  }
}

std::vector<TileId> objects(uint64_t size) {
  std::vector<TileId> all;
  for_each_object(TreeSize{size}, [&](const TileId& tile) {
    all.push_back(tile);
    return true;
  });
  return all;
}

// The words of C2SP tlog-tiles, section Partial Tiles.
TEST_CASE("a tree of 70,000 entries") {
  std::map<int, std::vector<uint64_t>> widths;
  for (const TileId& tile : objects(70000)) widths[tile.level].push_back(tile.width);
  REQUIRE(widths.size() == 4);
  for (int level : {kEntriesLevel, 0}) {
    CHECK(widths[level].size() == 274);
    CHECK(std::count(widths[level].begin(), widths[level].end(), 256) == 273);
    CHECK(widths[level].back() == 112);
  }
  CHECK(widths[1] == std::vector<uint64_t>{256, 17});
  CHECK(widths[2] == std::vector<uint64_t>{1});
  CHECK(count_objects(TreeSize{70000}) == 551);
}

TEST_CASE("trees of 256 entries and of 200,000") {
  const std::vector<TileId> expected = {{kEntriesLevel, 0, 256}, {0, 0, 256}, {1, 0, 1}};
  CHECK(objects(256) == expected);
  CHECK(count_objects(TreeSize{200000}) == 1569);
  CHECK(objects(0).empty());
  CHECK(count_objects(TreeSize{0}) == 0);
}

// "The partial tile at level l for a tree of size s has floor(s / 256**l) mod 256 entries."
TEST_CASE("the objects of a tree: all of them, once, in order, and no empty one") {
  std::vector<uint64_t> sizes;
  for (uint64_t size = 0; size <= 600; size++) sizes.push_back(size);
  sizes.insert(sizes.end(), {65280, 65535, 65536, 65537, 65792, 131071, 131072, 131073});
  for (uint64_t size : sizes) {
    const auto all = objects(size);
    std::vector<TileId> expected;
    uint64_t hashes = size;
    for (int level = kEntriesLevel; hashes > 0; level++) {
      for (uint64_t i = 0; i * 256 < hashes; i++)
        expected.push_back({level, i, std::min<uint64_t>(256, hashes - i * 256)});
      if (level >= 0) hashes /= 256;
    }
    if (all != expected) FAIL(size);
    if (count_objects(TreeSize{size}) != all.size()) FAIL(size);
  }
}

TEST_CASE("the objects that a larger tree has and a smaller one lacks") {
  const std::vector<uint64_t> sizes = {0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 65535, 65536, 65537, 65792, 131073};
  for (uint64_t from : sizes) {
    for (uint64_t size : sizes) {
      if (size < from) continue;
      std::vector<TileId> expected, found;
      for (const TileId& tile : objects(size)) {
        if (!has_object(TreeSize{from}, tile)) expected.push_back(tile);
      }
      for_each_new_object(TreeSize{from}, TreeSize{size}, [&](const TileId& tile) {
        found.push_back(tile);
        return true;
      });
      CAPTURE(from);
      CAPTURE(size);
      CHECK(found == expected);
    }
  }
}

TEST_CASE("visiting stops when it is told to") {
  for (size_t stop = 1; stop < 8; stop++) {
    size_t seen = 0;
    for_each_object(TreeSize{1000}, [&](const TileId&) { return ++seen < stop; });
    CHECK(seen == stop);
  }
}

TEST_CASE("the largest tree") {
  CHECK(hashes_at_level(0, TreeSize{kMaxTreeSize}) == kMaxTreeSize);
  CHECK(hashes_at_level(6, TreeSize{kMaxTreeSize}) == 31);
  CHECK(hashes_at_level(7, TreeSize{kMaxTreeSize}) == 0);
  CHECK(hashes_at_level(7, TreeSize{UINT64_MAX}) == 255);
  for (int level = 8; level <= kMaxTileLevel; level++) CHECK(hashes_at_level(level, TreeSize{UINT64_MAX}) == 0);
  CHECK(count_objects(TreeSize{kMaxTreeSize}) > kMaxTreeSize / 128);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
