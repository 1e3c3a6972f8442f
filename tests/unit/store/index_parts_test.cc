#include "libcore/store/index_parts.h"

#include <random>

#include "libcore/merkle/tree.h"
#include "libcore/os/file.h"
#include "tests/unit/testing.h"
#include "tests/unit/vindex/sample.h"

namespace tlog {
namespace {

using testing::sample_index;
using testing::sample_key;
using testing::SampleKey;
using testing::TempDir;

TEST_SUITE_BEGIN("store");

constexpr uint64_t kSize = 1'000'000;

TEST_CASE("what an index takes of the disk beside itself") {
  CHECK(index_scratch_bytes({.sorted = 0, .written = 0, .memory = kMinSortMemory}) == 0);
  CHECK(index_scratch_bytes({.sorted = 100'000, .written = 100'000, .memory = kMinSortMemory}) == 7'200'000);
  CHECK(index_scratch_bytes({.sorted = 200'000, .written = 300'000, .memory = kMinSortMemory}) ==
        300'000 * 72 + 200'000 * 108);
  CHECK(index_scratch_bytes({.sorted = 200'000, .written = 0, .memory = kMinSortMemory}) == 200'000 * 108);
}

// The file that is written in parts; `keys` come in this order.
std::string in_parts(const std::vector<SampleKey>& keys, unsigned jobs) {
  const TempDir directory;
  KeySorter sorter(directory / "", kMinSortMemory, jobs);
  for (const SampleKey& key : keys) REQUIRE(sorter.add({key.hash, key.entry, key.key}).ok());
  REQUIRE(sorter.close().ok());
  auto writer = IndexWriter::open(directory / "index", directory / "");
  REQUIRE(writer);
  REQUIRE(write_parts(sorter, **writer, [] { return false; }).ok());
  IndexHeader header;
  header.origin = "conda.example/log";
  header.size = TreeSize{kSize};
  header.root = empty_root();
  header.map.field = "name";
  REQUIRE((*writer)->finish(header));
  REQUIRE((*writer)->publish().ok());
  return *read_file(directory / "index", 1 << 30);
}

void compare(std::vector<SampleKey> keys, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::shuffle(keys.begin(), keys.end(), random);
  const std::string whole = sample_index(keys, kSize);
  for (const unsigned jobs : {1u, 3u}) CHECK((in_parts(keys, jobs) == whole));
}

TEST_CASE("an index that is written in parts is that which is put together at once") {
  std::mt19937_64 random(1);
  for (const uint64_t count : {0u, 1u, 2u, 3u, 10u, 300u, 2000u, 20'000u}) {
    CAPTURE(count);
    std::vector<SampleKey> keys;
    for (uint64_t i = 0; i < count; i++) keys.push_back(sample_key(std::to_string(random() % (2 * count)), i * 3));
    if (count > 0) keys.push_back(keys[0]);  // twice
    compare(std::move(keys), count);
  }
}

TEST_CASE("parts of an index where some are empty, and one has nearly all keys") {
  std::mt19937_64 random(2);
  std::vector<SampleKey> keys;
  for (uint64_t i = 0; i < 5000; i++) {
    SampleKey key = sample_key(std::to_string(i), i);
    key.hash.bytes[0] = i % 1000 == 0 ? static_cast<uint8_t>(random()) : 0x80;
    keys.push_back(std::move(key));
  }
  compare(keys, 1);
}

TEST_CASE("a part that is too large for memory, between others, in memory and in runs") {
  for (const size_t bytes : {size_t{60}, size_t{3000}}) {
    std::vector<SampleKey> keys;
    for (uint64_t i = 0; i < 20'000; i++) {
      SampleKey key = sample_key("key " + std::to_string(i % 5 == 0 ? i : i % 7), i);
      key.key.resize(bytes, '.');
      if (i % 5 == 0) key.hash.bytes[0] = i % 2 == 0 ? 0x7f : 0x81;
      keys.push_back(std::move(key));
    }
    compare(keys, bytes);
  }
}

TEST_CASE("cancelled before the end") {
  const TempDir directory;
  KeySorter sorter(directory / "", kMinSortMemory, 2);
  for (uint64_t i = 0; i < 1000; i++) {
    const SampleKey key = sample_key(std::to_string(i), i);
    REQUIRE(sorter.add({key.hash, key.entry, key.key}).ok());
  }
  REQUIRE(sorter.close().ok());
  auto writer = IndexWriter::open(directory / "index", directory / "");
  REQUIRE(writer);
  int asked = 0;
  const Status status = write_parts(sorter, **writer, [&asked] { return ++asked > 10; });
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().code() == Errc::kBusy);
}

}  // namespace
}  // namespace tlog
