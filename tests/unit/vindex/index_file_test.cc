#include "libcore/vindex/index_file.h"

#include "libcore/base/encode.h"
#include "libcore/crypto/sha256.h"
#include "tests/unit/testing.h"
#include "tests/unit/vindex/sample.h"

namespace tlog {
namespace {

using testing::sample_index;
using testing::sample_key;
using testing::SampleKey;

TEST_SUITE_BEGIN("vindex");

std::string small_index() {
  return sample_index({sample_key("foo", 0), sample_key("bar", 1), sample_key("foo", 2), sample_key("baz", 3),
                       sample_key("foo", 3), sample_key("", 2)},
                      4);
}

// Does a scan of the whole file find it right?
bool is_right(const std::string& file) {
  const auto index = IndexView::open(as_bytes(file));
  if (!index) return false;
  IndexScan scan(*index);
  while (true) {
    const auto item = scan.next();
    if (!item) return false;
    if (!*item) return true;
  }
}

TEST_CASE("a scan gives the keys as they were put in") {
  const std::string file = small_index();
  const auto index = IndexView::open(as_bytes(file));
  IndexScan scan(*index);
  std::vector<std::pair<std::string, std::vector<uint64_t>>> all;
  while (true) {
    const auto item = scan.next();
    REQUIRE(item);
    if (!*item) break;
    all.emplace_back((*item)->key, (*item)->entries);
  }
  CHECK(all == std::vector<std::pair<std::string, std::vector<uint64_t>>>{
                   {"foo", {0, 2, 3}}, {"baz", {3}}, {"", {2}}, {"bar", {1}}});
}

TEST_CASE("a flipped bit is never a wrong answer, and a scan finds each") {
  const std::string file = small_index();
  const std::vector<Hash> asked = {hash_index_key("foo"), hash_index_key("bar"), hash_index_key("baz"),
                                   hash_index_key(""),    hash_index_key("qux"), Hash{}};
  std::vector<IndexAnswer> right;
  for (const Hash& key : asked) right.push_back(*IndexView::open(as_bytes(file))->lookup(key));
  REQUIRE(is_right(file));
  for (size_t bit = 0; bit < file.size() * 8; bit++) {
    std::string damaged = file;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    if (is_right(damaged)) FAIL("bit " << bit);
    const auto index = IndexView::open(as_bytes(damaged));
    for (size_t i = 0; index && i < asked.size(); i++) {
      const auto answer = index->lookup(asked[i]);
      if (answer && *answer != right[i]) FAIL("bit " << bit);
      if (!answer && answer.error().code() != Errc::kMalformed) FAIL("bit " << bit);
    }
  }
}

TEST_CASE("a file of another length is refused") {
  const std::string file = small_index();
  for (size_t size = 0; size < file.size(); size++) {
    const auto index = IndexView::open(as_bytes(std::string_view(file).substr(0, size)));
    REQUIRE_FALSE(index);
    REQUIRE(index.error().code() == Errc::kMalformed);
  }
  CHECK_FALSE(IndexView::open(as_bytes(file + '\0')));
}

TEST_CASE("headers that are refused") {
  const std::string file = small_index();
  const std::string_view whole = std::string_view(file).substr(0, kIndexHeaderBytes);
  const std::string lines(whole.substr(0, whole.find("sum ")));
  const auto reason = [&](std::string_view old, std::string_view changed) {
    std::string text = lines;
    if (!old.empty()) text.replace(text.find(old), old.size(), changed);
    text += "sum " + base64_encode(sha256(as_bytes(text))) + "\n";
    text.resize(kIndexHeaderBytes);
    const auto header = parse_index_header(as_bytes(text));
    return header ? std::string() : header.error().message();
  };
  CHECK(reason("", "") == "");
  CHECK(reason("vindex 1", "vindex 2") == "not an index: its header is of another kind or version");
  CHECK(reason("vindex 1", "audit 1") == "not an index: its header is of another kind or version");
  CHECK(reason("origin ", "Origin ") == "not an index: its header has no 'origin' where it belongs");
  CHECK(reason("size 4", "size 04") == "not an index: 'size' in its header is no such number");
  CHECK(reason("size 4", "size 9007199254740992") == "not an index: 'size' in its header is no such number");
  CHECK(reason("keys 4", "keys 9007199254740991") == "not an index: 'keys' in its header is no such number");
  CHECK(reason("map field name", "map field nam") == "not an index: its header has a map of another kind");
  CHECK(reason("map field name", "map sha256 00") == "not an index: its header has a map of another kind");
  CHECK(reason("root 47DEQ", "root 47DE!") == "not an index: a root in its header is no hash");
  CHECK(reason("size 4", "size 0") == "");  // the root of the samples is that of an empty log
  CHECK(reason("root 4", "root 5") == "");
  CHECK(reason("keys 4", "keys 0") == "not an index: it has not the root of no keys");
  std::string behind(whole);
  behind.back() = 'x';
  CHECK(parse_index_header(as_bytes(behind)).error().message() == "not an index: something comes behind its header");
  IndexHeader longest = *parse_index_header(as_bytes(whole));
  longest.origin = std::string(kIndexHeaderBytes, 'o');
  CHECK(format_index_header(longest).error().code() == Errc::kConfig);
}

TEST_CASE("varints") {
  for (const uint64_t number : {uint64_t{0}, uint64_t{1}, uint64_t{127}, uint64_t{128}, uint64_t{16383},
                                uint64_t{16384}, uint64_t{1} << 49, kMaxTreeSize}) {
    std::string text;
    append_varint(text, number);
    ByteView rest = as_bytes(text);
    CHECK(take_varint(rest) == number);
    CHECK(rest.empty());
    for (size_t cut = 0; cut < text.size(); cut++) {
      ByteView part = as_bytes(std::string_view(text).substr(0, cut));
      CHECK_FALSE(take_varint(part));
    }
  }
  for (const std::string_view bad : {std::string_view("\x80\x00", 2), std::string_view("\xff\x00", 2),
                                     std::string_view("\x80\x80\x80\x80\x80\x80\x80\x10", 8),
                                     std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10)}) {
    ByteView rest = as_bytes(bad);
    CHECK_FALSE(take_varint(rest));
  }
}

}  // namespace
}  // namespace tlog
