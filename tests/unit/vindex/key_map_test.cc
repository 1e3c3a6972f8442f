#include "libcore/vindex/key_map.h"

#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("vindex");

using Keys = std::vector<std::string>;

Keys keys_of(std::string_view field, std::string_view entry) {
  Keys keys;
  keys_of_entry(field, entry, keys);
  return keys;
}

TEST_CASE("the fields") {
  for (const auto* field : {"filename", "name", "sha256", "subdir/filename"}) CHECK(is_key_field(field));
  for (const auto* field : {"", "Name", "build", "filename/subdir"}) CHECK_FALSE(is_key_field(field));
}

TEST_CASE("the keys of entries") {
  const auto* const entry = R"({"filename":"a-1.conda","name":"a","sha256":"00","subdir":"noarch"})";
  CHECK(keys_of("filename", entry) == Keys{"a-1.conda"});
  CHECK(keys_of("name", entry) == Keys{"a"});
  CHECK(keys_of("sha256", entry) == Keys{"00"});
  CHECK(keys_of("subdir/filename", entry) == Keys{"noarch/a-1.conda"});
  CHECK(keys_of("name", R"({"name":"\u0061\u00e8"})") == Keys{"a\u00e8"});
  CHECK(keys_of("name", R"({"n\u0061me":"x"})") == Keys{"x"});
  CHECK(keys_of("name", R"({"name":["b",1,["c"],{"name":"d"},"a","b",null]})") == Keys{"b", "a", "b"});
  CHECK(keys_of("name", R"({"name":"x","name":"y"})") == Keys{"y"});
  CHECK(keys_of("name", R"({"name":"x","name":1})").empty());
  CHECK(keys_of("name", R"({"name":""})") == Keys{""});
  for (const auto* none :
       {"", "foo", "[]", "{}", R"({"name":1})", R"({"name":null})", R"({"name":{"name":"x"}})", R"({"x":{"name":"x"}})",
        R"({"name":"x")", R"({"name":"x"} x)", R"({"name":"\ud800"})", "{\"name\":\"\xff\"}", R"("name")"}) {
    CHECK(keys_of("name", none).empty());
  }
  CHECK(keys_of("subdir/filename", R"({"filename":"f"})").empty());
  CHECK(keys_of("subdir/filename", R"({"filename":["f"],"subdir":"s"})").empty());
}

TEST_CASE("anchors have no keys") {
  const auto* const anchor = R"({"name":"x","root":"00","tree_size":1,"type":"vindex-root"})";
  CHECK(is_index_anchor(anchor));
  CHECK(keys_of("name", anchor).empty());
  CHECK(is_index_anchor(R"({"t\u0079pe":"vindex-root"})"));
  CHECK_FALSE(is_index_anchor(R"({"type":"vindex-root","type":"x"})"));
  CHECK_FALSE(is_index_anchor(R"({"type":"index"})"));
  CHECK_FALSE(is_index_anchor(R"(["vindex-root"])"));
}

}  // namespace
}  // namespace tlog
