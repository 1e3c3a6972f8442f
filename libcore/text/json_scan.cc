#include "libcore/text/json_scan.h"

#include <algorithm>
#include <bit>
#include <bitset>
#include <cstring>

#include "libcore/base/assert.h"

namespace tlog {

namespace {

constexpr const char* kEndsEarly = "the text ends in the middle of a value";
constexpr const char* kTooDeep = "nested too deeply";
constexpr const char* kLoneSurrogate = "an escape is half of a surrogate pair";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
// What ends a run of plain characters in a string.
bool is_special(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }

// The first special character at or after `at`, or `end`.
const char* find_special(const char* at, const char* end) {
  if constexpr (std::endian::native == std::endian::little) {
    // Eight at once. In `hits` the high bit is set of each byte that is special; bytes above the first such one may be
    // marked wrongly (a borrow), the first one never is.
    constexpr uint64_t kOnes = 0x0101010101010101u, kHighs = 0x8080808080808080u;
    const auto zero_bytes = [](uint64_t x) { return (x - kOnes) & ~x & kHighs; };
    while (end - at >= 8) {
      uint64_t x;
      std::memcpy(&x, at, 8);
      const uint64_t hits =
          zero_bytes(x ^ (kOnes * '"')) | zero_bytes(x ^ (kOnes * '\\')) | ((x - kOnes * 0x20) & ~x & kHighs);
      if (hits != 0) return at + std::countr_zero(hits) / 8;
      at += 8;
    }
  }
  while (at != end && !is_special(*at)) at++;
  return at;
}

void append_utf8(std::string& out, uint32_t c) {
  const auto push = [&out](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    push(c);
  } else if (c < 0x800) {
    push(0xc0 | (c >> 6));
    push(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    push(0xe0 | (c >> 12));
    push(0x80 | ((c >> 6) & 0x3f));
    push(0x80 | (c & 0x3f));
  } else {
    push(0xf0 | (c >> 18));
    push(0x80 | ((c >> 12) & 0x3f));
    push(0x80 | ((c >> 6) & 0x3f));
    push(0x80 | (c & 0x3f));
  }
}

// Four hexadecimal digits that are known to be such.
uint32_t hex4(const char* digits) {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++) {
    const char c = digits[i];
    value = value * 16 + static_cast<uint32_t>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return value;
}

}  // namespace

std::string JsonToken::unescaped() const {
  std::string out;
  out.reserve(raw.size());
  for (size_t i = 0; i < raw.size();) {
    if (raw[i] != '\\') {
      const size_t next = std::min(raw.find('\\', i), raw.size());
      out.append(raw, i, next - i);
      i = next;
      continue;
    }
    const char c = raw[i + 1];
    i += 2;
    switch (c) {
      case 'b':
        out.push_back('\b');
        break;
      case 'f':
        out.push_back('\f');
        break;
      case 'n':
        out.push_back('\n');
        break;
      case 'r':
        out.push_back('\r');
        break;
      case 't':
        out.push_back('\t');
        break;
      case 'u': {
        uint32_t value = hex4(raw.data() + i);
        i += 4;
        if (value >= 0xd800 && value < 0xdc00) {  // the scanner has seen the other half: \uDC00 to \uDFFF
          value = 0x10000 + ((value - 0xd800) << 10) + (hex4(raw.data() + i + 2) - 0xdc00);
          i += 6;
        }
        append_utf8(out, value);
        break;
      }
      default:
        out.push_back(c);  // a quote, a backslash, a slash
    }
  }
  return out;
}

bool JsonScanner::fail(const char* reason) {
  if (reason_ == nullptr) reason_ = reason;
  return false;
}

bool JsonScanner::too_deep() const { return reason_ == kTooDeep; }

void JsonScanner::skip_blanks() {
  while (at_ != end_ && is_blank(*at_)) at_++;
}

JsonKind JsonScanner::peek() {
  if (!ok()) return JsonKind::kNone;
  skip_blanks();
  if (at_ == end_) return JsonKind::kNone;
  switch (*at_) {
    case '{':
      return JsonKind::kObject;
    case '[':
      return JsonKind::kArray;
    case '"':
      return JsonKind::kString;
    case 't':
      return JsonKind::kTrue;
    case 'f':
      return JsonKind::kFalse;
    case 'n':
      return JsonKind::kNull;
    default:
      return *at_ == '-' || is_digit(*at_) ? JsonKind::kNumber : JsonKind::kNone;
  }
}

bool JsonScanner::open(char bracket, const char* reason) {
  if (!ok()) return false;
  skip_blanks();
  if (at_ == end_) return fail(kEndsEarly);
  if (*at_ != bracket) return fail(reason);
  at_++;
  first_ = true;
  return true;
}

bool JsonScanner::enter_object() { return open('{', "an object is expected"); }
bool JsonScanner::enter_array() { return open('[', "an array is expected"); }

// Behind an opening bracket or a value: over the comma to what follows, or over the closing bracket (false).
bool JsonScanner::step(char close, const char* reason) {
  if (!ok()) return false;
  skip_blanks();
  if (at_ == end_) return fail(kEndsEarly);
  if (first_) {
    first_ = false;
    if (*at_ == close) {
      at_++;
      return false;
    }
    if (++depth_ > kMaxJsonDepth) return fail(kTooDeep);
    return true;
  }
  if (*at_ == close) {
    at_++;
    depth_--;
    return false;
  }
  if (*at_ != ',') return fail(reason);
  at_++;
  skip_blanks();
  return true;
}

bool JsonScanner::next_member(JsonToken* key) {
  if (!step('}', "a comma or a closing brace is expected")) return false;
  if (at_ == end_) return fail(kEndsEarly);
  if (*at_ != '"') return fail("a key in quotes is expected");
  if (!scan_string(key)) return false;
  skip_blanks();
  if (at_ == end_) return fail(kEndsEarly);
  if (*at_ != ':') return fail("a colon is expected behind a key");
  at_++;
  return true;
}

bool JsonScanner::next_element() { return step(']', "a comma or a closing bracket is expected"); }

bool JsonScanner::read_string(JsonToken* out) {
  if (!ok()) return false;
  if (peek() != JsonKind::kString) return fail("a string is expected");
  return scan_string(out);
}

bool JsonScanner::read_number(std::string_view* out) {
  if (!ok()) return false;
  if (peek() != JsonKind::kNumber) return fail("a number is expected");
  const char* start = at_;
  if (!scan_number()) return false;
  *out = std::string_view(start, static_cast<size_t>(at_ - start));
  return true;
}

// At the opening quote.
bool JsonScanner::scan_string(JsonToken* out) {
  const char* start = ++at_;
  out->escaped = false;
  while (true) {
    at_ = find_special(at_, end_);
    if (at_ == end_) return fail("a string does not end");
    if (*at_ == '"') break;
    if (*at_ != '\\') return fail("a control character in a string is not escaped");
    out->escaped = true;
    if (!scan_escape()) return false;
  }
  out->raw = std::string_view(start, static_cast<size_t>(at_ - start));
  at_++;
  return true;
}

// At a backslash.
bool JsonScanner::scan_escape() {
  at_++;
  if (at_ == end_) return fail("a string does not end");
  if (*at_ != 'u') {
    if (std::string_view("\"\\/bfnrt").find(*at_) == std::string_view::npos)
      return fail("an unknown escape in a string");
    at_++;
    return true;
  }
  at_++;
  uint32_t value = 0;
  if (!scan_hex4(&value)) return false;
  if (value < 0xd800 || value > 0xdfff) return true;
  if (value > 0xdbff) return fail(kLoneSurrogate);
  if (end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') return fail(kLoneSurrogate);
  at_ += 2;
  if (!scan_hex4(&value)) return false;
  return value >= 0xdc00 && value <= 0xdfff ? true : fail(kLoneSurrogate);
}

bool JsonScanner::scan_hex4(uint32_t* out) {
  constexpr const char* kReason = "\\u is not followed by four hexadecimal digits";
  if (end_ - at_ < 4) return fail(kReason);
  for (int i = 0; i < 4; i++) {
    const char c = at_[i], lower = static_cast<char>(c | 0x20);
    if (!is_digit(c) && (lower < 'a' || lower > 'f')) return fail(kReason);
  }
  *out = hex4(at_);
  at_ += 4;
  return true;
}

bool JsonScanner::scan_number() {
  constexpr const char* kReason = "a malformed number";
  const auto digits = [this] {
    const char* start = at_;
    while (at_ != end_ && is_digit(*at_)) at_++;
    return at_ != start;
  };
  if (*at_ == '-') at_++;
  if (at_ != end_ && *at_ == '0')
    at_++;
  else if (!digits())
    return fail(kReason);
  if (at_ != end_ && *at_ == '.') {
    at_++;
    if (!digits()) return fail(kReason);
  }
  if (at_ != end_ && (*at_ | 0x20) == 'e') {
    at_++;
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) at_++;
    if (!digits()) return fail(kReason);
  }
  if (at_ != end_ && is_digit(*at_)) return fail(kReason);  // 01
  return true;
}

bool JsonScanner::scan_word(std::string_view word) {
  if (static_cast<size_t>(end_ - at_) < word.size() || std::memcmp(at_, word.data(), word.size()) != 0) {
    return fail("a value is expected");
  }
  at_ += word.size();
  return true;
}

bool JsonScanner::scan_scalar() {
  if (!ok()) return false;
  JsonToken ignored;
  switch (peek()) {
    case JsonKind::kString:
      return scan_string(&ignored);
    case JsonKind::kNumber:
      return scan_number();
    case JsonKind::kTrue:
      return scan_word("true");
    case JsonKind::kFalse:
      return scan_word("false");
    case JsonKind::kNull:
      return scan_word("null");
    default:
      return fail(at_ == end_ ? kEndsEarly : "a value is expected");
  }
}

bool JsonScanner::skip() {
  const JsonKind first_kind = peek();
  if (first_kind != JsonKind::kObject && first_kind != JsonKind::kArray) return scan_scalar();
  std::bitset<kMaxJsonDepth + 1> is_object;  // of the containers that were entered here
  size_t open_here = 0;
  JsonToken key;
  while (true) {
    // A value begins here.
    const JsonKind kind = peek();
    if (kind == JsonKind::kObject || kind == JsonKind::kArray) {
      at_++;
      first_ = true;
      if (open_here > kMaxJsonDepth) return fail(kTooDeep);
      is_object[open_here++] = kind == JsonKind::kObject;
    } else if (!scan_scalar()) {
      return false;
    }
    // Out of what ends here, and on to the next value.
    while (true) {
      if (open_here == 0) return true;
      if (is_object[open_here - 1] ? next_member(&key) : next_element()) break;
      if (!ok()) return false;
      open_here--;
    }
  }
}

bool JsonScanner::finish() {
  if (!ok()) return false;
  ASSERT(depth_ == 0);
  skip_blanks();
  return at_ == end_ ? true : fail("text behind the value");
}

}  // namespace tlog
