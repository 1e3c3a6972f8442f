#include "libcore/ops/sync_plan.h"
#include "tests/unit/testing.h"

#include <algorithm>
#include <string>
#include <vector>

using tlog::end_of_step;
using tlog::for_each_needed;
using tlog::grows_by_few;
using tlog::TileId;
using tlog::TreeSize;

namespace {

std::vector<std::string> needed(uint64_t next, uint64_t size, uint64_t every = 65'536) {
  std::vector<std::string> paths;
  for_each_needed(next, every, {size}, [&](const TileId& tile) {
    paths.push_back(tlog::tile_path(tile));
    return true;
  });
  return paths;
}

}  // namespace

TEST_CASE("a step ends at the end of a bundle or of the tree, and never overflows") {
  CHECK(end_of_step(0, 1, {1000}) == 256);
  CHECK(end_of_step(0, 256, {1000}) == 256);
  CHECK(end_of_step(0, 257, {1000}) == 512);
  CHECK(end_of_step(256, 256, {1000}) == 512);
  CHECK(end_of_step(250, 256, {1000}) == 512);  // next was the size of an earlier tree
  CHECK(end_of_step(0, 999, {1000}) == 1000);
  CHECK(end_of_step(0, 1000, {1000}) == 1000);
  CHECK(end_of_step(0, UINT64_MAX, {1000}) == 1000);
  CHECK(end_of_step(768, UINT64_MAX, {1000}) == 1000);
  CHECK(end_of_step(0, UINT64_MAX, {tlog::kMaxStep}) == tlog::kMaxStep);
  CHECK(end_of_step(256, UINT64_MAX, {tlog::kMaxTreeSize}) == tlog::kMaxStep + 256);
  CHECK(end_of_step(tlog::kMaxTreeSize - 1, UINT64_MAX, {tlog::kMaxTreeSize}) == tlog::kMaxTreeSize);
}

TEST_CASE("what is needed of a log, by hand") {
  using Paths = std::vector<std::string>;
  CHECK(needed(0, 0) == Paths{});
  CHECK(needed(5, 5) == Paths{});
  CHECK(needed(0, 5) == Paths{"tile/entries/000.p/5"});
  CHECK(needed(250, 260) == Paths{"tile/entries/000", "tile/entries/001.p/4"});
  CHECK(needed(512, 516) == Paths{"tile/entries/002.p/4"});
  CHECK(needed(65'530, 65'540) == Paths{"tile/entries/255", "tile/entries/256.p/4"});
  // In steps of one bundle the tile above is needed, so that each can be checked by itself.
  CHECK(needed(0, 600, 256) ==
        Paths{"tile/1/000.p/2", "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"});
}

TEST_CASE("67,000 entries: 262 bundles, and three tiles above them") {
  const auto paths = needed(0, 67'000);
  CHECK(paths.size() == 265);
  CHECK(std::vector(paths.begin(), paths.begin() + 3) ==
        std::vector<std::string>{"tile/1/001.p/5", "tile/2/000.p/1", "tile/1/000"});
  CHECK(std::count_if(paths.begin(), paths.end(), [](const auto& path) { return path.starts_with("tile/0/"); }) == 0);
}

TEST_CASE("every pair of sizes up to 600: each new bundle once, and nothing else where it is the only step") {
  for (uint64_t size = 0; size <= 600; size++) {
    for (uint64_t next = 0; next <= size; next++) {
      const auto paths = needed(next, size);
      const uint64_t bundles = next == size ? 0 : (size + 255) / 256 - next / 256;
      CHECK(paths.size() == bundles);
      CHECK(grows_by_few(next, 65'536, {size}));
    }
  }
}

TEST_CASE("the visit can be stopped") {
  int visits = 0;
  for_each_needed(0, 65'536, {100'000}, [&](const TileId&) { return ++visits < 4; });
  CHECK(visits == 4);
}
