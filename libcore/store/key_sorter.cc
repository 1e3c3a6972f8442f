#include "libcore/store/key_sorter.h"

#include <algorithm>
#include <cstring>

#include "libcore/base/assert.h"
#include "libcore/os/memory.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

namespace {

// An item in memory and in a run: hash || entry || key length || key.
constexpr size_t kHashBytes = sizeof(Hash::bytes);
constexpr size_t kHeadBytes = kHashBytes + 8 + 4;
constexpr size_t kMaxItemBytes = kHeadBytes + kMaxIndexKeyBytes;
constexpr size_t kPlaceBytes = 16;
constexpr size_t kMinRunBuffer = 2 * kMaxItemBytes, kMaxRunBuffer = 4 << 20;
static_assert(kMaxSortRuns * kMinRunBuffer <= kMinSortMemory / 2);

constexpr size_t kAhead = 8;          // items that are asked for before they are read: they stand anywhere
constexpr uint64_t kPartShare = 10;   // of the memory: what a part may have at most
constexpr uint64_t kFewItems = 4096;  // for which large pages would cost more than they save

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

uint64_t first_bits_of(const KeyOfEntry& item) { return load_be64(item.hash.bytes.data()); }

// Reads a run, or a piece of one, from its beginning to its end.
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

uint64_t sort_run_bytes(uint64_t items, uint64_t key_bytes, uint64_t memory) {
  const uint64_t bytes = items * (kHeadBytes + key_bytes), places = items * kPlaceBytes;
  if (bytes + places <= memory) return 0;
  return (bytes + places) / memory < kMaxSortRuns ? bytes : 2 * bytes;
}

// Items in memory whose places are sorted.
class KeySorter::Items : public KeySource {
 public:
  Items(const char* items, const Place* begin, const Place* end) : items_(items), next_(begin), end_(end) {}
  Result<const KeyOfEntry*> next() override {
    if (next_ == end_) return static_cast<const KeyOfEntry*>(nullptr);
    if (static_cast<size_t>(end_ - next_) > kAhead) {
      const char* later = items_ + next_[kAhead].at;
      __builtin_prefetch(later);
      __builtin_prefetch(later + 64);
    }
    item_ = read_item(items_ + (next_++)->at);
    return static_cast<const KeyOfEntry*>(&item_);
  }

 private:
  const char* items_;
  const Place *next_, *end_;
  KeyOfEntry item_;
};

// A part of all runs, read into memory and sorted there.
class KeySorter::Loaded : public KeySource {
 public:
  static Result<std::unique_ptr<KeySource>> of(const BufferedFile& file, const std::vector<Bounds>& runs, unsigned part,
                                               uint64_t bytes) {
    auto loaded = std::make_unique<Loaded>();
    loaded->bytes_ = std::make_unique_for_overwrite<char[]>(bytes);
    uint64_t fill = 0;
    for (const Bounds& run : runs) {
      const uint64_t more = run[part + 1] - run[part];
      CHECK(file.read_at(run[part], {loaded->bytes_.get() + fill, more}));
      fill += more;
    }
    ASSERT(fill == bytes);
    for (uint64_t at = 0; at < bytes;) {
      const KeyOfEntry item = read_item(loaded->bytes_.get() + at);
      loaded->places_.push_back({first_bits_of(item), at});
      at += kHeadBytes + item.key.size();
    }
    Place* begin = loaded->places_.data();
    Place* end = begin + loaded->places_.size();
    sort(loaded->bytes_.get(), begin, end);
    loaded->items_.emplace(loaded->bytes_.get(), begin, end);
    return std::unique_ptr<KeySource>(std::move(loaded));
  }
  Result<const KeyOfEntry*> next() override { return items_->next(); }

 private:
  std::unique_ptr<char[]> bytes_;
  std::vector<Place> places_;
  std::optional<Items> items_;
};

// A part of all runs, merged while it is read.
class KeySorter::Merge : public KeySource {
 public:
  static Result<std::unique_ptr<KeySource>> of(const BufferedFile& file, const std::vector<Bounds>& runs, unsigned part,
                                               uint64_t memory) {
    auto merge = std::make_unique<Merge>();
    const auto buffer = std::clamp<size_t>(memory / runs.size(), kMinRunBuffer, kMaxRunBuffer);
    for (const Bounds& run : runs) {
      auto reader = std::make_unique<RunReader>(file, run[part], run[part + 1], buffer);
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

// One part after the other.
class KeySorter::All : public KeySource {
 public:
  explicit All(KeySorter& sorter) : sorter_(sorter) {}
  Result<const KeyOfEntry*> next() override {
    while (true) {
      if (part_) {
        TRY(const KeyOfEntry* item, part_->next());
        if (item != nullptr) return item;
      }
      if (next_ == kSortParts) return static_cast<const KeyOfEntry*>(nullptr);
      part_.reset();
      TRY(part_, sorter_.part(next_));
      next_++;
    }
  }

 private:
  KeySorter& sorter_;
  unsigned next_ = 0;
  std::unique_ptr<KeySource> part_;
};

KeySorter::KeySorter(std::string directory, uint64_t memory, unsigned jobs, size_t max_runs)
    : directory_(std::move(directory)),
      memory_(memory / sizeof(Place) * sizeof(Place)),
      jobs_(jobs),
      max_runs_(max_runs) {
  static_assert(sizeof(Place) == kPlaceBytes);
  ASSERT(memory >= kMinSortMemory && jobs >= 1 && max_runs >= 2 && max_runs <= kMaxSortRuns);
}

KeySorter::~KeySorter() = default;

KeySorter::Place* KeySorter::places() const { return reinterpret_cast<Place*>(buffer_.get() + memory_) - count_; }

Status KeySorter::add(const KeyOfEntry& item) {
  ASSERT(item.key.size() <= kMaxIndexKeyBytes);
  const uint64_t bytes = kHeadBytes + item.key.size();
  if (used_ + bytes + (count_ + 1) * sizeof(Place) > memory_) CHECK(spill());
  if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(memory_);  // what is not used of it costs nothing
  if (count_ == kFewItems) prefer_large_pages({buffer_.get(), memory_});
  write_item(buffer_.get() + used_, item);
  count_++;
  *places() = {first_bits_of(item), used_};
  used_ += bytes;
  part_bytes_[item.hash.bytes[0]] += bytes;
  return {};
}

// Puts the places of each part together, in no order.
void KeySorter::partition() {
  Place* all = count_ > 0 ? places() : nullptr;
  const auto part_of = [](const Place& place) { return static_cast<unsigned>(place.first_bits >> 56); };
  in_memory_ = {};
  for (uint64_t i = 0; i < count_; i++) in_memory_[part_of(all[i]) + 1]++;
  for (unsigned part = 0; part < kSortParts; part++) in_memory_[part + 1] += in_memory_[part];
  Bounds next = in_memory_;  // what is before it in its part belongs there
  for (unsigned part = 0; part < kSortParts; part++) {
    while (next[part] < in_memory_[part + 1]) {
      Place& place = all[next[part]];
      const unsigned home = part_of(place);
      if (home != part) std::swap(place, all[next[home]]);
      next[home]++;
    }
  }
}

// Items mostly come in the order of their entries: then those with the same first bits, which are of one key, are in
// order by their places.
void KeySorter::sort(const char* items, Place* begin, Place* end) {
  std::sort(begin, end, [](const Place& a, const Place& b) {
    return a.first_bits != b.first_bits ? a.first_bits < b.first_bits : a.at < b.at;
  });
  const auto less = [items](const Place& a, const Place& b) {
    return read_item(items + a.at) < read_item(items + b.at);
  };
  while (begin != end) {
    Place* next = begin + 1;
    while (next != end && next->first_bits == begin->first_bits) next++;
    if (next - begin > 1 && !std::is_sorted(begin, next, less)) std::sort(begin, next, less);
    begin = next;
  }
}

// With the places of its items, what is made of them, and the same of one that waits to be taken, a part takes up to
// five times its size; the threads have half of the memory.
bool KeySorter::is_large(unsigned first_byte) const { return part_bytes_[first_byte] > memory_ / kPartShare; }

unsigned KeySorter::part_jobs() const {
  uint64_t largest = 1;
  for (unsigned part = 0; part < kSortParts; part++) {
    if (!is_large(part)) largest = std::max(largest, part_bytes_[part]);
  }
  return static_cast<unsigned>(std::min<uint64_t>(jobs_, memory_ / kPartShare / largest));
}

std::unique_ptr<KeySource> KeySorter::part_in_memory(unsigned part) {
  Place* all = count_ > 0 ? places() : nullptr;
  Place *begin = all + in_memory_[part], *end = all + in_memory_[part + 1];
  sort(buffer_.get(), begin, end);
  return std::make_unique<Items>(buffer_.get(), begin, end);
}

Result<std::unique_ptr<KeySource>> KeySorter::part_of_runs(unsigned part, uint64_t memory) const {
  uint64_t bytes = 0;
  for (const Bounds& run : runs_) bytes += run[part + 1] - run[part];
  return is_large(part) ? Merge::of(*file_, runs_, part, memory) : Loaded::of(*file_, runs_, part, bytes);
}

Result<std::unique_ptr<KeySource>> KeySorter::part(unsigned first_byte) {
  if (runs_.empty()) return part_in_memory(first_byte);
  return part_of_runs(first_byte, memory_ / 2);
}

std::unique_ptr<KeySource> KeySorter::sorted() { return std::make_unique<All>(*this); }

Status KeySorter::append_part(BufferedFile& file, KeySource& part) const {
  std::string bytes;
  while (true) {
    TRY(const KeyOfEntry* item, part.next());
    if (item == nullptr) return {};
    bytes.resize(kHeadBytes + item->key.size());
    write_item(bytes.data(), *item);
    CHECK(file.append(bytes));
  }
}

// What is in memory becomes a run at the end of the file.
Status KeySorter::append_parts(BufferedFile& file) {
  partition();
  Bounds run{};
  Status status;
  unsigned next = 0, done = 0;
  const unsigned jobs = part_jobs();
  ordered_parallel<unsigned, std::string>(
      jobs, 2 * size_t{jobs},
      [&]() -> std::optional<unsigned> { return next < kSortParts ? std::optional(next++) : std::nullopt; },
      [&](unsigned part) {
        std::string bytes;
        if (is_large(part)) return bytes;
        const auto items = part_in_memory(part);
        while (true) {
          const auto item = items->next();  // memory: no error
          if (*item == nullptr) return bytes;
          const size_t begin = bytes.size();
          bytes.resize(begin + kHeadBytes + (*item)->key.size());
          write_item(&bytes[begin], **item);
        }
      },
      [&](const std::string& bytes) {
        const unsigned part = done++;
        run[part] = file.size();
        status = is_large(part) ? append_part(file, *part_in_memory(part)) : file.append(bytes);
        return status.ok();
      });
  CHECK(std::move(status));
  run[kSortParts] = file.size();
  runs_.push_back(run);
  return file.flush();
}

Status KeySorter::spill() {
  if (count_ == 0) return {};
  if (runs_.size() == max_runs_) CHECK(merge_runs());
  if (!file_) {
    TRY(BufferedFile file, BufferedFile::unnamed(directory_));
    file_ = std::move(file);
  }
  CHECK(append_parts(*file_));
  used_ = count_ = 0;
  return {};
}

// All runs become one in a new file.
Status KeySorter::merge_runs() {
  TRY(BufferedFile file, BufferedFile::unnamed(directory_));
  Bounds merged{};
  for (unsigned part = 0; part < kSortParts; part++) {
    merged[part] = file.size();
    TRY(const auto items, part_of_runs(part, kMinSortMemory / 2));
    CHECK(append_part(file, *items));
  }
  merged[kSortParts] = file.size();
  CHECK(file.flush());
  runs_ = {merged};
  file_ = std::move(file);
  return {};
}

Status KeySorter::close() {
  if (runs_.empty()) {
    partition();
    return {};
  }
  CHECK(spill());
  buffer_.reset();
  return {};
}

}  // namespace tlog
