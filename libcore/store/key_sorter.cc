#include "libcore/store/key_sorter.h"

#include <algorithm>
#include <cstring>

#include "libcore/base/assert.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

namespace {

// An item in memory and in a run: hash || entry || key length || key.
constexpr size_t kHashBytes = sizeof(Hash::bytes);
constexpr size_t kHeadBytes = kHashBytes + 8 + 4;
constexpr size_t kMaxItemBytes = kHeadBytes + kMaxIndexKeyBytes;
constexpr size_t kMinRunBuffer = 2 * kMaxItemBytes, kMaxRunBuffer = 4 << 20;
static_assert(kMaxSortRuns * kMinRunBuffer <= kMinSortMemory);

void write_item(char* out, const KeyOfEntry& item) {
  std::memcpy(out, item.hash.bytes.data(), kHashBytes);
  std::memcpy(out + kHashBytes, &item.entry, 8);
  const auto length = static_cast<uint32_t>(item.key.size());
  std::memcpy(out + kHashBytes + 8, &length, 4);
  if (!item.key.empty()) std::memcpy(out + kHeadBytes, item.key.data(), item.key.size());
}

KeyOfEntry read_item(const char* in) {
  KeyOfEntry item;
  uint32_t length = 0;
  std::memcpy(item.hash.bytes.data(), in, kHashBytes);
  std::memcpy(&item.entry, in + kHashBytes, 8);
  std::memcpy(&length, in + kHashBytes + 8, 4);
  item.key = {in + kHeadBytes, length};
  return item;
}

// Reads a run from its beginning to its end.
class RunReader {
 public:
  RunReader(const BufferedFile& file, uint64_t begin, uint64_t end, size_t buffer_bytes)
      : file_(&file), at_(begin), end_(end), buffer_(buffer_bytes, 0) {}

  // False at the end.
  Result<bool> next() {
    if (fill_ - used_ < kMaxItemBytes && at_ < end_) {
      std::memmove(buffer_.data(), buffer_.data() + used_, fill_ - used_);
      fill_ -= used_;
      used_ = 0;
      const size_t more = std::min<uint64_t>(buffer_.size() - fill_, end_ - at_);
      CHECK(file_->read_at(at_, std::span(buffer_).subspan(fill_, more)));
      fill_ += more;
      at_ += more;
    }
    if (used_ == fill_) return false;
    item_ = read_item(buffer_.data() + used_);
    used_ += kHeadBytes + item_.key.size();
    return true;
  }
  const KeyOfEntry& item() const { return item_; }

 private:
  const BufferedFile* file_;
  uint64_t at_, end_;
  std::string buffer_;
  size_t used_ = 0, fill_ = 0;
  KeyOfEntry item_;
};

}  // namespace

// What is in memory, sorted.
class KeySorter::Memory : public KeySource {
 public:
  Memory(const char* items, const Place* places, uint64_t count) : items_(items), places_(places), left_(count) {}
  Result<const KeyOfEntry*> next() override {
    if (left_ == 0) return static_cast<const KeyOfEntry*>(nullptr);
    left_--;
    item_ = read_item(items_ + (places_++)->at);
    return static_cast<const KeyOfEntry*>(&item_);
  }

 private:
  const char* items_;
  const Place* places_;
  uint64_t left_;
  KeyOfEntry item_;
};

class KeySorter::Merge : public KeySource {
 public:
  static Result<std::unique_ptr<KeySource>> of(const BufferedFile& file, const std::vector<Run>& runs,
                                               uint64_t memory) {
    auto merge = std::make_unique<Merge>();
    const auto buffer = std::clamp<size_t>(memory / runs.size(), kMinRunBuffer, kMaxRunBuffer);
    for (const Run& run : runs) {
      auto reader = std::make_unique<RunReader>(file, run.begin, run.end, buffer);
      TRY(const bool any, reader->next());
      if (any) merge->runs_.push_back(std::move(reader));
    }
    std::make_heap(merge->runs_.begin(), merge->runs_.end(), later);
    return std::unique_ptr<KeySource>(std::move(merge));
  }
  Result<const KeyOfEntry*> next() override {
    if (taken_) {  // the last run of the heap is the one whose item was handed out
      TRY(const bool any, runs_.back()->next());
      if (any) {
        std::push_heap(runs_.begin(), runs_.end(), later);
      } else {
        runs_.pop_back();
      }
    }
    taken_ = !runs_.empty();
    if (!taken_) return static_cast<const KeyOfEntry*>(nullptr);
    std::pop_heap(runs_.begin(), runs_.end(), later);
    return &runs_.back()->item();
  }

 private:
  static bool later(const std::unique_ptr<RunReader>& a, const std::unique_ptr<RunReader>& b) {
    return b->item() < a->item();
  }
  std::vector<std::unique_ptr<RunReader>> runs_;
  bool taken_ = false;
};

KeySorter::KeySorter(std::string directory, uint64_t memory, size_t max_runs)
    : directory_(std::move(directory)), memory_(memory / sizeof(Place) * sizeof(Place)), max_runs_(max_runs) {
  ASSERT(memory >= kMinSortMemory && max_runs >= 2 && max_runs <= kMaxSortRuns);
}

KeySorter::~KeySorter() = default;

KeySorter::Place* KeySorter::places() const { return reinterpret_cast<Place*>(buffer_.get() + memory_) - count_; }

Status KeySorter::add(const KeyOfEntry& item) {
  ASSERT(item.key.size() <= kMaxIndexKeyBytes);
  const uint64_t bytes = kHeadBytes + item.key.size();
  if (used_ + bytes + (count_ + 1) * sizeof(Place) > memory_) CHECK(spill());
  if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(memory_);  // what is not used of it costs nothing
  write_item(buffer_.get() + used_, item);
  count_++;
  *places() = {load_be64(item.hash.bytes.data()), used_};
  used_ += bytes;
  return {};
}

void KeySorter::sort() {
  const char* items = buffer_.get();
  std::sort(places(), places() + count_, [items](const Place& a, const Place& b) {
    if (a.first_bits != b.first_bits) return a.first_bits < b.first_bits;
    return read_item(items + a.at) < read_item(items + b.at);
  });
}

Status KeySorter::spill() {
  if (count_ == 0) return {};
  sort();
  if (runs_.size() == max_runs_) CHECK(merge_runs());
  if (!file_) {
    TRY(BufferedFile file, BufferedFile::unnamed(directory_));
    file_ = std::move(file);
  }
  const uint64_t begin = file_->size();
  for (const Place *place = places(), *end = place + count_; place != end; place++) {
    const char* item = buffer_.get() + place->at;
    CHECK(file_->append({item, kHeadBytes + read_item(item).key.size()}));
  }
  CHECK(file_->flush());
  runs_.push_back({begin, file_->size()});
  used_ = count_ = 0;
  return {};
}

// All runs become one in a new file.
Status KeySorter::merge_runs() {
  TRY(const auto all, Merge::of(*file_, runs_, kMinSortMemory));
  TRY(BufferedFile file, BufferedFile::unnamed(directory_));
  std::string bytes;
  while (true) {
    TRY(const KeyOfEntry* item, all->next());
    if (item == nullptr) break;
    bytes.resize(kHeadBytes + item->key.size());
    write_item(bytes.data(), *item);
    CHECK(file.append(bytes));
  }
  CHECK(file.flush());
  runs_ = {{0, file.size()}};
  file_ = std::move(file);
  return {};
}

Result<std::unique_ptr<KeySource>> KeySorter::sorted() {
  if (runs_.empty()) {
    if (count_ > 0) sort();
    return std::unique_ptr<KeySource>(std::make_unique<Memory>(buffer_.get(), count_ > 0 ? places() : nullptr, count_));
  }
  CHECK(spill());
  buffer_.reset();
  return Merge::of(*file_, runs_, memory_);
}

}  // namespace tlog
