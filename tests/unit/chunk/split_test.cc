#include "libcore/chunk/split.h"

#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("chunk");

constexpr uint64_t kMiB = 1 << 20;

void check_split(const Split& split) {
  uint64_t at = 0;
  for (uint64_t i = 0; i < split.pieces; i++) {
    CHECK(split.begin_of(i) == at);
    CHECK(split.bytes_of(i) >= 1);
    at += split.bytes_of(i);
  }
  CHECK(at == split.bytes);
}

TEST_CASE("split: the table of sizes, chunks and stored chunks of se2") {
  struct Row {
    uint64_t bytes, chunks, stored;
  };
  for (const Row& row : {Row{3, 3, 3},
                         {4, 3, 3},
                         {5, 3, 3},
                         {12'570'623, 3, 3},
                         {12'570'624, 3, 3},
                         {12'570'625, 4, 7},
                         {50 * kMiB, 13, 16},
                         {200 * kMiB, 51, 54},
                         {280 * kMiB, 71, 74},
                         {500 * kMiB, 126, 129},
                         {1024 * kMiB, 257, 260},
                         {2048 * kMiB, 513, 516},
                         {4096 * kMiB, 1026, 1029},
                         {8192 * kMiB, 2051, 2054}}) {
    CAPTURE(row.bytes);
    const auto split = split_se2(row.bytes);
    REQUIRE(split);
    CHECK(split->pieces == row.chunks);
    CHECK(split->pieces + (split->pieces > 3 ? 3 : 0) == row.stored);
    check_split(*split);
    for (uint64_t i = 0; i < split->pieces; i++) CHECK(split->bytes_of(i) <= kMaxSe2ThirdBytes);
  }
}

TEST_CASE("split: se2 sizes around the borders") {
  CHECK(split_se2(10)->bytes_of(0) == 3);
  CHECK(split_se2(10)->bytes_of(1) == 3);
  CHECK(split_se2(10)->bytes_of(2) == 4);
  CHECK(split_se2(11)->bytes_of(2) == 5);
  CHECK(split_se2(12'570'623)->bytes_of(0) == 4'190'207);
  CHECK(split_se2(12'570'623)->bytes_of(2) == 4'190'209);  // the last third may be the longest piece there is
  CHECK(split_se2(12'570'624)->bytes_of(2) == kMaxSe2PieceBytes);
  CHECK(split_se2(12'570'625)->bytes_of(2) == kMaxSe2PieceBytes);
  CHECK(split_se2(12'570'625)->bytes_of(3) == 1);
  CHECK(split_se2(4 * kMaxSe2PieceBytes)->pieces == 4);
  CHECK(split_se2(4 * kMaxSe2PieceBytes)->bytes_of(3) == kMaxSe2PieceBytes);
  CHECK(split_se2(kMaxPieces * kMaxSe2PieceBytes)->pieces == kMaxPieces);
}

TEST_CASE("split: what se2 cannot cut") {
  for (const uint64_t bytes : {0u, 1u, 2u}) {
    CHECK(testing::reason(split_se2(bytes)) ==
          std::to_string(bytes) + " bytes are too few for the format se2, which needs 3");
    CHECK(split_se2(bytes).error().code() == Errc::kUsage);
  }
  CHECK(testing::reason(split_se2(kMaxPieces * kMaxSe2PieceBytes + 1)) ==
        "4393751543809 bytes in pieces of 4190208 would be more than 1048576 chunks");
  CHECK_FALSE(split_se2(UINT64_MAX));
}

TEST_CASE("split: plain pieces") {
  CHECK(split_plain(0, 4)->pieces == 0);
  for (uint64_t bytes = 1; bytes < 30; bytes++) {
    for (uint64_t piece = 1; piece < 12; piece++) {
      const auto split = split_plain(bytes, piece);
      REQUIRE(split);
      check_split(*split);
      for (uint64_t i = 0; i + 1 < split->pieces; i++) CHECK(split->bytes_of(i) == piece);
    }
  }
  CHECK(split_plain(kMaxPieces * kMaxChunkBytes, kMaxChunkBytes)->pieces == kMaxPieces);
  CHECK_FALSE(split_plain(kMaxPieces * kMaxChunkBytes + 1, kMaxChunkBytes));
  CHECK_FALSE(split_plain(kMaxPieces + 1, 1));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
