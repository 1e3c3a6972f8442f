#pragma once
// A strict reader of JSON (RFC 8259) that walks over the text and builds nothing, so that a document of any size costs
// no memory beyond its own bytes. Keys and values are handed out as they stand in the text:
//
//   JsonScanner scan(text);
//   JsonToken key;
//   if (scan.enter_object()) {
//     while (scan.next_member(&key)) {
//       if (key.is("size")) scan.read_number(&size);
//       else scan.skip();
//     }
//   }
//   if (!scan.finish()) ... scan.reason(), scan.offset()
//
// Everything that is walked over is checked, skipped values too: grammar, escapes (a surrogate only as one half of a
// pair), nesting. Numbers have no bounds: 1e999 and an integer of thirty digits are JSON. Duplicate keys are JSON too;
// the caller sees each. What is not checked is UTF-8: the text must be UTF-8 (valid_utf8 of json_read.h) before it
// comes here.
//
// The first fault ends it: from then on every call returns false and ok() is false.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tlog {

// Objects and arrays one inside the other; an empty one does not count. simdjson has the same limit, so that a text is
// judged alike by both.
constexpr size_t kMaxJsonDepth = 1023;

// An escape writes a byte of the string with at most this many: \u0041.
constexpr size_t kMaxJsonEscapeBytes = 6;

// A string as it stands between its quotes.
struct JsonToken {
  std::string_view raw;
  bool escaped = false;  // has a backslash

  // True when the string, its escapes resolved, is `text`.
  bool is(std::string_view text) const {
    if (!escaped) return raw == text;
    return !longer_than(text.size()) && unescaped() == text;
  }
  // True when the string has more than `bytes` bytes for sure, by its length alone: to refuse one that is not worth the
  // memory of resolving its escapes. False proves nothing.
  bool longer_than(size_t bytes) const { return raw.size() / (escaped ? kMaxJsonEscapeBytes : 1) > bytes; }
  std::string unescaped() const;
};

enum class JsonKind : uint8_t { kObject, kArray, kString, kNumber, kTrue, kFalse, kNull, kNone };

// A value: of a string what is between its quotes, of anything else its whole text.
struct JsonValue {
  JsonKind kind = JsonKind::kNull;
  JsonToken text;
};

// Where a walk stopped, and why.
struct JsonFault {
  const char* reason = nullptr;
  const char* at = nullptr;
};

class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

  // A walk that goes on within an object, `depth` containers deep, just behind a member of it.
  static JsonScanner behind_member(std::string_view text, size_t at, size_t depth);
  // Goes on behind another member of the object that the walk is in, just behind a member: what is in between was
  // walked over elsewhere.
  void go_on_at(size_t offset);

  // The kind of the value that comes next, by its first character; kNone where no value can begin.
  JsonKind peek();

  // Walks over '{' or '['. False when something else stands there.
  bool enter_object();
  bool enter_array();
  // Moves to the next member's value, or element. False at the closing bracket, which is walked over, and after a
  // fault.
  bool next_member(JsonToken* key);
  bool next_element();
  // Moves over the next member, its value included.
  bool next_member(JsonToken* key, JsonValue* value);

  bool read_string(JsonToken* out);
  // The number as it is written; parse_u64 (base/number.h) makes an integer of it, and of nothing that has a sign, a
  // fraction or an exponent.
  bool read_number(std::string_view* out);
  // Walks over one value of any kind.
  bool skip();
  // True when there was no fault and nothing but blanks is left.
  bool finish();

  bool ok() const { return reason_ == nullptr; }
  // Where the walk is, or where the fault is.
  size_t offset() const { return static_cast<size_t>(at_ - begin_); }
  // What is wrong, in a few words; only after a fault.
  const char* reason() const { return reason_; }
  // The fault is nesting beyond kMaxJsonDepth, which JSON itself does not forbid.
  bool too_deep() const;

 private:
  bool fail(const char* reason);
  bool moved(const char* at, const JsonFault& fault);
  bool open(char bracket, const char* reason);
  bool step(char close, const char* reason);

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* reason_ = nullptr;
  size_t depth_ = 0;
  bool first_ = false;  // just behind an opening bracket
};

}  // namespace tlog
