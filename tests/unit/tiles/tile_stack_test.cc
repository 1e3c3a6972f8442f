#include "libcore/tiles/tile_stack.h"

#include <algorithm>
#include <map>
#include <vector>

#include "tests/unit/merkle/oracle.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("tiles");

using Tiles = std::map<TileId, std::vector<Hash>>;

// Level-0 tile i has this root; what is below does not matter here.
Hash tile_root(uint64_t i) {
  Hash hash;
  for (size_t k = 0; k < 8; k++) hash.bytes[k] = static_cast<uint8_t>(i >> (8 * k));
  return hash;
}

// The tiles above level 0, from the definition: hash i of tile n at level l covers 256^(l-1) tiles of level 0.
Tiles expected_tiles(uint64_t tiles) {
  std::vector<Hash> level;
  for (uint64_t i = 0; i < tiles; i++) level.push_back(tile_root(i));
  Tiles out;
  for (int number = 1; !level.empty(); number++) {
    std::vector<Hash> above;
    for (uint64_t n = 0; n * 256 < level.size(); n++) {
      const auto hashes = std::span(level).subspan(n * 256, std::min<size_t>(256, level.size() - n * 256));
      out[{number, n, hashes.size()}].assign(hashes.begin(), hashes.end());
      if (hashes.size() == 256) above.push_back(testing::plain_root(hashes));
    }
    level = above;
  }
  return out;
}

TEST_CASE("the tiles are those of the tree, each once") {
  std::vector<uint64_t> counts;
  for (uint64_t count = 0; count < 20; count++) counts.push_back(count);
  counts.insert(counts.end(), {255, 256, 257, 511, 512, 513, 1000, 65535, 65536, 65537, 66000});
  for (uint64_t count : counts) {
    CAPTURE(count);
    Tiles tiles;
    TileStack stack([&](const TileId& tile, std::span<const Hash> hashes) -> Status {
      REQUIRE(tile.width == hashes.size());
      REQUIRE(tiles.try_emplace(tile, hashes.begin(), hashes.end()).second);
      return {};
    });
    for (uint64_t i = 0; i < count; i++) REQUIRE(stack.append(tile_root(i)));
    REQUIRE(stack.finish());
    CHECK(tiles == expected_tiles(count));
    size_t above = 0;
    for_each_object(TreeSize{count * 256}, [&](const TileId& tile) {
      if (tile.level < 1) return true;
      above++;
      if (!tiles.contains(tile)) FAIL(tile_path(tile));
      return true;
    });
    CHECK(tiles.size() == above);
  }
}

TEST_CASE("a stack that goes on from the edge of a tree gives what that tree lacks") {
  const std::vector<uint64_t> counts = {0, 1, 255, 256, 257, 511, 512, 65535, 65536, 65537, 66000};
  for (uint64_t before : counts) {
    const Tiles there = expected_tiles(before);
    TreeEdge edge{TreeSize{before * 256}, {{}}};
    for (const TileId& tile : TreeEdge::tiles(edge.size)) {
      edge.rows.resize(static_cast<size_t>(tile.level) + 1);
      edge.rows.back() = there.at(tile);
    }
    CHECK(edge.tree(0).end() == edge.size.value);
    for (uint64_t more : {uint64_t{0}, uint64_t{1}, uint64_t{300}}) {
      CAPTURE(before);
      CAPTURE(more);
      Tiles tiles = there;
      TileStack stack(edge, [&](const TileId& tile, std::span<const Hash> hashes) -> Status {
        const auto known = tiles.try_emplace(tile, hashes.begin(), hashes.end());
        CHECK(std::ranges::equal(known.first->second, hashes));
        return {};
      });
      for (uint64_t i = before; i < before + more; i++) REQUIRE(stack.append(tile_root(i)));
      REQUIRE(stack.finish());
      for (const auto& [tile, hashes] : expected_tiles(before + more)) {
        REQUIRE(tiles.contains(tile));
        CHECK(tiles[tile] == hashes);
      }
    }
  }
}

TEST_CASE("a tile comes after those below it") {
  std::vector<TileId> order;
  TileStack stack([&](const TileId& tile, std::span<const Hash>) -> Status {
    order.push_back(tile);
    return {};
  });
  for (uint64_t i = 0; i < 65537; i++) REQUIRE(stack.append(tile_root(i)));
  REQUIRE(stack.finish());
  std::map<int, uint64_t> whole;  // full tiles seen, by level
  for (const TileId& tile : order) {
    if (tile.level > 1) CHECK(whole[tile.level - 1] >= tile.index * 256 + tile.width);
    if (tile.width == 256) whole[tile.level]++;
  }
}

TEST_CASE("an error of the sink stops it") {
  for (int fail_at : {1, 2}) {
    int calls = 0;
    TileStack stack([&](const TileId&, std::span<const Hash>) -> Status {
      if (++calls == fail_at) return Error(Errc::kIo, "disk full");
      return {};
    });
    Status status;
    for (uint64_t i = 0; i < 512 && status; i++) status = stack.append(tile_root(i));
    REQUIRE_FALSE(status);
    CHECK(status.error().message() == "disk full");
    CHECK(calls == fail_at);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
