#include "libcore/text/json_read.h"

#include <simdjson.h>

#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "libcore/base/assert.h"
#include "libcore/text/json_scan.h"
#include "libcore/text/plain_entry.h"

namespace tlog {

namespace {

constexpr std::string_view kReservedKey = "tlog-tools";

static_assert(kJsonPadding >= simdjson::SIMDJSON_PADDING);
static_assert(kMaxJsonDepth == simdjson::DEFAULT_MAX_DEPTH - 1);

// False for most lines, and then no key can be the reserved one. A key may spell it with escapes.
bool may_be_reserved(std::string_view line) {
  return std::memchr(line.data(), '\\', line.size()) != nullptr ||
         memmem(line.data(), line.size(), kReservedKey.data(), kReservedKey.size()) != nullptr;
}

// The verdict without simdjson, for a line that is UTF-8.
EntryLine scan_entry_line(std::string_view line) {
  JsonScanner scan(line);
  const bool is_object = scan.peek() == JsonKind::kObject;
  bool reserved = false;
  if (is_object) {
    JsonToken key;
    scan.enter_object();
    while (scan.next_member(&key)) {
      if (key.is(kReservedKey)) reserved = true;
      scan.skip();
    }
  } else {
    scan.skip();
  }
  if (!scan.finish()) return scan.too_deep() ? EntryLine::kTooDeep : EntryLine::kNotJson;
  if (!is_object) return EntryLine::kNotObject;
  return reserved ? EntryLine::kReserved : EntryLine::kEntry;
}

}  // namespace

std::string_view describe(EntryLine verdict) {
  switch (verdict) {
    case EntryLine::kEntry:
      return "is an entry";
    case EntryLine::kReserved:
      return "has the key tlog-tools, which no entry may have";
    case EntryLine::kEmpty:
      return "is empty";
    case EntryLine::kTooLong:
      return "is longer than 65,535 bytes";
    case EntryLine::kNotUtf8:
      return "is not valid UTF-8";
    case EntryLine::kTooDeep:
      return "is nested too deeply";
    case EntryLine::kNotObject:
      return "is not a JSON object";
    case EntryLine::kNotJson:
      return "is not valid JSON";
  }
  ASSERT(false);
}

struct EntryLineParser::State {
  simdjson::dom::parser parser{kMaxEntryLineBytes};
  std::vector<char> copy = std::vector<char>(kMaxEntryLineBytes + kJsonPadding);
};

EntryLineParser::EntryLineParser() : state_(std::make_unique<State>()) {
  // simdjson grows its tape with each line that is longer than those before; so the first one has the full length.
  std::string longest(kMaxEntryLineBytes, ' ');
  longest.replace(0, 2, "{}");
  ASSERT(check(longest) == EntryLine::kEntry);
}

EntryLineParser::~EntryLineParser() = default;

EntryLine EntryLineParser::check(PaddedText padded) {
  const std::string_view line = padded.text;
  if (line.empty()) return EntryLine::kEmpty;
  if (line.size() > kMaxEntryLineBytes) return EntryLine::kTooLong;
  if (is_plain_entry(line)) return EntryLine::kEntry;
  simdjson::dom::element root;
  const auto error = state_->parser.parse(line.data(), line.size(), false).get(root);
  switch (error) {
    case simdjson::SUCCESS:
      break;
    case simdjson::UTF8_ERROR:
      return EntryLine::kNotUtf8;
    // A number that does not fit, or none at all: simdjson does not tell. The bytes are UTF-8, which it checks first.
    case simdjson::NUMBER_ERROR:
      return scan_entry_line(line);
    case simdjson::DEPTH_ERROR:
      return EntryLine::kTooDeep;
    case simdjson::MEMALLOC:
      throw std::bad_alloc();
    default:
      return EntryLine::kNotJson;
  }
  simdjson::dom::object object;
  if (root.get(object) != simdjson::SUCCESS) return EntryLine::kNotObject;
  if (!may_be_reserved(line)) return EntryLine::kEntry;
  for (const auto& member : object) {
    if (member.key == kReservedKey) return EntryLine::kReserved;
  }
  return EntryLine::kEntry;
}

EntryLine EntryLineParser::check(std::string_view line) {
  if (line.empty()) return EntryLine::kEmpty;
  if (line.size() > kMaxEntryLineBytes) return EntryLine::kTooLong;
  std::memcpy(state_->copy.data(), line.data(), line.size());
  return check(PaddedText{std::string_view(state_->copy.data(), line.size())});
}

// simdjson chooses its code for this machine when it is first used, and where memory lacks then, the process ends. So
// that is before main, not in a thread when memory is full.
[[maybe_unused]] const bool kChosen = valid_utf8("chosen");

bool valid_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace tlog
