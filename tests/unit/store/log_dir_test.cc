#include "libcore/store/log_dir.h"

#include <doctest/doctest.h>

#include "libcore/base/encode.h"
#include "libcore/tiles/bundle.h"

namespace {

constexpr tlog::TileId kOne{tlog::kEntriesLevel, 0, 1};

// The bundle of the one entry "foo", and what `gzip` writes for it.
const std::string kBundle("\0\3foo", 5);
const std::string kBundleGzip = "1f8b080000000000020363604ecbcf0700c0e4a5a705000000";

std::string bytes(const std::string& hex) {
  const auto decoded = tlog::hex_decode(hex);
  REQUIRE(decoded);
  return std::string(tlog::as_text(*decoded));
}

std::string plain(const tlog::TileId& tile, const std::string& stored) {
  const auto object = tlog::plain_object({tile, stored});
  CHECK(object.stored == tile);
  return object.bytes;
}

}  // namespace

TEST_CASE("an entry bundle that is stored gzip-compressed") {
  CHECK(plain(kOne, bytes(kBundleGzip)) == kBundle);
  CHECK(plain(kOne, kBundle) == kBundle);
  CHECK(plain(kOne, "") == "");
  // What does not decode stays as it is.
  CHECK(plain(kOne, bytes(kBundleGzip + "00")) == bytes(kBundleGzip + "00"));
  CHECK(plain(kOne, bytes(kBundleGzip).substr(0, 20)) == bytes(kBundleGzip).substr(0, 20));
  // A tile has no other form.
  CHECK(plain({0, 0, 1}, bytes(kBundleGzip)) == bytes(kBundleGzip));
}

TEST_CASE("a plain bundle that begins as gzip does is one") {
  std::string bundle;
  const std::string entry = "\x08" + std::string(0x1f8b - 1, 'x');
  tlog::append_entry(bundle, tlog::as_bytes(entry));
  CHECK(bundle.substr(0, 3) == "\x1f\x8b\x08");
  CHECK(plain(kOne, bundle) == bundle);
}
