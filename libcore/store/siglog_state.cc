#include "libcore/store/siglog_state.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "libcore/base/text.h"
#include "libcore/os/mapped_file.h"
#include "libcore/vindex/siglog_snapshot.h"
#include "libcore/vindex/siglog_wal.h"

namespace tlog {

namespace {

constexpr std::string_view kSnapshotSuffix = ".snapshot";
constexpr size_t kBufferBytes = 1 << 18;
static_assert(kBufferBytes >= 2 * kMaxSiglogRecordBytes);

Hash hash_at(ByteView bytes, size_t at) {
  Hash hash;
  std::memcpy(hash.bytes.data(), &bytes[at], sizeof(hash.bytes));
  return hash;
}

// The records of a write-ahead log. Siglog may cut it off meanwhile, so it is not mapped.
class RecordReader {
 public:
  RecordReader(Fd fd, const std::string& path) : fd_(std::move(fd)), path_(path), buffer_(kBufferBytes, '\0') {}

  // The next one, good until the next call; nothing at the end. malformed: it is damaged or cut off.
  Result<std::optional<SiglogRecord>> next() {
    begin_ += taken_;
    taken_ = 0;
    if (end_ - begin_ < kMaxSiglogRecordBytes) CHECK(fill());
    if (begin_ == end_) return std::optional<SiglogRecord>();
    TRY(const SiglogRecord record,
        parse_siglog_record(as_bytes(std::string_view(buffer_).substr(begin_, end_ - begin_))));
    taken_ = record.bytes;
    return std::optional(record);
  }
  // How many bytes there are from the record that next() gave last, or could not give.
  Result<uint64_t> left() const {
    struct stat info {};
    if (::fstat(fd_.get(), &info) != 0) return errno_error(path_, errno);
    const uint64_t before = read_ - (end_ - begin_);
    return std::max(static_cast<uint64_t>(info.st_size), before) - before;
  }

 private:
  Status fill() {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    while (end_ < buffer_.size()) {
      TRY(const size_t n, read_some(fd_.get(), std::span(buffer_).subspan(end_), path_));
      if (n == 0) break;
      end_ += n;
      read_ += n;
    }
    return {};
  }

  Fd fd_;
  const std::string& path_;
  std::string buffer_;
  size_t begin_ = 0, taken_ = 0, end_ = 0;  // what is in the buffer; `taken_` bytes of it were handed out
  uint64_t read_ = 0;
};

class StateReader {
 public:
  StateReader(const std::string& path, std::optional<uint64_t> tree_size, std::string directory, uint64_t memory)
      : path_(path), tree_size_(tree_size), directory_(std::move(directory)), memory_(memory) {}

  Result<SiglogState> read();

 private:
  Result<std::optional<MappedFile>> open_snapshot() const;
  Result<bool> repeats_a_key(SiglogSnapshot snapshot) const;
  Status take_snapshot(ByteView file);
  Status take_records(Fd fd);
  Status take_record(const SiglogRecord& record);
  std::string snapshot_path() const { return path_ + std::string(kSnapshotSuffix); }
  std::string name() const { return printable(path_, 4096); }

  const std::string& path_;
  const std::optional<uint64_t> tree_size_;
  const std::string directory_;
  const uint64_t memory_;
  SiglogState state_;
};

Result<std::optional<MappedFile>> StateReader::open_snapshot() const {
  auto file = MappedFile::open(snapshot_path());
  if (!file && file.error().code() == Errc::kNotFound) return std::optional<MappedFile>();
  if (!file) return std::move(file).error();
  return std::optional(*std::move(file));
}

Result<bool> StateReader::repeats_a_key(SiglogSnapshot snapshot) const {
  if (snapshot.is_sorted()) return false;
  KeySorter sorter(directory_, memory_);
  for (SiglogSnapshot::Item item; snapshot.next(item);) CHECK(sorter.add({item.key, 0, {}}));
  CHECK(sorter.close());
  const auto sorted = sorter.sorted();
  std::optional<Hash> last;
  while (true) {
    TRY(const KeyOfEntry* item, sorted->next());
    if (item == nullptr) return false;
    if (last == item->hash) return true;
    last = item->hash;
  }
}

Status StateReader::take_snapshot(ByteView file) {
  auto snapshot = SiglogSnapshot::open(file);
  if (!snapshot) {
    state_.snapshot_fault = snapshot.error().message();
    return {};
  }
  TRY(const bool repeats, repeats_a_key(*snapshot));
  if (repeats) {
    state_.snapshot_fault = "a key is in the snapshot twice";
    return {};
  }
  state_.tree_size = state_.snapshot_size = snapshot->tree_size();
  for (SiglogSnapshot::Item item; snapshot->next(item);) {
    for (size_t at = 0; at < item.entries.size(); at += 8) {
      CHECK(state_.keys->add({item.key, load_be64(&item.entries[at]), {}}));
    }
  }
  return {};
}

Status StateReader::take_record(const SiglogRecord& record) {
  if (record.entry < state_.snapshot_size) return {};
  if (record.entry != state_.tree_size) {
    return Error(Errc::kMalformed, fmt::format("{}: a record of entry {} stands where one of entry {} belongs", name(),
                                               record.entry, state_.tree_size));
  }
  state_.tree_size++;
  for (size_t at = 0; at < record.keys.size(); at += sizeof(Hash::bytes)) {
    CHECK(state_.keys->add({hash_at(record.keys, at), record.entry, {}}));
  }
  return {};
}

Status StateReader::take_records(Fd fd) {
  RecordReader records(std::move(fd), path_);
  while (true) {
    auto record = records.next();
    if (record && !*record) return {};
    if (!record && record.error().code() != Errc::kMalformed) return std::move(record).error();
    const bool ahead = record && tree_size_ && (*record)->entry >= *tree_size_;
    if (record && !ahead) {
      CHECK(take_record(**record));
      continue;
    }
    state_.rest_fault =
        ahead ? fmt::format("a record of entry {}, which the log has not", (*record)->entry) : record.error().message();
    TRY(state_.rest_bytes, records.left());
    return {};
  }
}

Result<SiglogState> StateReader::read() {
  state_.keys = std::make_unique<KeySorter>(directory_, memory_);
  TRY(const auto snapshot, open_snapshot());
  auto wal = open_regular_file(path_);
  if (!wal && (wal.error().code() != Errc::kNotFound || !snapshot)) return std::move(wal).error();
  if (snapshot) CHECK(take_snapshot(snapshot->bytes()));
  if (tree_size_ && state_.snapshot_size > *tree_size_) {
    return Error(Errc::kMalformed, fmt::format("{}: covers {} entries, and the log has {}",
                                               printable(snapshot_path(), 4096), state_.snapshot_size, *tree_size_));
  }
  if (wal) CHECK(take_records(*std::move(wal)));
  if (tree_size_ && state_.tree_size < *tree_size_) {
    return Error(Errc::kMalformed,
                 fmt::format("{}: covers {} entries only, and the log has {}", name(), state_.tree_size, *tree_size_));
  }
  return std::move(state_);
}

}  // namespace

uint64_t siglog_scratch_bytes(const std::string& path, uint64_t memory) {
  constexpr uint64_t kUsualItemBytes = 42;
  uint64_t bytes = 0;
  for (const std::string& name : {path, path + std::string(kSnapshotSuffix)}) {
    struct stat info {};
    if (::stat(name.c_str(), &info) == 0 && S_ISREG(info.st_mode)) bytes += static_cast<uint64_t>(info.st_size);
  }
  return sort_run_bytes(bytes / kUsualItemBytes, 0, memory);
}

Result<SiglogState> read_siglog_state(const std::string& path, std::optional<uint64_t> tree_size,
                                      const std::string& directory, uint64_t memory) {
  return StateReader(path, tree_size, directory, memory).read();
}

}  // namespace tlog
