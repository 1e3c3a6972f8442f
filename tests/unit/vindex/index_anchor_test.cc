#include "libcore/vindex/index_anchor.h"

#include "libcore/base/encode.h"
#include "libcore/vindex/key_map.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("vindex");

const std::string kRoot = "689e6d14ad1ceeb748a2489352d90399c5053b10b625f6291c4f35a9f7a3c325";
const std::string kByField = R"({"field":"name","root":")" + kRoot + R"(","tree_size":4,"type":"vindex-root"})";
const std::string kByMap =
    R"({"map_sha256_hex":")" + kRoot + R"(","root":")" + kRoot + R"(","tree_size":0,"type":"vindex-root"})";

TEST_CASE("anchors are read as they are written") {
  const Hash root = *hex_decode_hash(kRoot);
  CHECK(format_index_anchor({{"name", std::nullopt}, root, 4}) == kByField);
  CHECK(format_index_anchor({{"", root}, root, 0}) == kByMap);
  CHECK(parse_index_anchor(kByField) == IndexAnchor{{"name", std::nullopt}, root, 4});
  CHECK(parse_index_anchor(kByMap) == IndexAnchor{{"", root}, root, 0});
  CHECK(parse_index_anchor(format_index_anchor({{"subdir/filename", std::nullopt}, root, kMaxTreeSize})));
}

TEST_CASE("entries that are no anchors") {
  const auto refused = [](const std::string& text, std::string_view old, std::string_view changed) {
    std::string other = text;
    other.replace(other.find(old), old.size(), changed);
    return !parse_index_anchor(other);
  };
  CHECK_FALSE(parse_index_anchor(""));
  CHECK_FALSE(parse_index_anchor(kByField + " "));
  CHECK_FALSE(parse_index_anchor(" " + kByField));
  CHECK(refused(kByField, "\"name\"", "\"version\""));     // no field of ours
  CHECK(refused(kByField, "\"name\"", "\"na\\u006de\""));  // a word in another spelling
  CHECK(refused(kByField, ",\"root\"", ", \"root\""));     // blanks
  CHECK(refused(kByField, "689e", "689E"));                // hex in upper case
  CHECK(refused(kByField, "689e", "89e"));                 // a hash of 31 bytes and a half
  CHECK(refused(kByField, ":4,", ":04,"));                 // a number in another spelling
  CHECK(refused(kByField, ":4,", ":-4,"));
  CHECK(refused(kByField, ":4,", ":9007199254740992,"));        // above 2^53 - 1
  CHECK(refused(kByField, "vindex-root", "vindex-tree"));       // of another type
  CHECK(refused(kByField, "\"field\"", "\"map_sha256_hex\""));  // which is no hash
  CHECK(refused(kByMap, "\"map_sha256_hex\"", "\"field\""));
  CHECK(refused(kByField, "\"type\"", "\"n\":1,\"type\""));  // more than an anchor has
  CHECK_FALSE(parse_index_anchor(R"({"root":")" + kRoot + R"(","tree_size":4,"type":"vindex-root"})"));
  CHECK_FALSE(parse_index_anchor(R"({"tree_size":4,"field":"name","root":")" + kRoot + R"(","type":"vindex-root"})"));
  for (size_t cut = 0; cut < kByField.size(); cut++) CHECK_FALSE(parse_index_anchor(kByField.substr(0, cut)));
}

TEST_CASE("an anchor has no keys, whatever the field") {
  for (const std::string& anchor : {kByField, kByMap}) {
    CHECK(is_index_anchor(anchor));
    for (const char* field : {"filename", "name", "sha256", "subdir/filename"}) {
      std::vector<std::string> keys;
      keys_of_entry(field, anchor, keys);
      CHECK(keys.empty());
    }
  }
}

}  // namespace
}  // namespace tlog
