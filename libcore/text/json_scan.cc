#include "libcore/text/json_scan.h"

#include <algorithm>
#include <bit>
#include <bitset>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "libcore/base/assert.h"

namespace tlog {

namespace {

constexpr const char* kEndsEarly = "the text ends in the middle of a value";
constexpr const char* kNoValue = "a value is expected";
constexpr const char* kTooDeep = "nested too deeply";
constexpr const char* kLoneSurrogate = "an escape is half of a surrogate pair";
constexpr const char* kNoStringEnd = "a string does not end";
constexpr const char* kNoKey = "a key in quotes is expected";
constexpr const char* kNoColon = "a colon is expected behind a key";
constexpr const char* kNoMember = "a comma or a closing brace is expected";
constexpr const char* kNoElement = "a comma or a closing bracket is expected";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
// What ends a run of plain characters in a string.
bool is_special(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }

// The two searches below take most of the time of a walk; with SSE2, which every x86-64 has, they look at 16 bytes at
// once.
#ifdef __SSE2__
__m128i load16(const char* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }
__m128i equal16(__m128i bytes, char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); }
unsigned mask16(__m128i bytes) { return static_cast<unsigned>(_mm_movemask_epi8(bytes)); }
#endif

// The first special character at or after `at`, or `end`.
inline const char* find_special(const char* at, const char* end) {
#ifdef __SSE2__
  while (end - at >= 16) {
    const __m128i x = load16(at), last_control = _mm_set1_epi8(0x1f);
    const __m128i control = _mm_cmpeq_epi8(_mm_max_epu8(x, last_control), last_control);
    const unsigned hits = mask16(_mm_or_si128(control, _mm_or_si128(equal16(x, '"'), equal16(x, '\\'))));
    if (hits != 0) return at + std::countr_zero(hits);
    at += 16;
  }
#endif
  while (at != end && !is_special(*at)) at++;
  return at;
}

// The first character at or after `at` that is not a blank, or `end`.
inline const char* skip_blanks(const char* at, const char* end) {
  if (at == end || !is_blank(*at)) return at;
#ifdef __SSE2__
  while (end - at >= 16) {
    const __m128i x = load16(at);
    const __m128i blanks =
        _mm_or_si128(_mm_or_si128(equal16(x, ' '), equal16(x, '\n')), _mm_or_si128(equal16(x, '\t'), equal16(x, '\r')));
    const unsigned others = mask16(blanks) ^ 0xffffu;
    if (others != 0) return at + std::countr_zero(others);
    at += 16;
  }
#endif
  while (at != end && is_blank(*at)) at++;
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

// The scanners below take the place where a value of their kind begins and give the place behind it. At a fault they
// give null, and `fault` says what and where; so the place stays in a register as long as all is well.
using Fault = JsonFault;

const char* failed(Fault* fault, const char* at, const char* reason) {
  *fault = {reason, at};
  return nullptr;
}

const char* scan_hex4(const char* at, const char* end, uint32_t* value, Fault* fault) {
  constexpr const char* kReason = "\\u is not followed by four hexadecimal digits";
  if (end - at < 4) return failed(fault, at, kReason);
  for (int i = 0; i < 4; i++) {
    const char c = at[i], lower = static_cast<char>(c | 0x20);
    if (!is_digit(c) && (lower < 'a' || lower > 'f')) return failed(fault, at, kReason);
  }
  *value = hex4(at);
  return at + 4;
}

// At a backslash.
const char* scan_escape(const char* at, const char* end, Fault* fault) {
  at++;
  if (at == end) return failed(fault, at, kNoStringEnd);
  const char c = *at++;
  if (c != 'u') {
    const bool known = std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    return known ? at : failed(fault, at - 1, "an unknown escape in a string");
  }
  uint32_t value = 0;
  at = scan_hex4(at, end, &value, fault);
  if (at == nullptr || value < 0xd800 || value > 0xdfff) return at;
  if (value > 0xdbff || end - at < 2 || at[0] != '\\' || at[1] != 'u') return failed(fault, at, kLoneSurrogate);
  at = scan_hex4(at + 2, end, &value, fault);
  if (at == nullptr || (value >= 0xdc00 && value <= 0xdfff)) return at;
  return failed(fault, at, kLoneSurrogate);
}

// The rest of a string from its first special character, which is not a quote.
[[gnu::noinline]] const char* scan_special_string(const char* at, const char* end, bool* escaped, Fault* fault) {
  while (true) {
    if (at == end) return failed(fault, at, kNoStringEnd);
    if (*at == '"') return at + 1;
    if (*at != '\\') return failed(fault, at, "a control character in a string is not escaped");
    *escaped = true;
    at = scan_escape(at, end, fault);
    if (at == nullptr) return nullptr;
    at = find_special(at, end);
  }
}

// At the opening quote.
inline const char* scan_string(const char* at, const char* end, bool* escaped, Fault* fault) {
  at = find_special(at + 1, end);
  *escaped = false;
  if (at != end && *at == '"') return at + 1;
  return scan_special_string(at, end, escaped, fault);
}

// At a minus sign or a digit.
const char* scan_number(const char* at, const char* end, Fault* fault) {
  constexpr const char* kReason = "a malformed number";
  const auto digits = [&at, end] {
    const char* start = at;
    while (at != end && is_digit(*at)) at++;
    return at != start;
  };
  if (*at == '-') at++;
  if (at != end && *at == '0')
    at++;
  else if (!digits())
    return failed(fault, at, kReason);
  if (at != end && *at == '.') {
    at++;
    if (!digits()) return failed(fault, at, kReason);
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at != end && (*at == '+' || *at == '-')) at++;
    if (!digits()) return failed(fault, at, kReason);
  }
  if (at != end && is_digit(*at)) return failed(fault, at, kReason);  // 01
  return at;
}

const char* scan_word(const char* at, const char* end, std::string_view word, Fault* fault) {
  if (static_cast<size_t>(end - at) < word.size() || std::memcmp(at, word.data(), word.size()) != 0) {
    return failed(fault, at, kNoValue);
  }
  return at + word.size();
}

// What begins at a place that is not the end, by its first character.
inline JsonKind kind_at(const char* at) {
  switch (*at) {
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
      return *at == '-' || is_digit(*at) ? JsonKind::kNumber : JsonKind::kNone;
  }
}

// At anything but a container or the end.
const char* scan_scalar(const char* at, const char* end, Fault* fault) {
  bool escaped;
  switch (*at) {
    case '"':
      return scan_string(at, end, &escaped, fault);
    case 't':
      return scan_word(at, end, "true", fault);
    case 'f':
      return scan_word(at, end, "false", fault);
    case 'n':
      return scan_word(at, end, "null", fault);
    default:
      if (*at == '-' || is_digit(*at)) return scan_number(at, end, fault);
      return failed(fault, at, kNoValue);
  }
}

// From where a key is expected to behind its colon.
inline const char* scan_key(const char* at, const char* end, JsonToken* key, Fault* fault) {
  if (at == end) return failed(fault, at, kEndsEarly);
  if (*at != '"') return failed(fault, at, kNoKey);
  const char* start = at + 1;
  at = scan_string(at, end, &key->escaped, fault);
  if (at == nullptr) return nullptr;
  key->raw = std::string_view(start, static_cast<size_t>(at - 1 - start));
  at = skip_blanks(at, end);
  if (at == end) return failed(fault, at, kEndsEarly);
  return *at == ':' ? at + 1 : failed(fault, at, kNoColon);
}

// One value of any kind, at blanks or where it begins. `depth` containers are open around it.
const char* scan_value(const char* at, const char* end, size_t depth, Fault* fault) {
  std::bitset<kMaxJsonDepth + 1> is_object;  // of the container at each depth
  const size_t base = depth;
  JsonToken key;
  while (true) {
    at = skip_blanks(at, end);
    if (at == end) return failed(fault, at, kEndsEarly);
    if (*at == '{' || *at == '[') {
      const bool object = *at == '{';
      at = skip_blanks(at + 1, end);
      if (at == end) return failed(fault, at, kEndsEarly);
      if (*at != (object ? '}' : ']')) {
        if (++depth > kMaxJsonDepth) return failed(fault, at, kTooDeep);
        is_object[depth] = object;
        if (object && (at = scan_key(at, end, &key, fault)) == nullptr) return nullptr;
        continue;
      }
      at++;
    } else if ((at = scan_scalar(at, end, fault)) == nullptr) {
      return nullptr;
    }
    // Behind a value: out of what ends here, and over a comma to the next value.
    while (true) {
      if (depth == base) return at;
      at = skip_blanks(at, end);
      if (at == end) return failed(fault, at, kEndsEarly);
      const bool object = is_object[depth];
      if (*at == ',') {
        if (!object)
          at++;
        else if ((at = scan_key(skip_blanks(at + 1, end), end, &key, fault)) == nullptr)
          return nullptr;
        break;
      }
      if (*at != (object ? '}' : ']')) return failed(fault, at, object ? kNoMember : kNoElement);
      at++;
      depth--;
    }
  }
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

JsonScanner JsonScanner::behind_member(std::string_view text, size_t at, size_t depth) {
  JsonScanner scan(text);
  scan.depth_ = depth;
  scan.go_on_at(at);
  return scan;
}

void JsonScanner::go_on_at(size_t offset) {
  ASSERT(ok() && !first_ && depth_ > 0 && offset <= static_cast<size_t>(end_ - begin_));
  at_ = begin_ + offset;
}

bool JsonScanner::fail(const char* reason) {
  if (reason_ == nullptr) reason_ = reason;
  return false;
}

// Takes what a scanner above gave.
bool JsonScanner::moved(const char* at, const JsonFault& fault) {
  at_ = at != nullptr ? at : fault.at;
  return at != nullptr ? true : fail(fault.reason);
}

bool JsonScanner::too_deep() const { return reason_ == kTooDeep; }

JsonKind JsonScanner::peek() {
  if (!ok()) return JsonKind::kNone;
  at_ = skip_blanks(at_, end_);
  return at_ == end_ ? JsonKind::kNone : kind_at(at_);
}

bool JsonScanner::open(char bracket, const char* reason) {
  if (!ok()) return false;
  at_ = skip_blanks(at_, end_);
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
  at_ = skip_blanks(at_, end_);
  if (at_ == end_) return fail(kEndsEarly);
  if (first_) {
    first_ = false;
    if (*at_ != close) return ++depth_ <= kMaxJsonDepth ? true : fail(kTooDeep);
    at_++;
    return false;
  }
  if (*at_ == close) {
    at_++;
    depth_--;
    return false;
  }
  if (*at_ != ',') return fail(reason);
  at_ = skip_blanks(at_ + 1, end_);
  return true;
}

bool JsonScanner::next_member(JsonToken* key) {
  if (!step('}', kNoMember)) return false;
  Fault fault;
  return moved(scan_key(at_, end_, key, &fault), fault);
}

bool JsonScanner::next_element() { return step(']', kNoElement); }

bool JsonScanner::read_string(JsonToken* out) {
  if (!ok()) return false;
  if (peek() != JsonKind::kString) return fail("a string is expected");
  const char* start = at_ + 1;
  Fault fault;
  if (!moved(scan_string(at_, end_, &out->escaped, &fault), fault)) return false;
  out->raw = std::string_view(start, static_cast<size_t>(at_ - 1 - start));
  return true;
}

bool JsonScanner::read_number(std::string_view* out) {
  if (!ok()) return false;
  if (peek() != JsonKind::kNumber) return fail("a number is expected");
  const char* start = at_;
  Fault fault;
  if (!moved(scan_number(at_, end_, &fault), fault)) return false;
  *out = std::string_view(start, static_cast<size_t>(at_ - start));
  return true;
}

bool JsonScanner::skip() {
  if (!ok()) return false;
  Fault fault;
  return moved(scan_value(at_, end_, depth_, &fault), fault);
}

bool JsonScanner::next_member(JsonToken* key, JsonValue* value) {
  if (!step('}', kNoMember)) return false;
  Fault fault;
  const char* at = scan_key(at_, end_, key, &fault);
  if (at == nullptr) return moved(at, fault);
  at = skip_blanks(at, end_);
  value->kind = at == end_ ? JsonKind::kNone : kind_at(at);
  value->text.escaped = false;
  const char* start = at;
  if (value->kind == JsonKind::kString) {
    at = scan_string(at, end_, &value->text.escaped, &fault);
    if (at != nullptr) value->text.raw = std::string_view(start + 1, static_cast<size_t>(at - start) - 2);
  } else {
    at = value->kind == JsonKind::kNumber ? scan_number(at, end_, &fault) : scan_value(at, end_, depth_, &fault);
    if (at != nullptr) value->text.raw = std::string_view(start, static_cast<size_t>(at - start));
  }
  return moved(at, fault);
}

bool JsonScanner::finish() {
  if (!ok()) return false;
  ASSERT(depth_ == 0);
  at_ = skip_blanks(at_, end_);
  return at_ == end_ ? true : fail("text behind the value");
}

}  // namespace tlog
