#include "tests/unit/vindex/siglog.h"
#include "libcore/base/encode.h"
#include "libcore/compress/crc32.h"
#include "libcore/vindex/prefix_tree.h"
#include "libcore/vindex/siglog_snapshot.h"
#include "libcore/vindex/siglog_wal.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::siglog_record;
using testing::siglog_snapshot;
using testing::unhex;
using testing::with_flipped_bit;

TEST_SUITE_BEGIN("vindex");

const char* const kFoo = "030000000000000000012c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae7cc43b81";
const char* const kBar = "03000000000000000101fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9f59ea29e";
const char* const kNone = "03000000000000000200f7b18b3a";
const char* const kEmptySnapshot = "56534e5001000000000000000000000000000000002cc456b8";
const char* const kSnapshot =
    "56534e5001000000000000000300000000000000022c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae00000002"
    "00"
    "000000000000000000000000000002fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb900000001000000000000"
    "00"
    "0101f45a5c";

std::string keys_of(const SiglogRecord& record) { return hex_encode(record.keys); }

TEST_CASE("the records of a write-ahead log") {
  const std::string all = unhex(kFoo) + unhex(kBar) + unhex(kNone);
  CHECK(all.size() == 106);
  const std::vector<std::string> keys = {hex_encode(hash_index_key("foo").bytes),
                                         hex_encode(hash_index_key("bar").bytes), ""};
  ByteView rest = as_bytes(all);
  for (uint64_t entry = 0; entry < 3; entry++) {
    const auto record = parse_siglog_record(rest);
    REQUIRE(record);
    CHECK(record->entry == entry);
    CHECK(keys_of(*record) == keys[entry]);
    rest = rest.subspan(record->bytes);
  }
  CHECK(rest.empty());
}

TEST_CASE("records of both versions, with few keys and with most") {
  for (const int version : {2, 3}) {
    for (const size_t count : std::vector<size_t>{0, 1, 2, 5, 255}) {
      std::vector<Hash> keys;
      for (size_t i = 0; i < count; i++) keys.push_back(hash_index_key(std::to_string(i)));
      const std::string bytes = siglog_record(7, keys, version);
      CHECK(bytes.size() == (version == 2 ? 10 : 14) + 32 * count);
      CHECK(bytes.size() <= kMaxSiglogRecordBytes);
      const auto record = parse_siglog_record(as_bytes(bytes + "more"));
      REQUIRE(record);
      CHECK(record->entry == 7);
      CHECK(record->bytes == bytes.size());
      CHECK(record->keys.size() == 32 * count);
    }
  }
}

TEST_CASE("records that are refused") {
  const auto reason = [](const std::string& bytes) {
    const auto record = parse_siglog_record(as_bytes(bytes));
    return record ? std::string() : record.error().message();
  };
  const std::string foo = unhex(kFoo);
  CHECK(reason(foo) == "");
  CHECK(reason(std::string("\0", 1) + foo) == "a record of no known version");
  CHECK(reason("\1" + foo.substr(1)) == "a record of no known version");
  CHECK(reason("\4" + foo.substr(1)) == "a record of no known version");
  CHECK(reason("0 2c26b46b68ffc68ff99b453c1d304134") == "a record of no known version");  // the oldest form is text
  CHECK(reason("\2" + foo.substr(1)) == "");                                              // nothing shows that
  CHECK(reason(foo.substr(0, 9)) == "a record is cut off");
  CHECK(reason(foo.substr(0, foo.size() - 1)) == "a record is cut off");
  CHECK(reason(with_flipped_bit(foo, 80)) == "a record is not that of its CRC-32");
  CHECK(reason(siglog_record(kMaxTreeSize - 1, {}, 2)) == "");
  CHECK(reason(siglog_record(kMaxTreeSize, {}, 2)) == "a record of an entry that no log can have");
  CHECK(reason(siglog_record(UINT64_MAX, {}, 3)) == "a record of an entry that no log can have");
}

TEST_CASE("a record that is cut off or damaged anywhere is none") {
  const std::string bar = unhex(kBar);
  for (size_t size = 1; size < bar.size(); size++) REQUIRE_FALSE(parse_siglog_record(as_bytes(bar.substr(0, size))));
  for (size_t bit = 0; bit < 8 * bar.size(); bit++) {
    const std::string damaged = with_flipped_bit(bar, bit);
    const auto record = parse_siglog_record(as_bytes(damaged));
    if (record && bit != 0) FAIL("bit " << bit);  // the first one makes a record of version 2, which has no sum
  }
}

std::string shown(const std::string& file) {
  auto snapshot = SiglogSnapshot::open(as_bytes(file));
  if (!snapshot) return snapshot.error().message();
  std::string text = std::to_string(snapshot->tree_size());
  uint64_t keys = 0;
  for (SiglogSnapshot::Item item; snapshot->next(item); keys++) {
    text += " " + hex_encode(item.key.bytes).substr(0, 4);
    for (size_t at = 0; at < item.entries.size(); at += 8) {
      text += " " + std::to_string(load_be64(&item.entries[at]));
    }
  }
  CHECK(keys == snapshot->keys());
  return text + (snapshot->is_sorted() ? "" : " not sorted");
}

TEST_CASE("snapshots") {
  CHECK(shown(unhex(kEmptySnapshot)) == "0");
  CHECK(shown(unhex(kSnapshot)) == "3 2c26 0 2 fcde 1");
  CHECK(siglog_snapshot(0, {}) == unhex(kEmptySnapshot));
  const Hash foo = hash_index_key("foo"), bar = hash_index_key("bar");
  CHECK(siglog_snapshot(3, {{foo, {0, 2}}, {bar, {1}}}) == unhex(kSnapshot));
  CHECK(shown(siglog_snapshot(3, {{bar, {1}}, {foo, {0, 2}}})) == "3 fcde 1 2c26 0 2 not sorted");
  CHECK(shown(siglog_snapshot(3, {{foo, {0}}, {foo, {2}}})) == "3 2c26 0 2c26 2 not sorted");
}

TEST_CASE("snapshots that are refused") {
  const std::string whole = unhex(kSnapshot), body = whole.substr(0, whole.size() - 4);
  const auto reason = [](std::string changed) {
    append_le32(changed, crc32(0, as_bytes(changed)));
    return shown(changed);
  };
  const auto with = [&](size_t at, std::string_view bytes) {
    std::string changed = body;
    return changed.replace(at, bytes.size(), bytes);
  };
  CHECK(reason(body) == "3 2c26 0 2 fcde 1");
  CHECK(shown("") == "the snapshot is cut off");
  CHECK(shown(whole.substr(0, 24)) == "the snapshot is cut off");
  CHECK(shown(body) == "the snapshot is not that of its CRC-32");
  CHECK(shown(whole + '\0') == "the snapshot is not that of its CRC-32");
  CHECK(reason(with(0, "vsnp")) == "is no snapshot of siglog's");
  CHECK(reason(with(4, "\2")) == "a snapshot of the version 2");
  CHECK(reason(with(5, "\1")) == "the snapshot is of a log that is too large");
  CHECK(reason(with(12, "\2")) == "key 1 of the snapshot has no such entries");  // of a log of two entries
  CHECK(reason(with(13, "\xff")) == "the snapshot ends in key 3 of 18374686479671623682");
  CHECK(reason(with(20, "\3")) == "the snapshot ends in key 3 of 3");
  CHECK(reason(with(20, "\1")) == "something comes behind the last key of the snapshot");
  CHECK(reason(with(53, "\xff")) == "the snapshot ends in key 1 of 2");
  CHECK(reason(body.substr(0, body.size() - 8)) == "the snapshot ends in key 2 of 2");
  CHECK(reason(body.substr(0, body.size() - 12)) == "the snapshot ends in key 2 of 2");
  CHECK(reason(body + '\0') == "something comes behind the last key of the snapshot");
  const Hash foo = hash_index_key("foo");
  CHECK(shown(siglog_snapshot(3, {{foo, {}}})) == "key 1 of the snapshot has no such entries");
  CHECK(shown(siglog_snapshot(3, {{foo, {1, 1}}})) == "key 1 of the snapshot has no such entries");
  CHECK(shown(siglog_snapshot(3, {{foo, {2, 1}}})) == "key 1 of the snapshot has no such entries");
}

TEST_CASE("a snapshot that is cut off or damaged anywhere is none") {
  const std::string whole = unhex(kSnapshot);
  for (size_t size = 0; size < whole.size(); size++) {
    REQUIRE_FALSE(SiglogSnapshot::open(as_bytes(whole.substr(0, size))));
  }
  for (size_t bit = 0; bit < 8 * whole.size(); bit++) {
    REQUIRE_FALSE(SiglogSnapshot::open(as_bytes(with_flipped_bit(whole, bit))));
  }
}

}  // namespace
}  // namespace tlog
