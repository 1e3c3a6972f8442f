#pragma once
// What simdjson does for us, behind a wall: no other file includes it. Is a line an entry of a log? Is a text UTF-8?
//
// An entry line (DESIGN: "Entry lines") is 1 to 65,535 bytes that are exactly one JSON object in UTF-8, by RFC 8259 and
// nothing looser; blanks around it are JSON and are part of the entry. Numbers may have any size: simdjson refuses
// integers above 64 bits and 1e999, so a line that it refuses for a number is judged again by JsonScanner. Duplicate
// keys are allowed. Escapes that are half of a surrogate pair are refused, as is nesting beyond kMaxJsonDepth
// (json_scan.h). Most lines are of a kind for which all that is plain without a parser (plain_entry.h).

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace tlog {

// The longest entry: its length is written in 16 bits (C2SP tlog-tiles, entry bundles).
constexpr size_t kMaxEntryLineBytes = 65'535;

// How many bytes behind a text simdjson may read, whatever they hold.
constexpr size_t kJsonPadding = 64;

// A text with at least kJsonPadding readable bytes behind it; whoever makes one promises that. A line inside of a
// larger buffer is such a text when the buffer goes on for long enough.
struct PaddedText {
  std::string_view text;
};

enum class EntryLine : uint8_t {
  kEntry,      // a JSON object
  kReserved,   // a JSON object with the key `tlog-tools`, written in whatever way: never an entry
  kEmpty,      // no byte at all
  kTooLong,    // above kMaxEntryLineBytes
  kNotUtf8,    // for certain; a line that is neither UTF-8 nor JSON may be called kNotJson
  kTooDeep,    // nested beyond kMaxJsonDepth
  kNotObject,  // JSON of another kind
  kNotJson,
};

// The verdict in words that follow a place: "is not valid UTF-8".
std::string_view describe(EntryLine verdict);

// Judges lines. One object per thread, reused: after the constructor no call allocates.
class EntryLineParser {
 public:
  EntryLineParser();
  ~EntryLineParser();
  EntryLineParser(const EntryLineParser&) = delete;
  EntryLineParser& operator=(const EntryLineParser&) = delete;

  // `line` is without its line end.
  EntryLine check(PaddedText line);
  // The same for a text with nothing promised behind it; copies it.
  EntryLine check(std::string_view line);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// RFC 3629, like is_utf8 (base/text.h), at the speed of memory.
bool valid_utf8(std::string_view text);

}  // namespace tlog
