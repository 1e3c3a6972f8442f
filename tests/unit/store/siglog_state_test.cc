#include "libcore/store/siglog_state.h"

#include <algorithm>
#include <filesystem>

#include "libcore/store/siglog_snapshot_writer.h"
#include "libcore/vindex/prefix_tree.h"
#include "tests/unit/testing.h"
#include "tests/unit/vindex/siglog.h"

namespace tlog {
namespace {

using testing::put_file;
using testing::siglog_record;
using testing::siglog_snapshot;
using testing::TempDir;
using testing::unhex;
using testing::with_flipped_bit;

TEST_SUITE_BEGIN("store");

Hash foo_key() { return hash_index_key("foo"); }
Hash bar_key() { return hash_index_key("bar"); }

// The records of the entries [begin, end): an even one has foo, an odd one bar, every third one nothing.
std::string records(uint64_t begin, uint64_t end, int version = 3) {
  std::string bytes;
  for (uint64_t i = begin; i < end; i++) {
    bytes += siglog_record(i, i % 3 == 2 ? std::vector<Hash>{} : std::vector<Hash>{i % 2 == 0 ? foo_key() : bar_key()},
                           version);
  }
  return bytes;
}
// The snapshot of as many.
std::string snapshot_of(uint64_t size) {
  std::vector<uint64_t> foo, bar;
  for (uint64_t i = 0; i < size; i++) {
    if (i % 3 != 2) (i % 2 == 0 ? foo : bar).push_back(i);
  }
  std::vector<std::pair<Hash, std::vector<uint64_t>>> keys;
  if (!bar.empty()) keys.emplace_back(bar_key(), bar);  // not sorted, as siglog writes them
  if (!foo.empty()) keys.emplace_back(foo_key(), foo);
  return siglog_snapshot(size, keys);
}

TEST_CASE("what siglog's keys take of the disk, by the size of its files") {
  const TempDir directory;
  const std::string path = directory / "wal";
  CHECK(siglog_scratch_bytes(path, kMinSortMemory) == 0);
  const uint64_t fit = kMinSortMemory / (44 + 16);
  const auto put = [](const std::string& name, uint64_t bytes) {
    put_file(name, "");
    std::filesystem::resize_file(name, bytes);
  };
  put(path, fit * 42);
  CHECK(siglog_scratch_bytes(path, kMinSortMemory) == 0);
  put(path + ".snapshot", 42);
  CHECK(siglog_scratch_bytes(path, kMinSortMemory) == (fit + 1) * 44);
}

struct Files {
  std::optional<std::string> wal, snapshot;
};

// What is read of these files, and why not all: "5 entries, 2 by the snapshot; .." or the error.
std::string read(const Files& files, std::optional<uint64_t> tree_size) {
  const TempDir directory;
  const std::string path = directory / "wal";
  if (files.wal) put_file(path, *files.wal);
  if (files.snapshot) put_file(path + ".snapshot", *files.snapshot);
  const auto state = read_siglog_state(path, tree_size, directory / "", kMinSortMemory);
  if (!state) return state.error().message().substr(state.error().message().rfind(": ") + 2);
  REQUIRE(state->keys->close().ok());
  const auto sorted = state->keys->sorted();
  REQUIRE(sorted);
  std::vector<std::pair<Hash, uint64_t>> wanted, got;
  for (uint64_t i = 0; i < state->tree_size; i++) {
    if (i % 3 != 2) wanted.emplace_back(i % 2 == 0 ? foo_key() : bar_key(), i);
  }
  std::sort(wanted.begin(), wanted.end());
  for (const KeyOfEntry* item = *sorted->next(); item != nullptr; item = *sorted->next()) {
    got.emplace_back(item->hash, item->entry);
    CHECK(item->key.empty());
  }
  CHECK(got == wanted);
  std::string text =
      std::to_string(state->tree_size) + ", " + std::to_string(state->snapshot_size) + " by the snapshot";
  if (!state->snapshot_fault.empty()) text += "; " + state->snapshot_fault;
  if (!state->rest_fault.empty()) text += "; " + std::to_string(state->rest_bytes) + ": " + state->rest_fault;
  return text;
}

TEST_CASE("the files of siglog's index, by its rules of recovery") {
  const std::string damaged = with_flipped_bit(snapshot_of(3), 300);
  // The sum.
  CHECK(read({records(0, 5), {}}, 5) == "5, 0 by the snapshot");
  CHECK(read({records(0, 5, 2), {}}, 5) == "5, 0 by the snapshot");
  CHECK(read({records(0, 2, 2) + records(2, 5), {}}, 5) == "5, 0 by the snapshot");
  CHECK(read({{}, snapshot_of(5)}, 5) == "5, 5 by the snapshot");
  CHECK(read({"", snapshot_of(5)}, 5) == "5, 5 by the snapshot");
  CHECK(read({records(3, 5), snapshot_of(3)}, 5) == "5, 3 by the snapshot");
  CHECK(read({"", {}}, 0) == "0, 0 by the snapshot");
  CHECK(read({{}, snapshot_of(0)}, 0) == "0, 0 by the snapshot");
  // Rule 1: a snapshot that is damaged is none, and one of more entries than the log has is another's.
  CHECK(read({records(0, 5), damaged}, 5) == "5, 0 by the snapshot; the snapshot is not that of its CRC-32");
  CHECK(read({records(0, 5), "VSNP"}, 5) == "5, 0 by the snapshot; the snapshot is cut off");
  CHECK(read({records(0, 5), siglog_snapshot(3, {{foo_key(), {0}}, {bar_key(), {1}}, {foo_key(), {2}}})}, 5) ==
        "5, 0 by the snapshot; a key is in the snapshot twice");
  CHECK(read({{}, snapshot_of(6)}, 5) == "covers 6 entries, and the log has 5");
  CHECK(read({records(0, 5), snapshot_of(6)}, 5) == "covers 6 entries, and the log has 5");
  CHECK(read({"", snapshot_of(1)}, 0) == "covers 1 entries, and the log has 0");
  // Rule 2: what is ahead, torn or damaged is left out, with all that comes behind it.
  CHECK(read({records(0, 7), {}}, 5) == "5, 0 by the snapshot; 60: a record of entry 5, which the log has not");
  CHECK(read({records(0, 5) + records(9, 10) + records(3, 4), {}}, 5) ==
        "5, 0 by the snapshot; 92: a record of entry 9, which the log has not");
  CHECK(read({records(0, 5), {}}, 0) == "0, 0 by the snapshot; 198: a record of entry 0, which the log has not");
  CHECK(read({records(0, 5) + records(5, 6).substr(0, 13), {}}, 5) == "5, 0 by the snapshot; 13: a record is cut off");
  CHECK(read({records(0, 5) + "\1" + records(5, 6), {}}, 5) ==
        "5, 0 by the snapshot; 15: a record of no known version");
  CHECK(read({with_flipped_bit(records(0, 5), 8 * 150), {}}, {}) ==
        "3, 0 by the snapshot; 92: a record is not that of its CRC-32");
  // Rule 3: what is behind the log is of no use.
  CHECK(read({records(0, 4), {}}, 5) == "covers 4 entries only, and the log has 5");
  CHECK(read({with_flipped_bit(records(0, 5), 8 * 150), {}}, 5) == "covers 3 entries only, and the log has 5");
  CHECK(read({{}, snapshot_of(4)}, 5) == "covers 4 entries only, and the log has 5");
  CHECK(read({records(0, 3), snapshot_of(4)}, 5) == "covers 4 entries only, and the log has 5");
  CHECK(read({"", {}}, 1) == "covers 0 entries only, and the log has 1");
  // Rule 4: records of what the snapshot covers are passed over; each other one is of the next entry.
  CHECK(read({records(0, 5), snapshot_of(3)}, 5) == "5, 3 by the snapshot");
  CHECK(read({records(1, 5), snapshot_of(3)}, 5) == "5, 3 by the snapshot");
  CHECK(read({records(0, 2) + records(1, 2) + records(3, 5), snapshot_of(3)}, 5) == "5, 3 by the snapshot");
  CHECK(read({records(4, 5), snapshot_of(3)}, 5) == "a record of entry 4 stands where one of entry 3 belongs");
  CHECK(read({records(0, 3) + records(4, 5), {}}, 5) == "a record of entry 4 stands where one of entry 3 belongs");
  CHECK(read({records(0, 3) + records(2, 5), {}}, 5) == "a record of entry 2 stands where one of entry 3 belongs");
  CHECK(read({records(3, 5), damaged}, 5) == "a record of entry 3 stands where one of entry 0 belongs");
  // Where the size of the log is not known, all that is whole counts.
  CHECK(read({records(0, 5), {}}, {}) == "5, 0 by the snapshot");
  CHECK(read({records(3, 5) + "\3", snapshot_of(3)}, {}) == "5, 3 by the snapshot; 1: a record is cut off");
  CHECK(read({{}, {}}, {}) == "No such file or directory");
  CHECK(read({{}, {}}, 0) == "No such file or directory");
}

TEST_CASE("a write-ahead log that is cut off anywhere gives the entries before") {
  const std::string whole = records(0, 5);
  for (size_t size = 0; size <= whole.size(); size++) {
    const size_t entries = size < 46 ? 0 : size < 92 ? 1 : size < 106 ? 2 : size < 152 ? 3 : size < 198 ? 4 : 5;
    const std::string got = read({whole.substr(0, size), {}}, {});
    if (!got.starts_with(std::to_string(entries) + ", ")) FAIL("cut off at " << size << ": " << got);
  }
}

TEST_CASE("more records than are read at once") {
  CHECK(read({records(0, 20'000), {}}, 20'000) == "20000, 0 by the snapshot");
  CHECK(read({records(0, 20'000) + "\1", {}}, {}) == "20000, 0 by the snapshot; 1: a record of no known version");
  CHECK(read({records(9'000, 20'000), snapshot_of(10'000)}, {}) == "20000, 10000 by the snapshot");
}

TEST_CASE("a snapshot that we write") {
  const TempDir directory;
  const std::string path = directory / "wal.snapshot";
  const auto write = [&](const std::vector<std::pair<Hash, std::vector<uint64_t>>>& keys, uint64_t size) {
    auto writer = SiglogSnapshotWriter::open(path);
    REQUIRE(writer);
    for (const auto& [key, entries] : keys) REQUIRE(writer->add(key, entries).ok());
    REQUIRE(writer->finish({size}).ok());
    REQUIRE(writer->publish().ok());
    const auto file = read_file(path, 1'000'000);
    REQUIRE(file);
    return *file;
  };
  CHECK(write({}, 0) == unhex("56534e5001000000000000000000000000000000002cc456b8"));
  CHECK(write({{foo_key(), {0, 2}}, {bar_key(), {1}}}, 3) ==
        siglog_snapshot(3, {{foo_key(), {0, 2}}, {bar_key(), {1}}}));
  {
    auto writer = SiglogSnapshotWriter::open(path);
    REQUIRE(writer);
    REQUIRE(writer->add(foo_key(), std::vector<uint64_t>{0}).ok());
    CHECK(SiglogSnapshotWriter::open(path).error().code() == Errc::kBusy);
  }
  CHECK(*read_file(path, 1'000'000) ==
        siglog_snapshot(3, {{foo_key(), {0, 2}}, {bar_key(), {1}}}));  // of what was not finished
  CHECK(std::distance(std::filesystem::directory_iterator(directory / ""), {}) == 1);
  CHECK(SiglogSnapshotWriter::open(directory / "").error().code() == Errc::kCannotCreate);
  CHECK(SiglogSnapshotWriter::open(directory / "missing/x").error().code() == Errc::kCannotCreate);
}

}  // namespace
}  // namespace tlog
