#include "libcore/conda/plain_record.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "libcore/conda/entry.h"
#include "libcore/text/json_read.h"
#include "libcore/text/json_scan.h"

namespace tlog {

namespace {

enum class Kind : uint8_t { kString, kSha256, kInteger, kStrings };

constexpr size_t kBlock = 16;
constexpr size_t kMaxDigits = 19;  // 10^19 - 1 is below 2^64

// A member that an entry takes, in the order of the keys.
struct Member {
  std::array<char, kBlock> key{};  // with the quote behind it
  size_t size = 0;
  Kind kind = Kind::kString;
  bool required = false;

  constexpr Member(std::string_view name, Kind its_kind, bool is_required)
      : size(name.size() + 1), kind(its_kind), required(is_required) {
    for (size_t i = 0; i < name.size(); i++) key[i] = name[i];
    key[name.size()] = '"';
  }
};
constexpr Member kMembers[] = {
    {"build", Kind::kString, true},        {"build_number", Kind::kInteger, true},
    {"constrains", Kind::kStrings, false}, {"depends", Kind::kStrings, false},
    {"license", Kind::kString, false},     {"license_family", Kind::kString, false},
    {"md5", Kind::kString, false},         {"name", Kind::kString, true},
    {"sha256", Kind::kSha256, true},       {"size", Kind::kInteger, true},
    {"subdir", Kind::kString, true},       {"timestamp", Kind::kInteger, false},
    {"version", Kind::kString, true},
};
constexpr size_t kCount = std::size(kMembers);
constexpr size_t kBeforeFilename = 4, kSubdir = 10;  // the filename stands before the member of that number

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// Reads the record at `at_`, and writes the entry at `to_`, where there is room for all of it and a block more.
class Copier {
 public:
  Copier(std::string_view record, std::string_view filename, const std::optional<std::string>& subdir, char* to)
      : at_(record.data()), end_(at_ + record.size()), filename_(filename), subdir_(subdir), to_(to) {}

  // Behind the entry; null when the record is not so.
  char* run() {
    if (take() != '{') return nullptr;
    skip_blanks();
    if (*at_ == '}') return nullptr;
    do {
      skip_blanks();
      if (!member()) return nullptr;
      skip_blanks();
    } while (take() == ',');
    if (!pass(kCount)) return nullptr;
    *to_++ = '}';
    return to_;
  }

 private:
  char take() { return *at_++; }  // a record is whole: there is something behind all but its last brace
  void skip_blanks() {
    while (is_blank(*at_)) at_++;
  }
  void put(std::string_view text) {
    std::memcpy(to_, text.data(), text.size());
    to_ += text.size();
  }

  bool stands_here(const Member& member) const {
#ifdef __SSE2__
    if (static_cast<size_t>(end_ - at_) >= kBlock) {
      const __m128i here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at_));
      const __m128i key = _mm_loadu_si128(reinterpret_cast<const __m128i*>(member.key.data()));
      const auto same = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(here, key)));
      return (~same << (32 - member.size)) == 0;
    }
#endif
    return static_cast<size_t>(end_ - at_) >= member.size && std::memcmp(at_, member.key.data(), member.size) == 0;
  }

  // A key and its value.
  bool member() {
    if (take() != '"') return false;
    size_t number = next_;
    while (number < kCount && !stands_here(kMembers[number])) number++;
    if (number == kCount) return other_member();
    if (!pass(number)) return false;
    next_ = number + 1;
    at_ += kMembers[number].size;
    if (!colon()) return false;
    if (number == kSubdir && subdir_) return skip_value();
    if (*at_ == 'n') return !kMembers[number].required && skip_value();
    return value(kMembers[number]);
  }

  // One that no entry takes; or one that comes twice, or too late.
  bool other_member() {
    for (size_t i = 0; i < next_; i++) {
      if (stands_here(kMembers[i])) return false;
    }
    while (*at_ != '"') {
      if (take() == '\\') return false;
    }
    at_++;
    return colon() && skip_value();
  }

  bool colon() {
    skip_blanks();
    if (take() != ':') return false;
    skip_blanks();
    return true;
  }

  // Writes what stands between the last member and this one. False when one was left out that is required.
  bool pass(size_t number) {
    for (size_t i = next_; i < number; i++) {
      if (kMembers[i].required && !(i == kSubdir && subdir_)) return false;
    }
    if (number >= kBeforeFilename && !has_filename_) {
      put(",\"filename\":");
      put({filename_.data() - 1, filename_.size() + 2});
      has_filename_ = true;
    }
    if (number > kSubdir && subdir_ && !has_subdir_) {
      put(",\"subdir\":");
      put(*subdir_);
      has_subdir_ = true;
    }
    return true;
  }

  bool value(const Member& member) {
    char* const before = to_;
    *to_ = number_of(member) == 0 ? '{' : ',';
    to_[1] = '"';
    std::memcpy(to_ + 2, member.key.data(), kBlock);
    to_ += 2 + member.size;
    *to_++ = ':';
    switch (member.kind) {
      case Kind::kString:
        return string();
      case Kind::kSha256: {
        const char* const text = to_ + 1;
        return string() && is_sha256({text, static_cast<size_t>(to_ - 1 - text)});
      }
      case Kind::kInteger:
        return integer();
      case Kind::kStrings:
        break;
    }
    if (!strings()) return false;
    if (to_[-1] == '[') to_ = before;  // none
    return true;
  }
  static size_t number_of(const Member& member) { return static_cast<size_t>(&member - kMembers); }

  // With both quotes.
  bool string() {
    if (*at_ != '"') return false;
    *to_++ = *at_++;
#ifdef __SSE2__
    while (static_cast<size_t>(end_ - at_) >= kBlock) {
      const __m128i here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at_));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to_), here);
      const __m128i hits =
          _mm_or_si128(_mm_cmpeq_epi8(here, _mm_set1_epi8('"')), _mm_cmpeq_epi8(here, _mm_set1_epi8('\\')));
      const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hits));
      const size_t step = mask != 0 ? static_cast<size_t>(std::countr_zero(mask)) : kBlock;
      at_ += step;
      to_ += step;
      if (mask != 0) break;
    }
#endif
    while (*at_ != '"') {
      if (*at_ == '\\') return false;
      *to_++ = *at_++;
    }
    *to_++ = *at_++;
    return true;
  }

  bool integer() {
    const char* const begin = at_;
    while (*at_ >= '0' && *at_ <= '9') *to_++ = *at_++;
    const auto digits = static_cast<size_t>(at_ - begin);
    return digits > 0 && digits <= kMaxDigits && (is_blank(*at_) || *at_ == ',' || *at_ == '}');
  }

  // Ends with '[' where there are none.
  bool strings() {
    if (take() != '[') return false;
    *to_++ = '[';
    skip_blanks();
    if (*at_ == ']') return take() == ']';
    while (true) {
      skip_blanks();
      if (!string()) return false;
      skip_blanks();
      const char c = take();
      *to_++ = c;
      if (c != ',') return c == ']';
    }
  }

  bool skip_value() {
    JsonScanner scan({at_, static_cast<size_t>(end_ - at_)});
    if (!scan.skip()) return false;
    at_ += scan.offset();
    return true;
  }

  const char* at_;
  const char* const end_;
  const std::string_view filename_;
  const std::optional<std::string>& subdir_;
  char* to_;
  size_t next_ = 0;  // the member that may come now
  bool has_filename_ = false, has_subdir_ = false;
};

}  // namespace

bool append_plain_record(std::string_view record, std::string_view filename, const std::optional<std::string>& subdir,
                         std::string& out) {
  constexpr size_t kKeys = sizeof(R"(,"filename":"","subdir":)");
  const size_t most = record.size() + filename.size() + (subdir ? subdir->size() : 0) + kKeys;
  if (most > kMaxEntryLineBytes) return false;  // the line itself may be shorter
  const size_t begin = out.size();
  out.resize(begin + most + 2 * kBlock);
  const char* const end = Copier(record, filename, subdir, out.data() + begin).run();
  out.resize(end != nullptr ? static_cast<size_t>(end - out.data()) : begin);
  return end != nullptr;
}

}  // namespace tlog
