#include "libcore/compress/brotli.h"

#include "libcore/base/encode.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("compress");

TEST_CASE("brotli: what is packed is unpacked, at every length") {
  Bytes plain;
  uint32_t random = 1;
  for (size_t size = 0; size < 600; size++) {
    const Bytes packed = brotli_compress(plain);
    const auto back = brotli_decompress(packed, size);
    REQUIRE(back);
    REQUIRE(*back == plain);
    plain.push_back(static_cast<uint8_t>((random = random * 1664525 + 1013904223) >> (size % 3 == 0 ? 24 : 30)));
  }
}

TEST_CASE("brotli: an incompressible piece gets hardly longer") {
  Bytes plain(4'190'208);
  uint32_t random = 1;
  for (uint8_t& byte : plain) byte = static_cast<uint8_t>((random = random * 1664525 + 1013904223) >> 24);
  const Bytes packed = brotli_compress(plain);
  CHECK(packed.size() <= 4'194'304 - 16);
  const auto back = brotli_decompress(packed, plain.size());
  REQUIRE(back);
  CHECK(*back == plain);
}

TEST_CASE("brotli: rejects") {
  const Bytes plain(5000, 'a');
  const Bytes packed = brotli_compress(plain);
  const std::string damaged = "damaged brotli data: ";
  for (size_t size = 0; size < packed.size(); size++) {
    CHECK(testing::reason(brotli_decompress(ByteView(packed).first(size), plain.size())) ==
          damaged + "it ends in the middle");
  }
  Bytes longer = packed;
  longer.push_back(0);
  CHECK(testing::reason(brotli_decompress(longer, plain.size())) == damaged + "something stands behind it");
  CHECK(testing::reason(brotli_decompress(packed, 4999)) == damaged + "more comes out than there should");
  CHECK(testing::reason(brotli_decompress(packed, 0)) == damaged + "more comes out than there should");
  CHECK(testing::reason(brotli_decompress(packed, 5001)) == damaged + "less comes out than there should");
  CHECK(testing::reason(brotli_decompress(Bytes{0xff, 0xff, 0xff}, 10)) == damaged + "it is no such stream");
  // A window of 1 GiB, which only "large window" decoders take.
  CHECK(testing::reason(brotli_decompress(Bytes{0x11, 0x1e, 0x03}, 0)) == damaged + "it is no such stream");
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
